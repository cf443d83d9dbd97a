import type { AvailabilityState, Customer, Delivery, Order, SyncedProduct } from '@storeflow/api'
import { fold } from '@storeflow/i18n'
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb'
import type { MediaItem, MediaPiece } from './media'
import type { OutboxItem } from './outbox'

/** The applications that keep data on the phone. */
export type PhoneApp = 'customer' | 'seller' | 'driver'

/** What is copied from the server, row by row, each with its version. */
export interface Collections {
  products: SyncedProduct
  availability: AvailabilityState
  orders: Order
  customers: Customer
  deliveries: Delivery
}
export type Collection = keyof Collections

/** A product in the cart. `cart` is for whom: `mine`, or the id of the shop that a seller serves. */
export interface CartLine {
  cart: string
  product_id: string
  quantity: number
  added_at: string
}

/** A product that somebody wants to find again. */
export interface Favourite {
  product_id: string
  added_at: string
}

/** A product with its name as it is sorted and searched: folded once, when it comes. */
export type KeptProduct = SyncedProduct & { folded: string }

interface Schema extends DBSchema {
  products: { key: string; value: KeptProduct; indexes: { folded: string } }
  availability: { key: string; value: AvailabilityState }
  orders: { key: string; value: Order }
  customers: { key: string; value: Customer }
  deliveries: { key: string; value: Delivery }
  outbox: { key: string; value: OutboxItem; indexes: { state: string } }
  media: { key: string; value: MediaItem }
  pieces: { key: [string, number]; value: MediaPiece }
  cart: { key: [string, string]; value: CartLine }
  favourites: { key: string; value: Favourite }
  meta: { key: string; value: unknown }
}

const STORES = [
  'products',
  'availability',
  'orders',
  'customers',
  'deliveries',
  'outbox',
  'media',
  'pieces',
  'cart',
  'favourites',
  'meta',
] as const
export type StoreName = (typeof STORES)[number]

export type Database = IDBPDatabase<Schema>
export type WriteTx = IDBPTransaction<Schema, StoreName[], 'readwrite'>

const KEYS: Record<StoreName, string | string[] | undefined> = {
  products: 'id',
  availability: 'product_id',
  orders: 'id',
  customers: 'id',
  deliveries: 'id',
  outbox: 'id',
  media: 'id',
  pieces: ['media_id', 'offset'],
  cart: ['cart', 'product_id'],
  favourites: 'product_id',
  meta: undefined,
}

const VERSION = 1

/** One database for each application and user: nobody sees what another has on the same phone. */
export function databaseName(app: PhoneApp, userId: string): string {
  return `storeflow-${app}-${userId}`
}

/** A database that is open, and the news of what changes in it, whichever tab or worker changes it. */
export class Store {
  #channel: BroadcastChannel | undefined
  #listeners = new Set<(changed: ReadonlySet<StoreName>) => void>()

  constructor(
    readonly app: PhoneApp,
    readonly userId: string,
    readonly db: Database,
  ) {
    if (typeof BroadcastChannel === 'undefined') return
    this.#channel = new BroadcastChannel(databaseName(app, userId))
    this.#channel.onmessage = (message: MessageEvent<StoreName[]>) => this.#call(message.data)
  }

  /**
   * Writes that promise something: on the disk, not only on the way there, when this has ended. `work` may only wait for
   * requests of its transaction.
   */
  async write<T>(stores: StoreName[], work: (tx: WriteTx) => Promise<T> | T): Promise<T> {
    return this.#write(stores, 'strict', work)
  }

  /** Writes of what the server can tell again. */
  async copy<T>(stores: StoreName[], work: (tx: WriteTx) => Promise<T> | T): Promise<T> {
    return this.#write(stores, 'relaxed', work)
  }

  async #write<T>(
    stores: StoreName[],
    durability: 'strict' | 'relaxed',
    work: (tx: WriteTx) => Promise<T> | T,
  ): Promise<T> {
    const tx = this.db.transaction(stores, 'readwrite', { durability })
    let result: T
    try {
      result = await work(tx)
    } catch (error) {
      // What was refused halfway leaves nothing behind.
      tx.done.catch(() => {})
      try {
        tx.abort()
      } catch {
        // It has ended already.
      }
      throw error
    }
    await tx.done
    return result
  }

  /** Tells this tab and the others what has been changed. */
  tell(...changed: StoreName[]): void {
    this.#call(changed)
    this.#channel?.postMessage(changed)
  }

  /** Calls back after changes, whoever made them, until the answer is called. */
  onChange(listener: (changed: ReadonlySet<StoreName>) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async meta<T>(key: string): Promise<T | undefined> {
    return (await this.db.get('meta', key)) as T | undefined
  }

  async setMeta(key: string, value: unknown): Promise<void> {
    await this.db.put('meta', value, key)
    this.tell('meta')
  }

  close(): void {
    this.#listeners.clear()
    this.#channel?.close()
    this.#channel = undefined
    this.db.close()
  }

  #call(changed: StoreName[]): void {
    const set = new Set(changed)
    for (const listener of [...this.#listeners]) listener(set)
  }
}

/** Opens the database of a user, and makes or brings it up to date. */
export async function openStore(app: PhoneApp, userId: string): Promise<Store> {
  const db = await openDB<Schema>(databaseName(app, userId), VERSION, {
    upgrade(db) {
      for (const name of STORES) {
        if (db.objectStoreNames.contains(name)) continue
        const store = db.createObjectStore(name, KEYS[name] === undefined ? undefined : { keyPath: KEYS[name] })
        if (name === 'outbox') store.createIndex('state' as never, 'state')
        if (name === 'products') store.createIndex('folded' as never, 'folded')
      }
    },
    // A newer build wants to change the schema: whoever holds the old one lets go.
    blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
  })
  return new Store(app, userId, db)
}

/** What the server says replaces what the phone has, unless it is older. Answers whether anything was written. */
export async function putIfNewer(tx: WriteTx, collection: Collection, row: unknown): Promise<boolean> {
  const store = tx.objectStore(collection)
  const fresh = row as { version: number; id: string; product_id: string }
  const present = await store.get(collection === 'availability' ? fresh.product_id : fresh.id)
  if (present && present.version >= fresh.version) return false
  const kept = collection === 'products' ? { ...fresh, folded: fold((row as SyncedProduct).name) } : row
  await store.put(kept as never)
  return true
}
