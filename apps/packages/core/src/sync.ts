import type { Collection, Store, StoreName } from './db'
import type { Line } from './line'

export type PullResult = 'ok' | 'offline' | 'signed_out' | 'refused'

/** Copies of the server's collections on the phone. */
export class Sync {
  constructor(
    readonly store: Store,
    readonly line: Line,
    readonly collections: readonly Collection[],
  ) {}
  pull(_collection: Collection): Promise<PullResult> {
    throw new Error('soon')
  }
  pullAll(): Promise<PullResult> {
    throw new Error('soon')
  }
  /** When it was last read to its end, RFC 3339. */
  lastSync(_collection: Collection): Promise<string | undefined> {
    throw new Error('soon')
  }
  onChange(listener: (changed: ReadonlySet<StoreName>) => void): () => void {
    return this.store.onChange(listener)
  }
}
