import type { PurchasingOverview, SalesOverview, StockOverview } from '@storeflow/api'
import { addDays } from '@storeflow/i18n'
import type { Role } from '@/lib/api'

/** Something that needs somebody: how many, how bad, and the list that shows exactly these. */
export interface Tile {
  key: TileKey
  n: number
  /** There are at least so many. */
  more?: boolean
  tone: 'bad' | 'warn' | 'info'
  to: string
  search?: Record<string, string>
}

export type TileKey =
  | 'down'
  | 'dead'
  | 'stuck_sagas'
  | 'stuck'
  | 'rejected'
  | 'delivery_failed'
  | 'late'
  | 'out_of_stock'
  | 'expired'
  | 'short'
  | 'backordered'
  | 'running_out'
  | 'expiring_30'
  | 'expiring_60'
  | 'expiring_90'
  | 'unconfirmed'
  | 'to_confirm'
  | 'pending_customers'
  | 'drafts'

/** Which office sees what: a part of what it may read. Whose API calls are refused must not be here. */
const OF: Record<TileKey, Role[]> = {
  down: ['admin'],
  dead: ['admin'],
  stuck_sagas: ['admin'],
  stuck: ['admin', 'sales_manager'],
  rejected: ['admin', 'sales_manager'],
  delivery_failed: ['admin', 'sales_manager', 'logistics'],
  backordered: ['admin', 'sales_manager', 'purchasing', 'warehouse'],
  out_of_stock: ['admin', 'purchasing', 'warehouse', 'sales_manager'],
  running_out: ['admin', 'purchasing', 'warehouse', 'sales_manager'],
  expired: ['admin', 'purchasing', 'warehouse'],
  expiring_30: ['admin', 'purchasing', 'warehouse', 'sales_manager'],
  expiring_60: ['admin', 'purchasing', 'warehouse'],
  expiring_90: ['admin', 'purchasing', 'warehouse'],
  late: ['admin', 'purchasing', 'warehouse', 'supplier'],
  short: ['admin', 'purchasing', 'supplier'],
  unconfirmed: ['admin', 'purchasing'],
  to_confirm: ['supplier'],
  drafts: ['admin', 'purchasing'],
  pending_customers: ['admin', 'sales_manager'],
}

export interface Known {
  sales?: SalesOverview['attention']
  stock?: StockOverview
  purchasing?: PurchasingOverview
  pending_customers?: number
  /** Of all services. */
  dead?: number
  down?: number
  stuck_sagas?: { n: number; more: boolean }
}

/** Since when rejected orders count. */
export const REJECTED_DAYS = 7

/** What needs somebody with these roles, the worst first. `since` is the first day of rejected orders. */
export function attention(known: Known, roles: readonly Role[], since: string): Tile[] {
  const { sales, stock, purchasing } = known
  const tiles: (Tile | false)[] = [
    tile('down', known.down, 'bad', '/health'),
    tile('dead', known.dead, 'bad', '/dead-letters'),
    known.stuck_sagas !== undefined && {
      ...tile('stuck_sagas', known.stuck_sagas.n, 'bad', '/sagas', { health: 'stuck' }),
      more: known.stuck_sagas.more,
    },
    tile('stuck', sales?.stuck, 'bad', '/orders', { status: 'submitted', sort: 'created_at' }),
    tile('delivery_failed', sales?.delivery_failed, 'bad', '/orders', { status: 'delivery_failed' }),
    tile('rejected', sales?.rejected, 'bad', '/orders', { status: 'rejected', from: since }),
    tile('late', purchasing?.late, 'bad', '/purchase-orders', { late: 'true' }),
    tile('out_of_stock', stock?.out_of_stock, 'bad', '/stock', { level: 'out' }),
    tile('expired', stock?.expired, 'bad', '/stock/expiring', { within: 'expired' }),
    tile('to_confirm', purchasing?.unconfirmed, 'warn', '/purchase-orders', { status: 'sent' }),
    tile('unconfirmed', purchasing?.unconfirmed, 'warn', '/purchase-orders', { status: 'sent' }),
    tile('short', purchasing?.short, 'warn', '/purchase-orders', { short: 'true', open: 'true' }),
    tile('backordered', sales?.backordered, 'warn', '/orders', { status: 'backordered' }),
    tile('running_out', stock?.running_out, 'warn', '/stock', { level: 'low' }),
    tile('expiring_30', stock?.expiring_30, 'warn', '/stock/expiring', { within: '30' }),
    tile('pending_customers', known.pending_customers, 'warn', '/customers', { status: 'pending' }),
    tile('drafts', purchasing?.drafts, 'info', '/purchase-orders', { status: 'draft' }),
    // The server counts up to a day, the list shows what lies between two.
    tile('expiring_60', stock && stock.expiring_60 - stock.expiring_30, 'info', '/stock/expiring', { within: '60' }),
    tile('expiring_90', stock && stock.expiring_90 - stock.expiring_60, 'info', '/stock/expiring', { within: '90' }),
  ]
  return tiles.filter((one): one is Tile => !!one && one.n > 0 && OF[one.key].some((role) => roles.includes(role)))
}

function tile(
  key: TileKey,
  n: number | undefined,
  tone: Tile['tone'],
  to: string,
  search?: Record<string, string>,
): Tile {
  return { key, n: n ?? 0, tone, to, search }
}

/** Goods to come: how many purchase orders, and the search of the list that shows exactly these. */
export function arrivals(known: PurchasingOverview, today: string) {
  const until = (day: string) => ({ open: 'true', expected_from: today, expected_to: day, sort: 'expected_on' })
  return [
    { when: 'today', n: known.expected_today, search: until(today) },
    { when: 'week', n: known.expected_week, search: until(addDays(today, 6)) },
  ] as const
}

/** Sums of the days, and the share of what was asked for that was promised at once. */
export function totals(days: SalesOverview['days']) {
  let [orders, net, ordered, filled] = [0, 0, 0, 0]
  for (const day of days) {
    orders += day.orders
    net += day.net.amount
    ordered += day.units_ordered
    filled += day.units_filled
  }
  return { orders, net, fill: ordered > 0 ? filled / ordered : null }
}

/** Calls `work` for the first call soon and for all that come meanwhile once more, never more often than every `gap`. */
export function throttled(work: () => void, gap: number, soon = 250): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = 0
  return () => {
    if (timer !== undefined) return
    const wait = Math.max(soon, last + gap - Date.now())
    timer = setTimeout(() => {
      timer = undefined
      last = Date.now()
      work()
    }, wait)
  }
}
