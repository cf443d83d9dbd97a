import type { Api, Hint, User } from '@storeflow/api'
import { Cart, Favourites } from './cart'
import { type Collection, openStore, type PhoneApp, type Store } from './db'
import { backOff, Line } from './line'
import { followHints } from './live'
import { MediaQueue } from './media'
import { type Observable, Value } from './observable'
import { type Counts, type FlushResult, Outbox } from './outbox'
import { type PullResult, Sync } from './sync'
import { askForBackgroundSync } from './worker'

export interface EngineOptions {
  app: PhoneApp
  api: Api
  user: User
  language: () => string
  /** What is copied; the order is the order of reading. */
  collections: readonly Collection[]
  base?: string
  fetch?: typeof fetch
}

export interface EngineState {
  /** Whether the server was reached when it was last tried. */
  online: boolean
  /** Whether the server knows who is here; `false`: sign in again, everything is kept. */
  signedIn: boolean
  /** Outbox and media together. */
  pending: Counts
  syncing: boolean
  /** When everything was last read to its end, RFC 3339. */
  lastSync?: string
}

/** Reading again after so long, where no hints come. */
const STALE = 60_000

/** What another tab has put in is its to send; this one looks after it a little later. */
const AFTER_OTHERS = 2_000

/** Everything of one user on this phone, at work. */
export class Engine {
  readonly user: User
  readonly store: Store
  readonly outbox: Outbox
  readonly media: MediaQueue
  readonly sync: Sync
  readonly cart: Cart
  readonly favourites: Favourites
  #state: Value<EngineState>
  #options: EngineOptions
  #line: Line
  #control = new AbortController()
  #hints = new Set<(hint: Hint) => void>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #due = Number.POSITIVE_INFINITY
  #failures = 0
  /** Not before this instant, unless something changes. */
  #rest = 0
  #sending = 0
  #pulling = 0
  #pulled = 0
  #live = false
  #work = new Set<Promise<unknown>>()

