import { useEffect, useState } from 'preact/hooks'
import { Icon } from './icon'

interface Props {
  value: number
  max?: number
  /** What is counted, for a screen reader. */
  name: string
  words: { add: string; more: string; less: string; quantity: string }
  set: (value: number) => void
}

/** One button until something is in the cart, then − figure +. The figure can be typed. */
export function Stepper({ value, max = 1_000_000, name, words, set }: Props) {
  const [typed, setTyped] = useState<string>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was typed goes when the figure is another
  useEffect(() => setTyped(undefined), [value])
  if (value === 0) {
    return (
      <button type="button" class="m-add" aria-label={`${words.add}: ${name}`} onClick={() => set(1)}>
        <Icon name="plus" />
      </button>
    )
  }
  const take = () => {
    const figure = Number.parseInt((typed ?? '').replace(/\D/g, ''), 10)
    if (typed !== undefined && Number.isFinite(figure)) set(Math.min(max, figure))
    setTyped(undefined)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row everywhere
    <div class="m-stepper" role="group" aria-label={name}>
      <button type="button" aria-label={`${words.less}: ${name}`} onClick={() => set(value - 1)}>
        <Icon name={value === 1 ? 'trash' : 'minus'} size={20} />
      </button>
      <input
        aria-label={`${words.quantity}: ${name}`}
        inputMode="numeric"
        autocomplete="off"
        maxLength={7}
        value={typed ?? String(value)}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onBlur={take}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      />
      <button type="button" aria-label={`${words.more}: ${name}`} onClick={() => set(Math.min(max, value + 1))}>
        <Icon name="plus" size={20} />
      </button>
    </div>
  )
}
