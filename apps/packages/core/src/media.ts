import type { Problem } from '@storeflow/api'
import type { Store } from './db'
import type { Line } from './line'
import type { Counts, FlushResult } from './outbox'

export type MediaState = 'waiting' | 'sending' | 'ready' | 'refused'

/** A photo or a recording on its way. */
export interface MediaItem {
  id: string
  /** Who takes it: `sales`, `logistics`, `purchasing`. */
  service: string
  kind: string
  content_type: string
  size_bytes: number
  sha256: string
  subject: { type: string; id: string }
  /** Outbox items that must have been accepted before; the subject's is one. */
  after: string[]
  captured_at: string
  state: MediaState
  announced: boolean
  /** How much the server has. */
  offset: number
  seq: number
  tries: number
  next_at?: number
  problem?: Problem
  done_at?: string
}

/** A slice of the content, as it lies on the phone until the server has all of it. */
export interface MediaPiece {
  media_id: string
  offset: number
  data: ArrayBuffer
}

export interface NewMedia {
  id?: string
  service: string
  kind: string
  subject: { type: string; id: string }
  /** Items before it; the subject is one where it lies in the outbox. */
  after?: string[]
}

/** Photos and recordings: kept on the phone until the server has said that all of it is there and right. */
export class MediaQueue {
  constructor(
    readonly store: Store,
    readonly line: Line,
  ) {}
  add(_media: NewMedia, _content: Blob): Promise<MediaItem> {
    throw new Error('soon')
  }
  all(): Promise<MediaItem[]> {
    throw new Error('soon')
  }
  /** The content, while it lies on the phone. */
  content(_id: string): Promise<Blob | undefined> {
    throw new Error('soon')
  }
  remove(_id: string): Promise<void> {
    throw new Error('soon')
  }
  flush(_options: { now?: boolean } = {}): Promise<FlushResult> {
    throw new Error('soon')
  }
  counts(): Promise<Counts> {
    throw new Error('soon')
  }
  onChange(listener: () => void): () => void {
    return this.store.onChange((changed) => {
      if (changed.has('media')) listener()
    })
  }
}
