import type { Money } from '@storeflow/api'
import type { CartLine, Store } from './db'
import type { Outbox } from './outbox'

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
  about?: unknown
}

/** What somebody is about to order. It survives kill and days without signal. */
export class Cart {
  constructor(
    readonly store: Store,
    readonly outbox: Outbox,
    readonly name = 'mine',
  ) {}
  /** In the order in which they were put in. */
  lines(): Promise<CartLine[]> {
    throw new Error('soon')
  }
  /** Sets how many; 0 takes it out. */
  set(_productId: string, _quantity: number): Promise<void> {
    throw new Error('soon')
  }
  /** Adds several at once (reorder); answers how many lines the cart has. */
  add(_lines: readonly { product_id: string; quantity: number }[]): Promise<number> {
    throw new Error('soon')
  }
  clear(): Promise<void> {
    throw new Error('soon')
  }
  /** Order in and cart emptied, in one transaction that is on the disk when this ends. Answers the id of the order. */
  order(_checkout: Checkout): Promise<string> {
    throw new Error('soon')
  }
  onChange(listener: () => void): () => void {
    return this.store.onChange((changed) => {
      if (changed.has('cart')) listener()
    })
  }
}

/** Products that somebody wants to find again. */
export class Favourites {
  constructor(readonly store: Store) {}
  ids(): Promise<Set<string>> {
    throw new Error('soon')
  }
  set(_productId: string, _on: boolean): Promise<void> {
    throw new Error('soon')
  }
  onChange(listener: () => void): () => void {
    return this.store.onChange((changed) => {
      if (changed.has('favourites')) listener()
    })
  }
}
