import type { AvailabilityState, Customer, Order, SyncedProduct } from '@storeflow/api'
import { type CartLine, type Engine, type OutboxItem, SearchIndex, type StoreName } from '@storeflow/core'
import { Live } from './live'

export type Product = SyncedProduct

/** What fills the highest screen. */
const FIRST = 24

/** What the screens show, in memory: read from the phone's database at the start and again where that changes. */
export class Shelf {
  /** `undefined` until they have been read. */
  readonly products = new Live<ReadonlyMap<string, Product> | undefined>(undefined)
  /** The first of the list by name, before all have been read. */
  readonly first = new Live<readonly Product[]>([])
  readonly available = new Live<ReadonlyMap<string, AvailabilityState>>(new Map())
  readonly orders = new Live<readonly Order[] | undefined>(undefined)
  readonly outbox = new Live<readonly OutboxItem[]>([])
  readonly cart = new Live<readonly CartLine[] | undefined>(undefined)
  readonly favourites = new Live<ReadonlySet<string>>(new Set())
  readonly customer = new Live<Customer | undefined>(undefined)
  #index: { of: ReadonlyMap<string, Product>; index: SearchIndex } | undefined
  #waiting = new Set<StoreName>()
  #stop: () => void

  constructor(readonly engine: Engine) {
    this.#stop = engine.store.onChange((changed) => {
      const soon = this.#waiting.size > 0
      for (const name of changed) this.#waiting.add(name)
      if (soon) return
      // Pages of a first copy come one after the other: one reading for all that come together.
      setTimeout(() => {
        const names = [...this.#waiting]
        this.#waiting.clear()
        for (const name of names) void this.#read(name)
      }, 30)
    })
  }

  /** What the first page needs comes first. */
  async start(): Promise<void> {
    const beginning = this.#readBeginning()
    await Promise.all(
      (['cart', 'outbox', 'orders', 'favourites', 'customers'] as const).map((name) => this.#read(name)),
    )
    await beginning
    await Promise.all((['products', 'availability'] as const).map((name) => this.#read(name)))
  }

  stop(): void {
    this.#stop()
  }

  /** Made when the catalogue is shown first; a new one where it has changed. */
  index(): SearchIndex {
    const of = this.products.get() ?? new Map<string, Product>()
    if (this.#index?.of !== of) {
      const index = new SearchIndex(of.values())
      this.#index = { of, index }
      prepare(index)
    }
    return this.#index.index
  }

  async #readBeginning(): Promise<void> {
    const rows = await this.engine.store.db.getAllFromIndex('products', 'folded', undefined, FIRST)
    this.first.set(rows.filter((one) => one.status === 'active'))
  }

  async #read(name: StoreName): Promise<void> {
    const { store, outbox, cart, favourites } = this.engine
    try {
      if (name === 'cart') this.cart.set(await cart.lines())
      else if (name === 'outbox') this.outbox.set(await outbox.all())
      else if (name === 'favourites') this.favourites.set(await favourites.ids())
      else if (name === 'customers') this.customer.set((await store.db.getAll('customers'))[0])
      else if (name === 'orders') {
        const orders = await store.db.getAll('orders')
        this.orders.set(orders.sort((a, b) => (a.created_at < b.created_at ? 1 : -1)))
      } else if (name === 'products') {
        const products = await store.db.getAll('products')
        this.products.set(new Map(products.filter((one) => one.status === 'active').map((one) => [one.id, one])))
      } else if (name === 'availability') {
        const rows = await store.db.getAll('availability')
        this.available.set(new Map(rows.map((row) => [row.product_id, row])))
      }
    } catch (error) {
      // The database has been closed: somebody has signed out.
      if (!(error instanceof DOMException)) throw error
    }
  }
}

/** Ready before somebody types, in pieces that no slow phone notices. */
function prepare(index: SearchIndex): void {
  const go = () => {
    if (!index.prepare(200)) later()
  }
  const later = () => ('requestIdleCallback' in globalThis ? requestIdleCallback(go) : setTimeout(go, 50))
  setTimeout(later, 300)
}