  constructor(options: EngineOptions, store: Store, pending: Counts, lastSync: string | undefined) {
    this.#options = options
    this.user = options.user
    this.store = store
    const { app, api, language, base, fetch } = options
    this.#line = new Line({ app, userId: this.user.id, session: api.session, language, base, fetch })
    this.outbox = new Outbox(store, this.#line)
    this.media = new MediaQueue(store, this.#line)
    this.sync = new Sync(store, this.#line, options.collections)
    this.cart = new Cart(store, this.outbox)
    this.favourites = new Favourites(store)
    this.#state = new Value<EngineState>({
      online: this.#isOnline(),
      signedIn: this.#isSignedIn(),
      pending,
      syncing: false,
      lastSync,
    })
  }

  get state(): Observable<EngineState> {
    return this.#state
  }

  /** Sends and reads now, because somebody asked. */
  async refresh(): Promise<void> {
    await this.#do(this.#send(true))
    await this.#do(this.#pullAll())
  }

  /** Hints of `/api/events`, for what is not copied (a timeline). */
  onHint(listener: (hint: Hint) => void): () => void {
    this.#hints.add(listener)
    return () => this.#hints.delete(listener)
  }

  /** Lets go of everything; what is under way comes to its end. */
  async stop(): Promise<void> {
    this.#control.abort()
    clearTimeout(this.#timer)
    while (this.#work.size > 0) await Promise.allSettled([...this.#work])
    this.store.close()
  }

  /** Called once, when it has been made. */
  begin(): void {
    const { signal } = this.#control
    const { api, collections } = this.#options
    signal.addEventListener(
      'abort',
      this.store.onChange((changed) => {
        if (!changed.has('outbox') && !changed.has('media')) return
        void this.#do(this.#count())
        void this.#do(this.#plan(AFTER_OTHERS))
      }),
    )
    const asked = this.outbox.onNew(() => {
      // Only a browser that was asked before it is closed sends behind it.
      void askForBackgroundSync(this.#options.app)
      void this.#do(this.#send(false))
    })
    const session = api.session.subscribe(() => {
      const before = this.#state.get().signedIn
      this.#show()
      if (!before && this.#state.get().signedIn) this.#wake()
    })
    const line = this.#line.online.subscribe(() => this.#show())
    for (const stop of [asked, session, line]) signal.addEventListener('abort', stop)
    if (typeof addEventListener === 'function') {
      addEventListener('online', () => this.#wake(), { signal })
      addEventListener('offline', () => this.#show(), { signal })
    }
    if (typeof document !== 'undefined') {
      const seen = () => {
        if (document.visibilityState === 'visible') this.#wake()
      }
      document.addEventListener('visibilitychange', seen, { signal })
    }
    followHints(
      {
        api,
        userId: this.user.id,
        collections,
        pull: (collection) => void this.#do(this.#pull(() => this.sync.pull(collection))),
        pullAll: () => void this.#do(this.#pullAll()),
        hear: (hint) => {
          for (const listener of [...this.#hints]) listener(hint)
        },
        open: (open) => {
          this.#live = open
        },
      },
      signal,
    )
    const regular = setInterval(() => {
      const hidden = typeof document !== 'undefined' && document.visibilityState === 'hidden'
      if (!hidden && !this.#live && Date.now() - this.#pulled >= STALE) void this.#do(this.#pullAll())
    }, STALE)
    signal.addEventListener('abort', () => clearInterval(regular))
    void this.#do(this.outbox.prune())
    this.#wake()
  }

  /** Something has changed for the better, perhaps: nobody waits any longer. */
  #wake(): void {
    void this.#do(this.#send(true))
    if (!this.#live || Date.now() - this.#pulled >= STALE) void this.#do(this.#pullAll())
  }

  async #send(now: boolean): Promise<void> {
    if (this.#control.signal.aborted) return
    this.#sending += 1
    try {
      // A photo may make an item sendable, and an item a photo.
      let result: FlushResult = 'empty'
      for (let round = 0; round < 2; round += 1) {
        result = worse(await this.outbox.flush({ now }), await this.media.flush({ now }))
        if (result !== 'left' || !(await this.#isDue())) break
      }
      this.#failures = result === 'left' ? this.#failures + 1 : 0
      this.#rest = 0
      if (result === 'left') this.#rest = Date.now() + backOff(this.#failures, Math.random)
      if (result === 'signed_out') this.#rest = Number.POSITIVE_INFINITY
    } finally {
      this.#sending -= 1
    }
    await this.#plan(0)
  }

  async #isDue(): Promise<boolean> {
    return ((await this.outbox.nextAt()) ?? Number.POSITIVE_INFINITY) <= Date.now()
  }

  /** Sets the clock for what is due next, at least `patience` from now. */
  async #plan(patience: number): Promise<void> {
    if (this.#sending > 0 || this.#control.signal.aborted) return
    const next = Math.min(
      (await this.outbox.nextAt()) ?? Number.POSITIVE_INFINITY,
      (await this.media.nextAt()) ?? Number.POSITIVE_INFINITY,
    )
    if (this.#control.signal.aborted) return
    clearTimeout(this.#timer)
    this.#due = Math.max(next, Date.now() + patience, this.#rest)
    if (!Number.isFinite(this.#due)) return
    this.#timer = setTimeout(() => void this.#do(this.#send(false)), Math.max(this.#due - Date.now(), 0))
  }

  async #pullAll(): Promise<void> {
    const began = Date.now()
    const result = await this.#pull(() => this.sync.pullAll())
    if (result !== 'ok' && result !== 'refused') return
    this.#pulled = began
    const lastSync = new Date().toISOString()
    await this.store.setMeta('last_sync', lastSync)
    this.#state.set({ ...this.#state.get(), lastSync })
  }

  async #pull(work: () => Promise<PullResult>): Promise<PullResult> {
    if (this.#control.signal.aborted) return 'offline'
    this.#pulling += 1
    this.#show()
    try {
      return await work()
    } finally {
      this.#pulling -= 1
      this.#show()
    }
  }

  async #count(): Promise<void> {
    if (this.#control.signal.aborted) return
    const pending = await countAll(this.outbox, this.media)
    this.#state.set({ ...this.#state.get(), pending })
  }

  #show(): void {
    this.#state.set({
      ...this.#state.get(),
      online: this.#isOnline(),
      signedIn: this.#isSignedIn(),
      syncing: this.#pulling > 0,
    })
  }

  #isOnline(): boolean {
    return this.#line.online.get() && (typeof navigator === 'undefined' || navigator.onLine !== false)
  }

  #isSignedIn(): boolean {
    const state = this.#options.api.session.state
    return state.status === 'starting' || (state.status === 'signed_in' && state.user.id === this.user.id)
  }

  /** Work that `stop` waits for. Nothing here is worth an unhandled rejection: it is tried again. */
  async #do(work: Promise<unknown>): Promise<void> {
    this.#work.add(work)
    try {
      await work
    } catch (error) {
      if (!this.#control.signal.aborted) console.error(error)
    } finally {
      this.#work.delete(work)
    }
  }
}

/** Opens the database and begins: what is there can be read at once; sending, reading and listening go on behind it. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const store = await openStore(options.app, options.user.id)
  // The service worker has no other way to know it.
  await store.setMeta('language', options.language())
  const line = new Line({ ...options, userId: options.user.id, session: options.api.session })
  const pending = await countAll(new Outbox(store, line), new MediaQueue(store, line))
  const engine = new Engine(options, store, pending, await store.meta<string>('last_sync'))
  engine.begin()
  return engine
}

export async function countAll(outbox: Outbox, media: MediaQueue): Promise<Counts> {
  const [a, b] = await Promise.all([outbox.counts(), media.counts()])
  return {
    waiting: a.waiting + b.waiting,
    sent: a.sent + b.sent,
    refused: a.refused + b.refused,
    of: a.of + b.of,
  }
}

export function worse(a: FlushResult, b: FlushResult): FlushResult {
  if (a === 'signed_out' || b === 'signed_out') return 'signed_out'
  return a === 'left' || b === 'left' ? 'left' : 'empty'
}
