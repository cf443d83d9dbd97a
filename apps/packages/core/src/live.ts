import { type Api, type Hint, type LiveEvent, listen } from '@storeflow/api'
import type { Collection } from './db'

/** How long hints of a collection are gathered before it is read: availability changes all the time. */
const GATHER: Record<Collection, number> = {
  orders: 300,
  deliveries: 300,
  customers: 300,
  products: 1_000,
  availability: 15_000,
}

export interface LiveOptions {
  api: Api
  userId: string
  collections: readonly Collection[]
  pull: (collection: Collection) => void
  pullAll: () => void
  /** Each hint, for what is not copied. */
  hear: (hint: Hint) => void
  /** Whether the stream is open. */
  open: (open: boolean) => void
}

/** Reads what the server hints at: one stream for all tabs; `resync` reads everything. */
export function followHints(options: LiveOptions, signal: AbortSignal): void {
  const timers = new Map<Collection, ReturnType<typeof setTimeout>>()
  signal.addEventListener('abort', () => {
    for (const timer of timers.values()) clearTimeout(timer)
    timers.clear()
  })
  const gather = (collection: Collection) => {
    if (timers.has(collection)) return
    const pull = () => {
      timers.delete(collection)
      options.pull(collection)
    }
    timers.set(collection, setTimeout(pull, GATHER[collection]))
  }
  const hear = (event: LiveEvent) => {
    if (signal.aborted) return
    if (event.kind === 'resync') options.pullAll()
    else if (event.kind !== 'changed') options.open(event.kind === 'open')
    else {
      const collection = options.collections.find((one) => one === event.hint.resource)
      if (collection) gather(collection)
      options.hear(event.hint)
    }
  }
  listen(options.api, options.userId, hear, signal)
}
