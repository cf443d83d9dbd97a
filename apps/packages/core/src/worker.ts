import { Api } from '@storeflow/api'
import { databaseName, openStore, type PhoneApp } from './db'
import { Line } from './line'
import { MediaQueue } from './media'
import { Outbox } from './outbox'

/** The tag of background sync; one for each application. */
export function syncTag(app: PhoneApp): string {
  return `storeflow-${app}-outbox`
}

/** The message by which a page asks the service worker to send. */
export const SEND = 'storeflow-send'

/** The part of a service worker's scope that is used here. */
export interface WorkerScope {
  addEventListener(type: string, listener: (event: never) => void): void
}

export interface WorkerOptions {
  app: PhoneApp
  base?: string
  fetch?: typeof fetch
}

interface WorkerEvent {
  tag?: string
  data?: unknown
  waitUntil(work: Promise<unknown>): void
}

/**
 * In the service worker: sends what is left when the browser finds signal (`sync`), or when a page asks by message. Call it
 * once while the script is read.
 */
export function sendInBackground(scope: WorkerScope, options: WorkerOptions): void {
  const sender = new BackgroundSender(options)
  scope.addEventListener('sync', (event: WorkerEvent) => {
    if (event.tag === syncTag(options.app)) event.waitUntil(sender.send())
  })
  scope.addEventListener('message', (event: WorkerEvent) => {
    if (event.data === SEND) event.waitUntil(sender.send().catch(() => {}))
  })
}

/** Something is left: the browser is to come again. */
export class StillLeft extends Error {
  override readonly name = 'StillLeft'
}

/** The same sending as in the pages, without one. */
export class BackgroundSender {
  #api: Api | undefined
  #language = 'es'

  constructor(private readonly options: WorkerOptions) {}

  /** Rejects while something is left: a `sync` that resolves is forgotten by the browser. */
  async send(): Promise<void> {
    const users = await this.#usersWithWork()
    if (users.length === 0) return
    const { app, base, fetch } = this.options
    this.#api ??= new Api({ app, base, fetch, language: () => this.#language })
    const { session } = this.#api
    if (session.state.status !== 'signed_in') await session.start()
    const state = session.state
    // Nobody else's: they wait for their owner.
    if (state.status !== 'signed_in') throw new StillLeft()
    if (!users.includes(state.user.id)) return
    const store = await openStore(app, state.user.id)
    try {
      this.#language = (await store.meta<string>('language')) ?? 'es'
      const line = new Line({ app, base, fetch, userId: state.user.id, session, language: () => this.#language })
      const outbox = new Outbox(store, line)
      const media = new MediaQueue(store, line)
      let left = true
      for (let round = 0; round < 3 && left; round += 1) {
        const before = (await outbox.counts()).waiting + (await media.counts()).waiting
        await outbox.flush({ now: true })
        await media.flush({ now: true })
        left = (await outbox.nextAt()) !== undefined || (await media.nextAt()) !== undefined
        if ((await outbox.counts()).waiting + (await media.counts()).waiting >= before) break
      }
      if (left) throw new StillLeft()
    } finally {
      store.close()
    }
  }

  async #usersWithWork(): Promise<string[]> {
    const { app } = this.options
    const prefix = databaseName(app, '')
    const users: string[] = []
    for (const { name } of await indexedDB.databases()) {
      if (!name?.startsWith(prefix)) continue
      const store = await openStore(app, name.slice(prefix.length))
      try {
        const index = store.db.transaction('outbox').store.index('state')
        const items = (await index.count('waiting')) + (await index.count('unsure'))
        const media = (await store.db.getAll('media')).some((one) => one.state === 'waiting' || one.state === 'sending')
        if (items > 0 || media) users.push(store.userId)
      } finally {
        store.close()
      }
    }
    return users
  }
}

/** In a page: asks the browser to wake the service worker when there is signal. */
export async function askForBackgroundSync(app: PhoneApp): Promise<boolean> {
  if (typeof navigator === 'undefined' || !('serviceWorker' in navigator)) return false
  try {
    const registration = (await navigator.serviceWorker.getRegistration()) as
      | (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } })
      | undefined
    if (!registration?.sync) return false
    await registration.sync.register(syncTag(app))
    return true
  } catch {
    // Not allowed here: the page sends while it is open.
    return false
  }
}
