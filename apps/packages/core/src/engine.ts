import type { Api, Hint, User } from '@storeflow/api'
import type { Cart, Favourites } from './cart'
import type { Collection, PhoneApp, Store } from './db'
import type { MediaQueue } from './media'
import type { Observable } from './observable'
import type { Counts, Outbox } from './outbox'
import type { Sync } from './sync'

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
  lastSync?: string
}

/** Everything of one user on this phone, at work. */
export interface Engine {
  readonly user: User
  readonly store: Store
  readonly outbox: Outbox
  readonly media: MediaQueue
  readonly sync: Sync
  readonly cart: Cart
  readonly favourites: Favourites
  readonly state: Observable<EngineState>
  /** Sends and reads now, because somebody asked. */
  refresh(): Promise<void>
  /** Hints of `/api/events`, for what is not copied (a timeline). */
  onHint(listener: (hint: Hint) => void): () => void
  stop(): Promise<void>
}

/** Opens the database and begins: reads what is there first, then sends, reads and listens behind it. */
export function startEngine(_options: EngineOptions): Promise<Engine> {
  throw new Error('soon')
}
