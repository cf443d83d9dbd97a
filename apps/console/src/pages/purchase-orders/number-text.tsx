import { TextInput, type TextInputProps } from '@mantine/core'
import { type ReactNode, useState } from 'react'

/**
 * A number as people type it: kept as the text that it is, shown tidily once the field is left, and what is wrong with it said
 * only then.
 */
export function NumberText(
  props: Omit<TextInputProps, 'value' | 'onChange' | 'error'> & {
    value: string
    onText: (text: string) => void
    /** How it looks when nobody types; the text itself where it is no number. */
    tidy: (text: string) => string
    /** What is kept of it when the field is left. */
    settle?: (text: string) => string
    /** What is wrong with it, once the field is left. */
    wrong?: ReactNode
    /** What is wrong with it in any case: the server, or a try to save, said so. */
    error?: ReactNode
  },
) {
  const { value, onText, tidy, settle, wrong, error, ...rest } = props
  const [typing, setTyping] = useState<string>()
  return (
    <TextInput
      autoComplete="off"
      {...rest}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      styles={{ input: { textAlign: 'right' }, description: { textAlign: 'right' }, error: { textAlign: 'right' } }}
      value={typing ?? tidy(value)}
      error={error ?? (typing === undefined && wrong)}
      onChange={(event) => {
        setTyping(event.currentTarget.value)
        onText(event.currentTarget.value)
      }}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={() => {
        setTyping(undefined)
        const settled = settle?.(value)
        if (typing !== undefined && settled !== undefined && settled !== value) onText(settled)
      }}
    />
  )
}
