import { Button, TextInput } from '@mantine/core'
import type { ClosedDay } from '@storeflow/api'
import { useState } from 'react'
import { confirm, Day, DayInput, EditorForm, List, Section, Stack, toast, useCommand, useEditor } from '@/kit'
import { api, changed, useCan } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { planners } from './area'
import classes from './deliveries.module.css'
import { SetupHeader } from './parts'
import { texts } from './texts'

export default function ClosedDays() {
  const t = useTexts(texts)
  const f = useFormats()
  const mayPlan = useCan(...planners)
  const command = useCommand()
  // A new form after each day that was closed.
  const [turn, setTurn] = useState(0)
  const open = async (day: ClosedDay) => {
    const title = t.closed.openTitle({ day: f.day(day.on) })
    if (!(await confirm({ title, text: t.closed.openText, yes: t.closed.open }))) return
    await command.run(() => api.delete('/api/logistics/closed-days/{id}', { params: { id: day.id } }), t.closed.opened)
    await changed('closed-days', 'audit')
  }
  return (
    <>
      <SetupHeader />
      <Stack>
        {mayPlan && (
          <Section title={t.closed.add}>
            <Form key={turn} done={() => setTurn(turn + 1)} />
          </Section>
        )}
        <p className="sf-quiet" style={{ margin: 0 }}>
          {t.closed.note}
        </p>
        <List
          name="closed-days"
          path="/api/logistics/closed-days"
          search={false}
          sort="on"
          columns={[
            {
              key: 'on',
              label: t.fields.on,
              cell: (day) => <Day of={day.on} />,
              value: (day) => ({ day: day.on }),
              sort: 'on',
            },
            { key: 'name', label: t.closed.why, value: (day) => day.name },
            ...(mayPlan
              ? [
                  {
                    key: 'open',
                    label: t.closed.open,
                    screenOnly: true,
                    value: () => undefined,
                    cell: (day: ClosedDay) => (
                      <div className={classes.buttons}>
                        <Button
                          size="xs"
                          variant="default"
                          aria-label={t.closed.openOf({ day: f.day(day.on) })}
                          onClick={() => open(day)}
                        >
                          {t.closed.open}
                        </Button>
                      </div>
                    ),
                  },
                ]
              : []),
          ]}
          filters={[{ kind: 'day', key: 'from', label: t.closed.from }]}
          empty={{ title: t.closed.empty, text: t.closed.emptyText }}
        />
      </Stack>
    </>
  )
}

interface Values {
  on: string | null
  name: string
  [name: string]: unknown
}

function Form({ done }: { done: () => void }) {
  const t = useTexts(texts)
  const f = useFormats()
  const editor = useEditor<Values, ClosedDay>({
    name: 'closed-day:new',
    initial: { on: null, name: '' },
    validate: (values) => ({
      on: values.on ? null : t.closed.needed,
      name: values.name.trim() ? null : t.closed.needed,
    }),
    save: (values, { id, idempotencyKey }) =>
      api.post('/api/logistics/closed-days', { body: { id, on: values.on ?? '', name: values.name }, idempotencyKey }),
    saved: async () => {
      toast.good(t.closed.done)
      await changed('closed-days', 'audit')
      done()
    },
  })
  const { form } = editor
  return (
    <EditorForm editor={editor} labels={{ on: t.closed.day, name: t.closed.why }} save={t.closed.button}>
      <div className={classes.inline}>
        <DayInput label={t.closed.day} required min={f.today()} value={form.values.on} {...form.getInputProps('on')} />
        <TextInput label={t.closed.why} required maxLength={120} {...form.getInputProps('name')} />
      </div>
    </EditorForm>
  )
}
