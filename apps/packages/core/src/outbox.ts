import type { Problem } from '@storeflow/api'
import type { Collection, Store, StoreName, WriteTx } from './db'
import type { Line } from './line'

/**
 * `waiting`: never asked, or nobody answered before anything can have happened. `unsure`: asked at least once without a
 * definite answer, so it may have arrived: neither edited nor deleted. `sent`: the server has it. `refused`: shown, and may be
 * corrected under the same id. `blocked`: something before it was refused.
 */
export type OutboxState = 'waiting' | 'unsure' | 'sent' | 'refused' | 'blocked'
export type OutboxMethod = 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/** Something that was made on the phone and belongs to the server. */
export interface OutboxItem<B = unknown, A = unknown> {
  /** Made on the phone: the id of what it makes, and its key in requests. */
  id: string
  /** What it is for the screens: `order`, `cancel`, `shortage` … */
  kind: string
  method: OutboxMethod
  path: string
  body: B
  /** The version that a PATCH was made from. */
  if_match?: number
  /** Items or media that must have been accepted before. */
  after: string[]
  /** When it was made, by the clock of the phone. */
  captured_at: string
  /** Where the answer is kept. */
  keep_in?: Collection
  /** What the screens want to know about it and the server does not. */
  about?: unknown
  state: OutboxState
  /** In which order they were made. */
  seq: number
  tries: number
  /** Not before this instant, in milliseconds of the phone's clock. */
  next_at?: number
  /** Why it was refused. */
  problem?: Problem
  answer?: A
  done_at?: string
}

/** What is given to `enqueue`. */
export interface NewItem<B = unknown> {
  id?: string
  kind: string
  method?: OutboxMethod
  path: string
  body?: B
  if_match?: number
  after?: string[]
  captured_at?: string
  keep_in?: Collection
  about?: unknown
}

/** `waiting + sent + refused = of`; what is unsure or blocked waits too. */
export interface Counts {
  waiting: number
  sent: number
  refused: number
  of: number
}

/** Why something cannot be done with an item. */
export class OutboxError extends Error {
  override readonly name = 'OutboxError'
  constructor(readonly code: 'unknown_item' | 'not_editable' | 'has_followers' | 'id_in_use') {
    super(code)
  }
}

export type FlushResult = 'empty' | 'left' | 'signed_out'

export interface OutboxOptions {
  now?: () => number
  random?: () => number
}

/** What is on its way to the server. One sender at a time, in whichever tab or worker. */
export class Outbox {
  constructor(
    readonly store: Store,
    readonly line: Line,
    readonly options: OutboxOptions = {},
  ) {}

  /** Puts it in, on the disk, together with what `alsoIn` writes to the stores in `also`. */
  enqueue(
    _item: NewItem,
    _also: StoreName[] = [],
    _alsoIn?: (tx: WriteTx) => Promise<void> | void,
  ): Promise<OutboxItem> {
    throw new Error('soon')
  }
  /** All items, the newest first. */
  all(): Promise<OutboxItem[]> {
    throw new Error('soon')
  }
  get(_id: string): Promise<OutboxItem | undefined> {
    throw new Error('soon')
  }
  /** Corrects what waits or was refused; it goes out again under the same id. */
  edit(_id: string, _body: unknown): Promise<void> {
    throw new Error('soon')
  }
  /** Takes back what waits, is blocked or was refused; with `followers` also what comes after it. */
  remove(_id: string, _options: { followers?: boolean } = {}): Promise<void> {
    throw new Error('soon')
  }
  /** Sends what is due; `now` also what would wait for its next try. */
  flush(_options: { now?: boolean } = {}): Promise<FlushResult> {
    throw new Error('soon')
  }
  /** When the next try is due, in milliseconds of the phone's clock. */
  nextAt(): Promise<number | undefined> {
    throw new Error('soon')
  }
  counts(): Promise<Counts> {
    throw new Error('soon')
  }
  onChange(listener: () => void): () => void {
    return this.store.onChange((changed) => {
      if (changed.has('outbox')) listener()
    })
  }
}
