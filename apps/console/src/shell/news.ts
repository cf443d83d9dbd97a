import { type Hint, NIL, type PurchaseOrderSummary } from '@storeflow/api'
import { useEffect } from 'react'
import { allowed, api, queries, type Role, useMe } from '@/lib/api'
import { hearHints } from '@/lib/live'
import { SERVICES } from '@/lib/services'
import { Store } from '@/lib/store'

export type Kind =
  | 'order_rejected'
  | 'order_backordered'
  | 'order_delivery_failed'
  | 'import_checked'
  | 'import_committed'
  | 'import_undone'
  | 'import_failed'
  | 'purchase_sent'
  | 'purchase_confirmed'
  | 'purchase_partially_received'
  | 'purchase_received'
  | 'purchase_cancelled'
  | 'customer_pending'
  | 'dead'

/** Something that happened; a burst of the same is one. */
export interface Entry {
  kind: Kind
  at: number
  n: number
  /** Of a single one: where to look, and what it is called. */
  id?: string
  name?: string
}

export interface News {
  /** The latest first. */
  entries: Entry[]
  /** When somebody last looked. */
  seen: number
  /** What was told already: hints come more than once. */
  known: string[]
}

export interface Happening {
  kind: Kind
  id: string
  name?: string
  n?: number
}

const NONE: News = { entries: [], seen: 0, known: [] }
/** What happens within this time of the same kind is one entry. */
const BURST = 120_000
const MOST = 40

/** The news with what happened now. */
export function added(news: News, happened: Happening[], now: number): News {
  const known = new Set(news.known)
  let entries = news.entries
  for (const { kind, id, name, n = 1 } of happened) {
    const key = `${kind} ${id}`
    if (known.has(key)) continue
    known.add(key)
    const before = entries.find((one) => one.kind === kind && now - one.at < BURST)
    const entry = before ? { kind, at: now, n: before.n + n } : { kind, at: now, n, id, name }
    entries = [entry, ...entries.filter((one) => one !== before)]
  }
  if (entries === news.entries) return news
  return { ...news, entries: entries.slice(0, MOST), known: [...known].slice(-500) }
}

export const unread = (news: News): number => news.entries.filter((one) => one.at > news.seen).length

/** Kept in the tab, for the person who is signed in. */
export const news = new Store<News>(NONE)
let key = ''

function change(to: News): void {
  if (to === news.get()) return
  news.set(to)
  try {
    sessionStorage.setItem(key, JSON.stringify(to))
  } catch {
    // Where nothing can be stored, news is forgotten with the page.
  }
}

function open(user: string): void {
  key = `sf-news:${user}`
  try {
    news.set({ ...NONE, ...(JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<News>) })
  } catch {
    news.set(NONE)
  }
}

export const tell = (happened: Happening[]): void => change(added(news.get(), happened, Date.now()))
export const seen = (): void => change({ ...news.get(), seen: Date.now() })
export const forget = (): void => change({ ...news.get(), entries: [] })

/** Whether something began with the last change of a thing, by the server's own clock. */
const justNow = (updated: string, began: string | null | undefined): boolean =>
  !!began && Math.abs(Date.parse(updated) - Date.parse(began)) < 60_000

/** More than so many of them are read as a list. */
const FEW = 8

interface Reader {
  roles: Role[]
  read: (ids: string[], roles: readonly Role[]) => Promise<Happening[]>
}

const one = async <T>(ids: string[], read: (id: string) => Promise<T>): Promise<T[]> => {
  const found = await Promise.allSettled(ids.slice(0, FEW).map(read))
  return found.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
}

