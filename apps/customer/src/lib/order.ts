import type { Money, Order } from '@storeflow/api'
import {
  lineAmounts,
  type OrderAbout,
  type OrderAmounts,
  type OrderBody,
  type OutboxItem,
  orderAmounts,
} from '@storeflow/core'
import type { IconName, Tone } from '@storeflow/mobile-ui'

export type OrderItem = OutboxItem<OrderBody, Order>

/** An order as a screen shows it: what the server says of it, or what still lies on the phone. */
export interface Shown {
  id: string
  order?: Order
  item?: OrderItem
  at: string
}

/** All orders, the newest first; those of the phone by their own id, so that none appears twice. */
export function shownOrders(orders: readonly Order[], outbox: readonly OutboxItem[]): Shown[] {
  const known = new Map<string, Shown>(orders.map((order) => [order.id, { id: order.id, order, at: order.created_at }]))
  for (const item of outbox) {
    if (item.kind !== 'order') continue
    const own = item as OrderItem
    const shown = known.get(item.id)
    if (shown) shown.item = own
    else
      known.set(item.id, { id: item.id, order: own.answer, item: own, at: own.answer?.created_at ?? item.captured_at })
  }
  return [...known.values()].sort((a, b) => (a.at < b.at ? 1 : -1))
}

export type Stand = keyof typeof LOOKS

const LOOKS = {
  saved: { tone: 'warn', icon: 'phone' },
  unsure: { tone: 'warn', icon: 'upload' },
  blocked: { tone: 'warn', icon: 'clock' },
  refused: { tone: 'bad', icon: 'refused' },
  sent: { tone: 'info', icon: 'check' },
  submitted: { tone: 'info', icon: 'check' },
  confirmed: { tone: 'good', icon: 'check' },
  scheduled: { tone: 'good', icon: 'check' },
  picking: { tone: 'good', icon: 'box' },
  in_transit: { tone: 'good', icon: 'truck' },
  delivered: { tone: 'quiet', icon: 'check' },
  rejected: { tone: 'bad', icon: 'refused' },
  cancelled: { tone: 'quiet', icon: 'close' },
  delivery_failed: { tone: 'bad', icon: 'refused' },
  backordered: { tone: 'warn', icon: 'clock' },
  other: { tone: 'info', icon: 'clock' },
} satisfies Record<string, { tone: Tone; icon: IconName }>

/** How it stands, in one word of ours: the server's once it has answered. */
export function standOf({ order, item }: Shown): Stand {
  if (order) return order.status in LOOKS ? (order.status as Stand) : 'other'
  switch (item?.state) {
    case 'waiting':
      return 'saved'
    case 'sent':
      return 'sent'
    default:
      return item?.state ?? 'other'
  }
}

export const looksOf = (stand: Stand): { tone: Tone; icon: IconName } => LOOKS[stand]

/** Whether it may still be taken back: the warehouse has the last word. */
export function canCancel(shown: Shown, outbox: readonly OutboxItem[]): boolean {
  if (outbox.some((item) => item.kind === 'cancel' && item.after.includes(shown.id) && item.state !== 'refused'))
    return false
  if (!shown.order)
    return shown.item?.state === 'waiting' || shown.item?.state === 'unsure' || shown.item?.state === 'sent'
  return (
    ['submitted', 'confirmed', 'scheduled', 'backordered'].includes(shown.order.status) &&
    !shown.order.cancel_requested_at
  )
}

export interface ShownLine {
  product_id: string
  name: string
  quantity: number
  price: Money
  total: Money
}

/** The lines and the sums, whoever they come from. */
export function contentOf({ order, item }: Shown): { lines: ShownLine[]; amounts: OrderAmounts } {
  if (order) {
    return {
      lines: order.lines.map((line) => ({ ...line, price: line.unit_price })),
      amounts: { subtotal: order.subtotal, tax: order.tax, total: order.total },
    }
  }
  const about = (item?.about as OrderAbout | undefined)?.lines ?? []
  const of = new Map(about.map((line) => [line.product_id, line]))
  const amounts = []
  const lines: ShownLine[] = []
  for (const line of item?.body.lines ?? []) {
    const known = of.get(line.product_id)
    const price = line.price_seen ?? known?.price
    if (!price) continue
    const cost = lineAmounts(price, line.quantity, known?.tax_rate_bp ?? 0)
    amounts.push(cost)
    lines.push({ ...line, name: known?.name ?? '', price, total: cost.total })
  }
  return { lines, amounts: orderAmounts(amounts) }
}

/** What this shop usually orders: the last that came. One that is still under way is not offered again, lest it be ordered twice. */
export function usualOf(all: readonly Shown[]): Shown | undefined {
  return all.find(({ order }) => order?.status === 'delivered' && !order.parent_id)
}
