import type { PurchaseOrderSummary, PurchaseOrderStatus as State } from '@storeflow/api'
import { Status, type Tone } from '@/kit'
import { useTexts } from '@/lib/lang'
import classes from './purchase-orders.module.css'
import { texts } from './texts'

export const STATES = [
  'draft',
  'sent',
  'confirmed',
  'partially_received',
  'received',
  'cancelled',
] as const satisfies State[]

/** Goods may come. */
export const isOpen = (status: State): boolean => ['sent', 'confirmed', 'partially_received'].includes(status)

const TONES: Record<State, Tone> = {
  draft: 'quiet',
  sent: 'info',
  confirmed: 'info',
  partially_received: 'info',
  received: 'good',
  cancelled: 'quiet',
}

/** Where it stands, and what is wrong with it. */
export function OrderStatus({ of }: { of: Pick<PurchaseOrderSummary, 'status' | 'late' | 'short'> }) {
  const t = useTexts(texts)
  return (
    <span className={classes.badges}>
      {/* A state that a newer server knows is shown as it is called. */}
      <Status tone={TONES[of.status] ?? 'info'}>{t.status[of.status] ?? of.status}</Status>
      {of.late && <Status tone="bad">{t.late}</Status>}
      {of.short && <Status tone="warn">{t.short}</Status>}
    </span>
  )
}

/** How much of it has come. */
export function Progress({ of }: { of: Pick<PurchaseOrderSummary, 'received_units' | 'ordered_units'> }) {
  const t = useTexts(texts)
  const share = of.ordered_units > 0 ? Math.min(of.received_units / of.ordered_units, 1) : 0
  // All but nothing is not nothing, and all but one unit is not all.
  const percent = share === 0 ? 0 : share === 1 ? 100 : Math.min(Math.max(Math.round(share * 100), 1), 99)
  return (
    <span className={classes.progress}>
      <span
        className={classes.bar}
        role="progressbar"
        aria-label={t.fields.progress}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <span style={{ width: `${percent}%` }} />
      </span>
      <span className="sf-figures">{percent} %</span>
    </span>
  )
}
