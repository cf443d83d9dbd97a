import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { IconButton } from './button'
import { Icon } from './icon'

interface Common {
  label: string
  hint?: string
  error?: string
}

interface Typed extends Common {
  value: string
  set: (text: string) => void
  name?: string
  required?: boolean
  maxLength?: number
  placeholder?: string
}

interface InputProps extends Typed {
  type?: 'text' | 'tel' | 'email'
  inputMode?: 'text' | 'tel' | 'email' | 'numeric'
  autocomplete?: string
  autocapitalize?: 'off' | 'words' | 'sentences'
  enterKeyHint?: 'next' | 'go' | 'done'
}

/** A label, what may be typed, what is wrong with it. */
export function Field({ label, hint, error, set, type, ...rest }: InputProps) {
  const id = useId()
  return (
    <div class="m-field">
      <label for={id}>{label}</label>
      <input
        {...rest}
        // Preact's types want one kind of field, not one of three.
        type={type as 'text'}
        id={id}
        onInput={(event) => set(event.currentTarget.value)}
        aria-invalid={!!error}
        aria-describedby={error || hint ? `${id}-d` : undefined}
      />
      <Below id={id} hint={hint} error={error} />
    </div>
  )
}

export function PasswordField({
  show,
  hide,
  label,
  hint,
  error,
  set,
  ...rest
}: Omit<InputProps, 'type'> & { show: string; hide: string }) {
  const id = useId()
  const [plain, setPlain] = useState(false)
  return (
    <div class="m-field">
      <label for={id}>{label}</label>
      <div class="m-beside">
        <input
          {...rest}
          id={id}
          type={(plain ? 'text' : 'password') as 'password'}
          onInput={(event) => set(event.currentTarget.value)}
          aria-invalid={!!error}
          aria-describedby={error || hint ? `${id}-d` : undefined}
        />
        <button type="button" class="m-reveal" aria-pressed={plain} onClick={() => setPlain(!plain)}>
          {plain ? hide : show}
        </button>
      </div>
      <Below id={id} hint={hint} error={error} />
    </div>
  )
}

export function TextArea({ label, hint, error, set, ...rest }: Typed) {
  const id = useId()
  return (
    <div class="m-field">
      <label for={id}>{label}</label>
      <textarea
        {...rest}
        id={id}
        onInput={(event) => set(event.currentTarget.value)}
        aria-invalid={!!error}
        aria-describedby={error || hint ? `${id}-d` : undefined}
      />
      <Below id={id} hint={hint} error={error} />
    </div>
  )
}

function Below({ id, hint, error }: { id: string; hint?: string; error?: string }) {
  if (!error && !hint) return null
  return (
    <p id={`${id}-d`} class={error ? 'm-error' : 'm-hint'}>
      {error && <Icon name="refused" size={16} />}
      {error ?? hint}
    </p>
  )
}

/** One of a few, each with a word of explanation. */
export function Choice<T extends string>({
  label,
  value,
  set,
  options,
  row,
}: {
  label: string
  value: T
  set: (value: T) => void
  options: { value: T; label: string; text?: string }[]
  row?: boolean
}) {
  const name = useId()
  return (
    <fieldset class={`m-choice${row ? ' m-row' : ''}`}>
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => set(option.value)}
            value={option.value}
          />
          <span>
            <b>{option.label}</b>
            {option.text && <small>{option.text}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

export function SearchField({
  label,
  clear,
  value,
  set,
  focus,
}: {
  label: string
  clear: string
  value: string
  set: (text: string) => void
  /** Ready to type at once: only where somebody has just asked to search. */
  focus?: boolean
}) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (focus) input.current?.focus()
  }, [focus])
  return (
    <div class="m-search">
      <Icon name="search" size={20} />
      <input
        ref={input}
        type="search"
        enterKeyHint="search"
        autocomplete="off"
        aria-label={label}
        placeholder={label}
        value={value}
        onInput={(event) => set(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      />
      {value && <IconButton icon="close" label={clear} size={20} onClick={() => set('')} />}
    </div>
  )
}

/** Chips in a row that scrolls sideways; one of them is chosen. */
export function Chips<T extends string>({
  label,
  value,
  set,
  options,
}: {
  label: string
  value: T
  set: (value: T) => void
  options: { value: T; label: ComponentChildren }[]
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot scroll sideways everywhere
    <div class="m-chips" role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={(event) => {
            set(option.value)
            event.currentTarget.scrollIntoView({ block: 'nearest', inline: 'center' })
          }}
        >
          {option.label}
        </button>
      ))}
    </div>
  )
}