/** Who is told about which resource: only what the role may read anyway. */
const READERS: Record<string, Reader> = {
  orders: {
    roles: ['admin', 'sales_manager', 'logistics'],
    read: async (ids, roles) => {
      const troubles = ['rejected', 'backordered', 'delivery_failed'] as const
      const wanted = new Set(ids)
      const orders =
        ids.length <= FEW
          ? await one(ids, (id) => api.get('/api/sales/orders/{id}', { params: { id } }))
          : (
              await Promise.all(
                troubles.map((status) => api.get('/api/sales/orders', { query: { status, limit: 100 } })),
              )
            ).flatMap((page) => page.items.filter((order) => wanted.has(order.id)))
      return orders.flatMap(({ id, number, status, updated_at, waits_since }) => {
        const trouble = troubles.find((one) => one === status)
        if (!trouble || (trouble === 'backordered' && !justNow(updated_at, waits_since))) return []
        if (trouble !== 'delivery_failed' && !roles.some((role) => role !== 'logistics')) return []
        return [{ kind: `order_${trouble}` as const, id, name: number }]
      })
    },
  },
  imports: {
    roles: ['admin', 'purchasing'],
    read: async (ids) => {
      const found = await one(ids, (id) => api.get('/api/purchasing/imports/{id}', { params: { id } }))
      return found.flatMap(({ id, status, file_name }) => {
        const over = (['checked', 'committed', 'undone', 'failed'] as const).find((one) => one === status)
        return over ? [{ kind: `import_${over}` as const, id, name: file_name }] : []
      })
    },
  },
  'purchase-orders': {
    roles: ['admin', 'purchasing', 'warehouse', 'supplier'],
    read: async (ids, roles) => {
      const wanted = new Set(ids)
      const found: PurchaseOrderSummary[] =
        ids.length <= FEW
          ? await one(ids, (id) => api.get('/api/purchasing/purchase-orders/{id}', { params: { id } }))
          : (await api.get('/api/purchasing/purchase-orders', { query: { limit: 100 } })).items.filter((order) =>
              wanted.has(order.id),
            )
      return found.flatMap((order): Happening[] => {
        const { id, number: name, status } = order
        const told = purchaseNews(order, roles)
        return told ? [{ kind: `purchase_${status}` as Kind, id, name }] : []
      })
    },
  },
  customers: {
    roles: ['admin', 'sales_manager'],
    read: async (ids) => {
      const found = await one(ids, (id) => api.get('/api/identity/customers/{id}', { params: { id } }))
      return found.flatMap((shop) =>
        shop.status === 'pending' && justNow(shop.updated_at, shop.created_at)
          ? [{ kind: 'customer_pending' as const, id: shop.id, name: shop.business_name }]
          : [],
      )
    },
  },
}

/** Whether a change of a purchase order is news for somebody. */
export function purchaseNews(
  order: Pick<PurchaseOrderSummary, 'status' | 'updated_at' | 'sent_at' | 'confirmed_at'>,
  roles: readonly Role[],
): boolean {
  const supplier = roles.includes('supplier')
  if (order.status === 'sent') return supplier && justNow(order.updated_at, order.sent_at)
  if (order.status === 'confirmed') return !supplier && justNow(order.updated_at, order.confirmed_at)
  return order.status !== 'draft'
}

/** Hints of this time are answered by one reading. */
const GATHER = 5_000
/** How often administrators ask for dead letters, of which no hint tells. */
const LOOK = 60_000

/** Follows what happens while somebody is signed in; once, in the frame. */
export function useNews(): void {
  const me = useMe()
  useEffect(() => {
    open(me.id)
    const waiting = new Map<string, Set<string>>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const read = async () => {
      timer = undefined
      // Nobody looks: read when somebody does.
      if (document.hidden) return
      const all = [...waiting]
      waiting.clear()
      for (const [resource, ids] of all) {
        const reader = READERS[resource]
        // No answer is no news.
        if (reader) tell(await reader.read([...ids], me.roles).catch(() => []))
      }
    }
    const later = () => {
      if (waiting.size > 0) timer ??= setTimeout(read, GATHER)
    }
    const stop = hearHints(({ resource, id }: Hint) => {
      const reader = READERS[resource]
      if (!reader || id === NIL || !allowed(me, reader.roles)) return
      const ids = waiting.get(resource) ?? new Set()
      if (ids.size < 500) waiting.set(resource, ids.add(id))
      later()
    })
    document.addEventListener('visibilitychange', later)
    const letters = me.roles.includes('admin') ? followDeadLetters() : undefined
    return () => {
      stop()
      letters?.()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', later)
    }
  }, [me])
}

/** Tells when there are more dead letters than before. */
function followDeadLetters(): () => void {
  const before = new Map<string, number>()
  const look = async () => {
    if (document.hidden) return
    for (const service of SERVICES) {
      try {
        const path = `/api/${service}/system/health` as '/api/inventory/system/health'
        const { dead } = await queries.fetchQuery({
          queryKey: ['system', 'health', null, service],
          queryFn: ({ signal }) => api.get(path, { signal }),
          staleTime: LOOK / 2,
          retry: false,
        })
        const more = dead - (before.get(service) ?? dead)
        before.set(service, dead)
        if (more > 0) tell([{ kind: 'dead', id: `${service} ${dead} ${Date.now()}`, n: more }])
      } catch {
        // The page about the system's health says which service does not answer.
      }
    }
  }
  void look()
  const timer = setInterval(look, LOOK)
  return () => clearInterval(timer)
}
