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
