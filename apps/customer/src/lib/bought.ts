import type { Order } from '@storeflow/api'

/** Orders that came to nothing say nothing of what somebody needs. */
const NOTHING = ['rejected', 'cancelled']

/** What this shop buys, the most often bought first, then what was bought last. */
export function boughtBefore(orders: readonly Order[]): string[] {
  const found = new Map<string, { times: number; last: string }>()
  for (const order of orders) {
    if (NOTHING.includes(order.status) || order.parent_id) continue
    for (const line of order.lines) {
      const known = found.get(line.product_id)
      if (known) {
        known.times += 1
        if (order.created_at > known.last) known.last = order.created_at
      } else found.set(line.product_id, { times: 1, last: order.created_at })
    }
  }
  return [...found].sort(([, a], [, b]) => b.times - a.times || (a.last < b.last ? 1 : -1)).map(([product]) => product)
}
