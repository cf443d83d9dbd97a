import type { Money } from '@storeflow/api'
import type { CartLine, Store, WriteTx } from './db'
import { priceAt } from './money'
import { type Outbox, STORES } from './outbox'

/** There is nothing in the cart, perhaps because another tab has just ordered it. */
export class EmptyCart extends Error {
  override readonly name = 'EmptyCart'
}

export interface Checkout {
  fulfilment: 'complete' | 'available'
  note?: string
  /** For which shop, where a seller orders. */
  customer_id?: string
  /** The prices on the screen, by product; those of the phone's catalogue otherwise. */
  prices?: ReadonlyMap<string, Money>
  after?: string[]
}

/** What is shown of an order that is still on the phone: `about` of its item. */
export interface OrderAbout {
  lines: OrderAboutLine[]
}

export interface OrderAboutLine {
  product_id: string
  quantity: number
  name?: string
  sku?: string
  price?: Money
  tax_rate_bp?: number
}

/** The body of an order in the outbox. */
export interface OrderBody {
  id: string
  customer_id?: string
  fulfilment: 'complete' | 'available'
  lines: { product_id: string; quantity: number; price_seen?: Money }[]
  captured_at: string
  note?: string
}

const MOST = 1_000_000

/** What somebody is about to order. It survives kill and days without signal. */
export class Cart {
  constructor(
    readonly store: Store,
    readonly outbox: Outbox,
    /** `mine`, or for which shop a seller fills it. */
    readonly name = 'mine',
  ) {}

  /** In the order in which they were put in. */
  async lines(): Promise<CartLine[]> {
    return sorted(await this.store.db.getAll('cart', this.#range()))
  }

  /** Sets how many; 0 takes it out. */
  async set(productId: string, quantity: number): Promise<void> {
    await this.store.write(['cart'], (tx) => this.#set(tx, productId, () => quantity))
    this.store.tell('cart')
  }

  /** Adds several at once (reorder); answers how many lines the cart has then. */
  async add(lines: readonly { product_id: string; quantity: number }[]): Promise<number> {
    const count = await this.store.write(['cart'], async (tx) => {
      for (const line of lines) await this.#set(tx, line.product_id, (before) => before + line.quantity)
      return tx.objectStore('cart').count(this.#range())
    })
    this.store.tell('cart')
    return count
  }

  async clear(): Promise<void> {
    await this.store.write(['cart'], (tx) => tx.objectStore('cart').delete(this.#range()))
    this.store.tell('cart')
  }

  /**
   * Order in and cart emptied, in one transaction that is on the disk when this ends; so neither a second tap nor a second
   * tab orders the same cart. Answers the id of the order.
   */
  async order(checkout: Checkout): Promise<string> {
    const id = crypto.randomUUID()
    const now = new Date()
    await this.store.write([...STORES, 'cart', 'products'], async (tx) => {
      const lines = sorted(await tx.objectStore('cart').getAll(this.#range()))
      if (lines.length === 0) throw new EmptyCart()
      const about: OrderAboutLine[] = []
      for (const { product_id, quantity } of lines) {
        const product = await tx.objectStore('products').get(product_id)
        const price = checkout.prices?.get(product_id) ?? (product && priceAt(product, now))
        const { name, sku, tax_rate_bp } = product ?? {}
        about.push({ product_id, quantity, name, sku, price, tax_rate_bp })
      }
      const body: OrderBody = {
        id,
        customer_id: checkout.customer_id,
        fulfilment: checkout.fulfilment,
        lines: about.map(({ product_id, quantity, price }) => ({ product_id, quantity, price_seen: price })),
        captured_at: now.toISOString(),
        note: checkout.note || undefined,
      }
      await this.outbox.put(tx, {
        id,
        kind: 'order',
        path: '/api/sales/orders',
        body,
        after: checkout.after,
        captured_at: body.captured_at,
        keep_in: 'orders',
        about: { lines: about } satisfies OrderAbout,
      })
      await tx.objectStore('cart').delete(this.#range())
    })
    this.outbox.tellNew('cart')
    return id
  }

  onChange(listener: () => void): () => void {
    return this.store.onChange((changed) => {
      if (changed.has('cart')) listener()
    })
  }

  async #set(tx: WriteTx, product_id: string, quantityOf: (before: number) => number): Promise<void> {
    const store = tx.objectStore('cart')
    const present = await store.get([this.name, product_id])
    const quantity = Math.min(Math.trunc(quantityOf(present?.quantity ?? 0)), MOST)
    if (!(quantity > 0)) await store.delete([this.name, product_id])
    else {
      const added_at = present?.added_at ?? new Date().toISOString()
      await store.put({ cart: this.name, product_id, quantity, added_at })
    }
  }

  #range(): IDBKeyRange {
    return IDBKeyRange.bound([this.name], [this.name, []])
  }
}

/** Products that somebody wants to find again. */
export class Favourites {
  constructor(readonly store: Store) {}

  async ids(): Promise<Set<string>> {
    return new Set(await this.store.db.getAllKeys('favourites'))
  }

  async set(productId: string, on: boolean): Promise<void> {
    const added_at = new Date().toISOString()
    if (on) await this.store.db.put('favourites', { product_id: productId, added_at })
    else await this.store.db.delete('favourites', productId)
    this.store.tell('favourites')
  }

  onChange(listener: () => void): () => void {
    return this.store.onChange((changed) => {
      if (changed.has('favourites')) listener()
    })
  }
}

function sorted(lines: CartLine[]): CartLine[] {
  return lines.sort((a, b) => a.added_at.localeCompare(b.added_at) || a.product_id.localeCompare(b.product_id))
}
