import { ActionIcon, TextInput, VisuallyHidden } from '@mantine/core'
import { IconCalendar } from '@tabler/icons-react'
import { type KeyboardEvent, type Ref, useRef } from 'react'
import { useFormats, useTexts } from '@/lib/lang'
import { type Known, parseDay, typedDay } from './count'
import classes from './receipts.module.css'
import { texts } from './texts'

/** Days from one to another. */
const between = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)

/** A day typed by numbers alone (`311226`), with strokes, or picked; says at once what was understood. */
export function ExpiryInput(props: {
  value: string
  onChange: (text: string) => void
  onKeyDown?: (event: KeyboardEvent) => void
  known: Known | undefined
  /** It was not typed but follows from the shelf life. */
  suggested: boolean
  error?: string
  inputRef?: Ref<HTMLInputElement>
}) {
  const t = useTexts(texts).receive
  const f = useFormats()
  const picker = useRef<HTMLInputElement>(null)
  const today = f.today()
  const day = parseDay(props.value)
  const left = day === undefined ? 0 : between(today, day)
  const least = props.known?.min_days_left ?? 0
  const shown = day === undefined ? undefined : f.day(day)
  const warning =
    shown === undefined
      ? undefined
      : left < 0
        ? t.expired({ day: shown })
        : left < least
          ? t.tooShort({ day: shown, n: left, least })
          : undefined
  return (
    <div>
      <TextInput
        ref={props.inputRef}
        size="lg"
        label={t.expires}
        placeholder={t.expiresHint}
        inputMode="numeric"
        autoComplete="off"
        enterKeyHint="done"
        required={!!props.known?.shelf_life_days}
        withAsterisk={false}
        value={props.value}
        onChange={(event) => props.onChange(event.currentTarget.value)}
        onKeyDown={props.onKeyDown}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={() => day && props.onChange(typedDay(day))}
        error={props.error}
        description={
          warning ? (
            <span className={classes.warning}>{warning}</span>
          ) : shown === undefined ? undefined : props.suggested ? (
            t.suggested
          ) : (
            t.in({ n: left, day: shown })
          )
        }
        rightSectionWidth={48}
        rightSection={
          <ActionIcon
            variant="subtle"
            className={classes.pick}
            aria-label={t.pick}
            onClick={() => {
              try {
                picker.current?.showPicker()
              } catch {
                picker.current?.focus()
              }
            }}
          >
            <IconCalendar size={20} aria-hidden="true" />
          </ActionIcon>
        }
      />
      <VisuallyHidden>
        <input
          ref={picker}
          type="date"
          tabIndex={-1}
          aria-label={t.pick}
          value={day ?? ''}
          onChange={(event) => event.currentTarget.value && props.onChange(typedDay(event.currentTarget.value))}
        />
      </VisuallyHidden>
    </div>
  )
}
