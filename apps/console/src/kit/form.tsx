import {
  Alert,
  Anchor,
  Button,
  NumberInput,
  type NumberInputProps,
  TextInput,
  type TextInputProps,
} from '@mantine/core'
import { type Amount, minorUnits } from '@storeflow/i18n'
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react'
import { company } from '@/lib/company'
import { useLang, useTexts } from '@/lib/lang'
import { ConflictDialog } from './conflict'
import type { Editor, FormValues } from './editor'
import classes from './form.module.css'
import { kit } from './texts'

/**
 * The form around an editor's fields: what was restored, what went wrong, the buttons, and the dialog after a 412.
 * `labels` are the fields' names as people know them.
 */
export function EditorForm<V extends FormValues>(props: {
  editor: Editor<V>
  labels: Partial<Record<keyof V & string, string>>
  /** How values look in the 412 dialog, where the text alone does not say it. */
  show?: Partial<Record<keyof V & string, (value: never) => ReactNode>>
  save?: string
  cancel?: () => void
  children: ReactNode
}) {
  const t = useTexts(kit)
  const { editor } = props
  const box = useRef<HTMLFormElement>(null)

  // Whoever opens a form wants to type: into the field marked `data-autofocus`.
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus({ preventScroll: true })
  }, [])

  // The first field that was refused gets the focus.
  const { refusals } = editor
  useEffect(() => {
    if (refusals.length > 0) box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [refusals])

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!editor.busy) void editor.submit()
  }
  const labelOf = (path: string) => props.labels[path.split('.')[0] as keyof V & string]

  return (
    <form ref={box} onSubmit={submit} noValidate className={classes.form}>
      {editor.restored && (
        <Alert role="status">
          {t.form.restored}{' '}
          <Anchor component="button" type="button" size="sm" onClick={editor.discard}>
            {t.form.discard}
          </Anchor>
        </Alert>
      )}
      {editor.problem && (
        <Alert color="red" role="alert">
          {editor.problem}
          {refusals.length > 0 && (
            <ul className={classes.refusals}>
              {refusals.map(({ path, detail }) => (
                <li key={path + detail}>
                  {labelOf(path) && <strong>{labelOf(path)}: </strong>}
                  {detail}
                </li>
              ))}
            </ul>
          )}
        </Alert>
      )}
      {props.children}
      <div className={classes.buttons}>
        <Button type="submit" loading={editor.busy}>
          {props.save ?? t.form.save}
        </Button>
        {props.cancel && (
          <Button variant="default" onClick={props.cancel}>
            {t.cancel}
          </Button>
        )}
      </div>
      {editor.conflict && (
        <ConflictDialog editor={editor} conflict={editor.conflict} labels={props.labels} show={props.show} />
      )}
    </form>
  )
}

/** Fields beside each other where there is room. */
export function FieldGrid({ children }: { children: ReactNode }) {
  return <div className={classes.grid}>{children}</div>
}

type NumberProps = Omit<NumberInputProps, 'value' | 'onChange' | 'defaultValue'>

/** An amount in the company's currency; `null` while it is empty. */
export function MoneyInput({
  value,
  onChange,
  ...rest
}: NumberProps & { value?: Amount | null; onChange?: (value: Amount | null) => void }) {
  const marks = useMarks()
  const units = minorUnits(company.currency)
  return (
    <NumberInput
      {...marks}
      prefix="$ "
      min={0}
      decimalScale={Math.round(Math.log10(units))}
      hideControls
      inputMode="decimal"
      {...rest}
      value={value ? value.amount / units : ''}
      onChange={(typed) =>
        onChange?.(
          typed === '' || Number.isNaN(Number(typed))
            ? null
            : { amount: Math.round(Number(typed) * units), currency: company.currency },
        )
      }
    />
  )
}

/** A whole number; `null` while it is empty. */
export function QuantityInput({
  value,
  onChange,
  ...rest
}: NumberProps & { value?: number | null; onChange?: (value: number | null) => void }) {
  const marks = useMarks()
  return (
    <NumberInput
      {...marks}
      min={0}
      allowDecimal={false}
      hideControls
      inputMode="numeric"
      {...rest}
      value={value ?? ''}
      onChange={(typed) => onChange?.(typed === '' || Number.isNaN(Number(typed)) ? null : Number(typed))}
    />
  )
}

/** A local day, `2026-11-24`; `null` while it is empty. */
export function DayInput({
  value,
  onChange,
  ...rest
}: Omit<TextInputProps, 'value' | 'onChange' | 'defaultValue'> & {
  value?: string | null
  onChange?: (value: string | null) => void
}) {
  return (
    <TextInput
      type="date"
      {...rest}
      value={value ?? ''}
      onChange={(event) => onChange?.(event.currentTarget.value || null)}
    />
  )
}

function useMarks(): { thousandSeparator: string; decimalSeparator: string } {
  return useLang() === 'es'
    ? { thousandSeparator: '.', decimalSeparator: ',' }
    : { thousandSeparator: ',', decimalSeparator: '.' }
}
