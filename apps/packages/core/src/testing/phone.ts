import 'fake-indexeddb/auto'
import { Session } from '@storeflow/api'
import { vi } from 'vitest'
import { Cart } from '../cart'
import { openStore, type Store } from '../db'
import { Line } from '../line'
import { MediaQueue } from '../media'
import { Outbox } from '../outbox'
import type { FakeServer, Jar } from './server'

/** Web Locks as far as they are used here: one holder for each name, the others in their order. */
export class FakeLocks {
  #tails = new Map<string, Promise<unknown>>()
  held = 0
  most = 0

  request = async (name: string, a: unknown, b?: unknown): Promise<unknown> => {
    const work = (b ?? a) as () => Promise<unknown>
    const before = this.#tails.get(name) ?? Promise.resolve()
    const mine = before.then(async () => {
      if (name.endsWith('-outbox')) {
        this.held += 1
        this.most = Math.max(this.most, this.held)
      }
      try {
        return await work()
      } finally {
        if (name.endsWith('-outbox')) this.held -= 1
      }
    })
    this.#tails.set(
      name,
      mine.catch(() => {}),
    )
    return mine
  }
}

/** A browser: its locks, and whether it believes to have a network. */
export function stubBrowser(): { locks: FakeLocks; onLine: boolean } {
  const browser = { locks: new FakeLocks(), onLine: true }
  vi.stubGlobal('navigator', browser)
  return browser
}

/** One tab of one browser, with one user's database open. */
export interface Tab {
  store: Store
  session: Session
  line: Line
  outbox: Outbox
  media: MediaQueue
  cart: Cart
  /** As if the process were killed: what is under way hears nothing any more. */
  kill(): void
}

let browsers = 0

/** A name that no other test uses, for databases and channels. */
export function freshName(name: string): string {
  browsers += 1
  return `${name}-${browsers}`
}

export interface TabOptions {
  now?: () => number
  random?: () => number
}

export async function openTab(server: FakeServer, jar: Jar, userId: string, options: TabOptions = {}): Promise<Tab> {
  let alive = true
  const fetch = server.fetchOf(jar, () => alive)
  const base = 'http://phone.test'
  // A channel of its own for each browser: only tabs with the same jar hear each other.
  const app = `customer${idOf(jar)}` as 'customer'
  const session = new Session({ app, language: () => 'es', base, fetch })
  const store = await openStore('customer', userId)
  const line = new Line({ app: 'customer', userId, session, language: () => 'es', base, fetch, now: options.now })
  const outbox = new Outbox(store, line, options)
  const media = new MediaQueue(store, line, options)
  return {
    store,
    session,
    line,
    outbox,
    media,
    cart: new Cart(store, outbox),
    kill() {
      alive = false
      store.close()
    },
  }
}

const ids = new WeakMap<Jar, number>()
function idOf(jar: Jar): number {
  let id = ids.get(jar)
  if (id === undefined) {
    browsers += 1
    id = browsers
    ids.set(jar, id)
  }
  return id
}
