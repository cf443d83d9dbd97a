import { SignedOut } from '@storeflow/api'
import type { Collection, Store, StoreName } from './db'
import { putIfNewer } from './db'
import { type Line, verdictOf } from './line'
import { locked, Runs } from './locks'

/** `refused`: this user may not read it. */
export type PullResult = 'ok' | 'offline' | 'signed_out' | 'refused'

const PATHS: Record<Collection, string> = {
  products: '/api/purchasing/products/changes',
  availability: '/api/inventory/availability/changes',
  orders: '/api/sales/orders/changes',
  customers: '/api/identity/customers/changes',
  deliveries: '/api/logistics/deliveries/changes',
}

/** How far a collection has been read; `at` since it was first read to its end. */
interface Mark {
  token?: string
  at?: string
}

interface Page {
  items: unknown[]
  gone: string[]
  next: string
  more: boolean
}

/** A catalogue of 5,000 products in two requests: each costs a slow phone a round trip, and what was cut off comes again. */
const LIMIT = 2_500

/** A pull that somebody has overtaken, by signing out: what it read is no longer wanted. */
class Overtaken extends Error {}

/** Copies of the server's collections on the phone. */
export class Sync {
  #runs = new Map<Collection, Runs<PullResult>>()

  constructor(
    readonly store: Store,
    readonly line: Line,
    readonly collections: readonly Collection[],
  ) {}

  /** Reads what has changed. One reader at a time for each collection, in all tabs. */
  pull(collection: Collection): Promise<PullResult> {
    let runs = this.#runs.get(collection)
    if (!runs) {
      const lock = `storeflow-${this.store.app}-pull-${this.store.userId}-${collection}`
      runs = new Runs(() => locked(lock, () => this.#pull(collection)))
      this.#runs.set(collection, runs)
    }
    return runs.ask()
  }

  /** Reads all collections, one after the other; the first that fails for want of signal or sign-in ends it. */
  async pullAll(): Promise<PullResult> {
    let worst: PullResult = 'ok'
    for (const collection of this.collections) {
      const result = await this.pull(collection)
      if (result === 'offline' || result === 'signed_out') return result
      if (result === 'refused') worst = result
    }
    return worst
  }

  /** When it was last read to its end, RFC 3339; nothing where it never was. */
  async lastSync(collection: Collection): Promise<string | undefined> {
    return (await this.#mark(collection)).at
  }

  onChange(listener: (changed: ReadonlySet<StoreName>) => void): () => void {
    return this.store.onChange(listener)
  }

  async #pull(collection: Collection): Promise<PullResult> {
    try {
      for (let anew = 0; anew < 2; anew += 1) {
        const result = await this.#pass(collection)
        if (result !== 'anew') return result
      }
      return 'offline'
    } catch (error) {
      if (error instanceof SignedOut) return 'signed_out'
      if (error instanceof Overtaken) return 'ok'
      return 'offline'
    }
  }

  async #pass(collection: Collection): Promise<PullResult | 'anew'> {
    const mark = await this.#mark(collection)
    // What is here without a mark was read before everything began anew: whatever does not come again is gone.
    const doubtful = mark.token ? undefined : new Set(await this.store.db.getAllKeys(collection))
    const keepMarks = !doubtful?.size
    let expected = mark.token
    for (let token = mark.token; ; ) {
      const query = new URLSearchParams({ limit: String(LIMIT) })
      if (token) query.set('since', token)
      const response = await this.line.send(`${PATHS[collection]}?${query}`, {
        headers: { accept: 'application/json' },
      })
      const verdict = await verdictOf(response)
      if (verdict.is === 'refused') {
        if (response.status !== 410) return 'refused'
        await this.#forget(collection)
        return 'anew'
      }
      const page = verdict.is === 'taken' ? pageOf(verdict.answer) : undefined
      if (!page) return 'offline'
      if (doubtful) for (const item of page.items) doubtful.delete(keyOf(collection, item))
      const last = !page.more
      const next: Mark | undefined = last || keepMarks ? { token: page.next, at: mark.at } : undefined
      if (next && last) next.at = new Date().toISOString()
      await this.#apply(collection, page, expected, next, last && doubtful ? doubtful : new Set())
      if (next) expected = next.token
      if (last) return 'ok'
      token = page.next
    }
  }

  async #apply(
    collection: Collection,
    page: Page,
    expected: string | undefined,
    next: Mark | undefined,
    lost: ReadonlySet<string>,
  ): Promise<void> {
    const changed = await this.store.copy([collection, 'meta'], async (tx) => {
      const meta = tx.objectStore('meta')
      const present = (await meta.get(markName(collection))) as Mark | undefined
      if (present?.token !== expected) throw new Overtaken()
      const store = tx.objectStore(collection)
      const empty = (await store.count()) === 0
      let changed = false
      if (empty) {
        for (const item of page.items) void store.put(item as never)
        changed = page.items.length > 0
      } else {
        const written = await Promise.all(page.items.map((item) => putIfNewer(tx, collection, item)))
        changed = written.includes(true)
      }
      for (const id of [...page.gone, ...lost]) {
        if ((await store.getKey(id)) === undefined) continue
        void store.delete(id)
        changed = true
      }
      if (next) await meta.put(next, markName(collection))
      return changed
    })
    if (changed) this.store.tell(collection)
    if (next?.at && !page.more) this.store.tell('meta')
  }

  async #mark(collection: Collection): Promise<Mark> {
    return (await this.store.meta<Mark>(markName(collection))) ?? {}
  }

  /** Everything is to be read anew; what is here stays on the screens meanwhile. */
  async #forget(collection: Collection): Promise<void> {
    await this.store.copy(['meta'], (tx) => tx.objectStore('meta').delete(markName(collection)))
  }
}

/** Removes copies; they are read anew when they are next wanted. */
export async function dropCopies(store: Store, collections: readonly Collection[]): Promise<void> {
  await store.write([...collections, 'meta'], async (tx) => {
    for (const collection of collections) {
      await tx.objectStore(collection).clear()
      await tx.objectStore('meta').delete(markName(collection))
    }
  })
  store.tell(...collections)
}

function markName(collection: Collection): string {
  return `read:${collection}`
}

function keyOf(collection: Collection, item: unknown): string {
  const row = item as { id: string; product_id: string }
  return collection === 'availability' ? row.product_id : row.id
}

function pageOf(answer: unknown): Page | undefined {
  const page = answer as Partial<Page> | undefined
  if (!page || !Array.isArray(page.items) || typeof page.next !== 'string') return undefined
  return { items: page.items, gone: page.gone ?? [], next: page.next, more: page.more === true }
}
