import { useFormats, useTexts } from '@storeflow/mobile-ui'
import { useDays } from '../lib/days'
import { useShelf } from '../lib/use'
import { words } from '../lib/words'

/** So few that somebody should know. */
const FEW = 24

/** How many of it one order can get at most; nothing where that is not known yet. */
export function useStock(productId: string): number | undefined {
  const available = useShelf('available')
  if (!available || available.size === 0) return undefined
  return available.get(productId)?.in_one_warehouse ?? 0
}

/** In one line: whether there is some, and when it could come. */
export function Stock({ productId }: { productId: string }) {
  const t = useTexts(words)
  const f = useFormats()
  const stock = useStock(productId)
  const [day] = useDays()
  if (stock === undefined) return null
  if (stock <= 0) return <span class="c-stock c-out">{t.none}</span>
  const when = day && t.from({ day: f.shortDay(day) })
  if (stock <= FEW) return <span class="c-stock c-few">{t.left({ n: stock })}</span>
  return <span class="c-stock">{when}</span>
}
