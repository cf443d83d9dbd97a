import type { AdjustmentReason, LedgerEntry, LotLevel } from '@storeflow/api'
import { addDays } from '@storeflow/i18n'

export const REASONS: AdjustmentReason[] = ['counted', 'found', 'lost', 'damaged', 'expired']

/** `found` only adds, `lost`, `damaged` and `expired` only take away; a count goes either way. */
export function signOf(reason: AdjustmentReason, way: 'more' | 'less'): 1 | -1 {
  if (reason === 'found') return 1
  if (reason === 'counted') return way === 'more' ? 1 : -1
  return -1
}

export const HORIZONS = [30, 60, 90] as const
export type Bucket = 'expired' | 30 | 60 | 90

/** Lots that still hold something, the first to expire first, by how long they last. The last day itself is still good. */
export function expiring<L extends Pick<LotLevel, 'expires_on' | 'on_hand'>>(lots: L[], today: string) {
  const found = new Map<Bucket, L[]>([['expired', []], ...HORIZONS.map((days): [Bucket, L[]] => [days, []])])
  const dated = lots.filter((lot) => lot.expires_on && lot.on_hand > 0)
  dated.sort((a, b) => String(a.expires_on).localeCompare(String(b.expires_on)))
  for (const lot of dated) {
    const day = String(lot.expires_on)
    const bucket = day < today ? 'expired' : HORIZONS.find((days) => day <= addDays(today, days))
    if (bucket) found.get(bucket)?.push(lot)
  }
  return found
}

/** How much lay there at the end of each day, told backwards from what lies there now. `dayOf` is the company's day of an instant. */
export function byDay(
  onHand: number,
  movements: Pick<LedgerEntry, 'at' | 'delta'>[],
  from: string,
  today: string,
  dayOf: (instant: string) => string,
): { day: string; onHand: number }[] {
  const changes = new Map<string, number>()
  for (const { at, delta } of movements) {
    const day = dayOf(at)
    changes.set(day, (changes.get(day) ?? 0) + delta)
  }
  const days: { day: string; onHand: number }[] = []
  let level = onHand
  for (let day = today; day >= from; day = addDays(day, -1)) {
    days.unshift({ day, onHand: level })
    level -= changes.get(day) ?? 0
  }
  return days
}
