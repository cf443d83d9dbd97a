import { Button, Group, Modal, Text } from '@mantine/core'
import { type ReactNode, useId, useState } from 'react'
import { useFormats, useTexts } from '@/lib/lang'
import { type Conflict, type Editor, type FormValues, same } from './editor'
import classes from './form.module.css'
import { kit } from './texts'

/** "Who changed what": both versions of each value that differs, and a choice. */
export function ConflictDialog<V extends FormValues>(props: {
  editor: Editor<V>
  conflict: Conflict<V>
  labels: Partial<Record<keyof V & string, string>>
  show?: Partial<Record<keyof V & string, (value: never) => ReactNode>>
}) {
  const t = useTexts(kit)
  const f = useFormats()
  const group = useId()
  const { editor, conflict } = props
  const mine = editor.form.getValues()
  const keys = Object.keys(mine).filter((key) => !same(mine[key], conflict.theirs[key]))
  // What I have not touched stays as it is saved.
  const [taken, setTaken] = useState<Record<string, 'mine' | 'theirs'>>(() =>
    Object.fromEntries(keys.map((key) => [key, same(mine[key], conflict.base[key]) ? 'theirs' : 'mine'])),
  )
  const shown = (key: string, value: unknown): ReactNode => {
    const show = props.show?.[key as keyof V & string]
    if (show && value !== null && value !== undefined) return show(value as never)
    if (value === null || value === undefined || value === '') return t.conflict.empty
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
  const chosen = (): V => {
    const values = { ...conflict.theirs }
    for (const key of keys) if (taken[key] === 'mine') values[key as keyof V] = mine[key] as V[keyof V]
    return values
  }
  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t.conflict.title}
      size="lg"
      zIndex={300}
    >
      <Text>
        {conflict.changed_at
          ? t.conflict.who({
              name: conflict.changed_by || t.history.system,
              ago: f.ago(conflict.changed_at),
              when: f.instant(conflict.changed_at),
            })
          : t.conflict.somebody}
      </Text>
      {keys.length === 0 ? (
        <Text mt="sm">{t.conflict.same}</Text>
      ) : (
        <>
          <Text mt="sm">{t.conflict.choose}</Text>
          <table className={classes.conflict}>
            <thead>
              <tr>
                <th scope="col">{t.conflict.field}</th>
                <th scope="col">{t.conflict.mine}</th>
                <th scope="col">{t.conflict.theirs}</th>
              </tr>
            </thead>
            <tbody>
              {keys.map((key) => (
                <tr key={key}>
                  <th scope="row">{props.labels[key as keyof V & string] ?? key}</th>
                  {(['mine', 'theirs'] as const).map((whose) => (
                    <td key={whose}>
                      <label className={classes.choice}>
                        <input
                          type="radio"
                          name={`${group}-${key}`}
                          checked={taken[key] === whose}
                          onChange={() => setTaken({ ...taken, [key]: whose })}
                        />
                        <span>{shown(key, whose === 'mine' ? mine[key] : conflict.theirs[key])}</span>
                      </label>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      <Group justify="flex-end" gap="sm" mt="md">
        <Button variant="default" onClick={() => editor.resolve(undefined)}>
          {t.conflict.drop}
        </Button>
        <Button onClick={() => editor.resolve(chosen())} loading={editor.busy} data-autofocus>
          {t.conflict.save}
        </Button>
      </Group>
    </Modal>
  )
}
