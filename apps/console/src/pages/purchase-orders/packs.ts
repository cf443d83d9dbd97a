import { useFormats, useTexts } from '@/lib/lang'
import { inPacks } from './rules'
import { texts } from './texts'

/** `10 packs of 12`, `2 packs of 12 and 6`; nothing where a pack is a unit. */
export function usePackText(): (units: number, size: number | undefined) => string | undefined {
  const t = useTexts(texts).lines
  const f = useFormats()
  return (units, size) => {
    if (!size || size < 2 || units < size) return undefined
    const { packs, rest } = inPacks(units, size)
    return rest === 0 ? t.packs({ n: packs, size }) : t.packsAnd({ n: packs, size, rest: f.number(rest) })
  }
}

/** `3 × 24`, `2 × 60 + 29`: the same where there is little room. */
export function useShortPacks(): (units: number, size: number | undefined) => string | undefined {
  const f = useFormats()
  return (units, size) => {
    if (!size || size < 2 || units < size) return undefined
    const { packs, rest } = inPacks(units, size)
    const whole = `${f.number(packs)}\u00a0×\u00a0${f.number(size)}`
    return rest === 0 ? whole : `${whole}\u00a0+\u00a0${f.number(rest)}`
  }
}
