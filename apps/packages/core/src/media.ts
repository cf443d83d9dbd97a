import { type Problem, SignedOut, Unreachable } from '@storeflow/api'
import type { Store, WriteTx } from './db'
import { backOff, type Line, type Verdict, verdictOf } from './line'
import { locked, Runs } from './locks'
import { type Counts, type FlushResult, isDone, nextSeq, type OutboxOptions, STORES, settle } from './outbox'

/** `waiting`: nothing of it has been sent. `ready`: the server has all of it and has checked it. */
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
  /** Whether the server may know of it: it has been asked. */
  announced: boolean
  /** Whether the server has said that it does. */
  known: boolean
  /** How much the server has. */
  offset: number
  /** How often all of it came and was not what was announced. */
  mismatches: number
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
  /** Items before it, besides the subject. */
  after?: string[]
}

/** What `put` writes. */
export interface PreparedMedia {
  item: MediaItem
  pieces: MediaPiece[]
}

/** A quarter of what the server takes: on a slow network a cut costs five seconds and not twenty. */
const PIECE = 256 * 1024

/** A piece may take long at the edge of the network. */
const PATIENCE = 120_000

const PIECE_TYPE = 'application/offset+octet-stream'

/** Photos and recordings: kept on the phone until the server has said that all of it is there and right. */
export class MediaQueue {
  #now: () => number
  #random: () => number
  #hurry = false
  #runs = new Runs(() => {
    const hurry = this.#hurry
    this.#hurry = false
    return locked(`storeflow-${this.store.app}-media`, () => this.#run(hurry))
  })

  constructor(
    readonly store: Store,
    readonly line: Line,
    options: OutboxOptions = {},
  ) {
    this.#now = options.now ?? Date.now
    this.#random = options.random ?? Math.random
  }

  /** On the disk when this ends. */
  async add(media: NewMedia, content: Blob): Promise<MediaItem> {
    const prepared = await this.prepare(media, content)
    await this.store.write([...STORES, 'pieces'], (tx) => this.put(tx, prepared))
    this.store.tell('media')
    return prepared.item
  }

  /** Reads and measures it, so that it can be put in within the transaction of its subject. */
  async prepare(media: NewMedia, content: Blob): Promise<PreparedMedia> {
    const data = await content.arrayBuffer()
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', data))
    const id = media.id ?? crypto.randomUUID()
    const pieces: MediaPiece[] = []
    for (let offset = 0; offset < data.byteLength; offset += PIECE) {
      pieces.push({ media_id: id, offset, data: data.slice(offset, offset + PIECE) })
    }
    const item: MediaItem = {
      id,
      service: media.service,
      kind: media.kind,
      content_type: content.type || 'application/octet-stream',
      size_bytes: data.byteLength,
      sha256: [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
      subject: media.subject,
      after: [media.subject.id, ...(media.after ?? [])],
      captured_at: new Date(this.#now()).toISOString(),
      state: 'waiting',
      announced: false,
      known: false,
      offset: 0,
      mismatches: 0,
      seq: 0,
      tries: 0,
    }
    return { item, pieces }
  }

  /** Within a transaction of `outbox`, `media`, `pieces` and `meta`, as `enqueue` of the outbox opens with them. */
  async put(tx: WriteTx, prepared: PreparedMedia): Promise<void> {
    await tx.objectStore('media').put({ ...prepared.item, seq: await nextSeq(tx) })
    for (const piece of prepared.pieces) await tx.objectStore('pieces').put(piece)
  }

  /** The newest first. */
  async all(): Promise<MediaItem[]> {
    return (await this.store.db.getAll('media')).sort((a, b) => b.seq - a.seq)
  }

  /** The content, while it lies on the phone. */
  async content(id: string): Promise<Blob | undefined> {
    const tx = this.store.db.transaction(['media', 'pieces'])
    const item = await tx.objectStore('media').get(id)
    const pieces = await tx.objectStore('pieces').getAll(piecesOf(id))
    if (!item || pieces.length === 0) return undefined
    return new Blob(
      pieces.map((piece) => piece.data),
      { type: item.content_type },
    )
  }

  /** Takes back what has not been announced, or was refused. */
  async remove(id: string): Promise<void> {
    await this.store.write([...STORES, 'pieces'], async (tx) => {
      const item = await tx.objectStore('media').get(id)
      if (!item || (item.announced && item.state !== 'refused')) return
      await tx.objectStore('media').delete(id)
      await tx.objectStore('pieces').delete(piecesOf(id))
      await settle(tx)
    })
    this.store.tell('media', 'outbox')
  }

  /** Sends what is due; `now` also what would wait for its next try. */
  flush(options: { now?: boolean } = {}): Promise<FlushResult> {
    this.#hurry ||= options.now ?? false
    return this.#runs.ask()
  }

  /** When the next try is due; nothing where nothing can be sent. */
  async nextAt(): Promise<number | undefined> {
    const at = (await this.#sendable()).map((item) => item.next_at ?? 0)
    return at.length ? Math.min(...at) : undefined
  }

  async counts(): Promise<Counts> {
    const items = await this.store.db.getAll('media')
    const sent = items.filter((item) => item.state === 'ready').length
    const refused = items.filter((item) => item.state === 'refused').length
    return { waiting: items.length - sent - refused, sent, refused, of: items.length }
  }

  onChange(listener: () => void): () => void {
    return this.store.onChange((changed) => {
      if (changed.has('media')) listener()
    })
  }

  async #run(hurry: boolean): Promise<FlushResult> {
    const tried = new Set<string>()
    for (;;) {
      const due = (await this.#sendable()).find(
        (item) => !tried.has(item.id) && (hurry || (item.next_at ?? 0) <= this.#now()),
      )
      if (!due) break
      tried.add(due.id)
      try {
        await this.#send(due)
      } catch (error) {
        if (error instanceof SignedOut) return 'signed_out'
        await this.#keep(due.id)
        // Nobody there: the others would fare alike.
        if (error instanceof Unreachable && !this.line.online.get()) break
      }
    }
    // What comes after something refused waits for a person, not for signal.
    return (await this.#sendable()).length > 0 ? 'left' : 'empty'
  }

  async #send(start: MediaItem): Promise<void> {
    let item: MediaItem | undefined = start
    // Each round ends with the server having more of it than before, or with the end of this try.
    for (let stuck = 0; item && !isOver(item); ) {
      const before: number = item.offset
      const next: MediaItem | undefined = item.known ? await this.#step(item, stuck > 0) : await this.#announce(item)
      if (next && !isOver(next) && item.known && next.offset <= before) stuck += 1
      else stuck = 0
      if (stuck > 3) throw new Unreachable()
      item = next
    }
  }

  async #announce(item: MediaItem): Promise<MediaItem | undefined> {
    const token = await this.line.token()
    // From here on the server may know of it.
    const asked = await this.#change(item.id, (kept) => ({ ...kept, announced: true, state: 'sending' }))
    if (!asked) return undefined
    const { id, kind, content_type, size_bytes, sha256, subject } = asked
    const verdict = await verdictOf(
      await this.line.send(`/api/${item.service}/media`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', 'idempotency-key': id },
        body: JSON.stringify({ id, kind, content_type, size_bytes, sha256, subject }),
        token,
      }),
    )
    if (verdict.is === 'refused') return this.#refuse(id, verdict.problem)
    if (verdict.is === 'kept') throw new Unreachable()
    const answer = verdict.answer as { upload_offset?: number; status?: string }
    if (answer.status === 'ready') return this.#ready(id)
    return this.#change(id, (kept) => ({ ...kept, known: true, offset: answer.upload_offset ?? 0 }))
  }

  /** Sends the next piece. After a break the server is asked how far it is: a piece in vain costs seconds. */
  async #step(item: MediaItem, asked: boolean): Promise<MediaItem | undefined> {
    const path = `/api/${item.service}/media/${item.id}`
    if (item.tries > 0 && !asked) {
      const head = await this.line.send(path, { method: 'HEAD' })
      const offset = offsetOf(head)
      if (head.ok && offset !== undefined && offset !== item.offset) {
        return this.#change(item.id, (kept) => ({ ...kept, offset, tries: 0 }))
      }
    }
    const data = await this.#piece(item)
    if (!data) return this.#refuse(item.id, LOST)
    const response = await this.line.send(path, {
      method: 'PATCH',
      headers: { 'content-type': PIECE_TYPE, 'upload-offset': String(item.offset) },
      body: data,
      patience: PATIENCE,
    })
    const said = offsetOf(response)
    if (response.status === 204) {
      const offset = said ?? item.offset + data.byteLength
      if (offset >= item.size_bytes) return this.#ready(item.id)
      return this.#change(item.id, (kept) => ({ ...kept, offset, tries: 0, next_at: undefined }))
    }
    return this.#notTaken(item, await verdictOf(response), said)
  }

  async #notTaken(item: MediaItem, verdict: Verdict, said: number | undefined): Promise<MediaItem | undefined> {
    if (verdict.is !== 'refused') throw new Unreachable()
    const { problem } = verdict
    const offset = said ?? (typeof problem.upload_offset === 'number' ? problem.upload_offset : undefined)
    if (problem.code === 'wrong_offset' && offset !== undefined) {
      return this.#change(item.id, (kept) => ({ ...kept, offset, tries: 0 }))
    }
    if (problem.code === 'hash_mismatch' && item.mismatches < 2) {
      return this.#change(item.id, (kept) => ({ ...kept, offset: 0, mismatches: kept.mismatches + 1 }))
    }
    // Begun long ago and collected since: it begins anew, once.
    if (problem.status === 404 && item.mismatches < 2) {
      return this.#change(item.id, (kept) => ({
        ...kept,
        known: false,
        offset: 0,
        mismatches: kept.mismatches + 1,
      }))
    }
    return this.#refuse(item.id, problem)
  }

  /** From the offset to the end of its slice; nothing at the end of the whole, which asks whether it is ready. */
  async #piece(item: MediaItem): Promise<ArrayBuffer | undefined> {
    if (item.offset >= item.size_bytes) return new ArrayBuffer(0)
    const start = item.offset - (item.offset % PIECE)
    const piece = await this.store.db.get('pieces', [item.id, start])
    return piece?.data.slice(item.offset - start)
  }

  #ready(id: string): Promise<MediaItem | undefined> {
    const done_at = new Date(this.#now()).toISOString()
    return this.#change(id, (kept) => ({
      ...kept,
      state: 'ready',
      offset: kept.size_bytes,
      done_at,
      next_at: undefined,
      problem: undefined,
    }))
  }

  #refuse(id: string, problem: Problem): Promise<MediaItem | undefined> {
    return this.#change(id, (kept) => ({ ...kept, state: 'refused', problem, next_at: undefined }))
  }

  async #keep(id: string): Promise<void> {
    await this.#change(id, (kept) => ({
      ...kept,
      tries: kept.tries + 1,
      next_at: this.#now() + backOff(kept.tries + 1, this.#random),
    }))
  }

  async #change(id: string, change: (item: MediaItem) => MediaItem): Promise<MediaItem | undefined> {
    const changed = await this.store.write([...STORES, 'pieces'], async (tx) => {
      const item = await tx.objectStore('media').get(id)
      if (!item) return undefined
      const next = change(item)
      await tx.objectStore('media').put(next)
      if (next.state === 'ready') await tx.objectStore('pieces').delete(piecesOf(id))
      await settle(tx)
      return next
    })
    this.store.tell('media', 'outbox')
    return changed
  }

  async #sendable(): Promise<MediaItem[]> {
    const tx = this.store.db.transaction(['outbox', 'media'])
    const media = await tx.objectStore('media').getAll()
    const ready: MediaItem[] = []
    for (const item of media) {
      if (isOver(item)) continue
      const before = await Promise.all(
        item.after.map(
          async (id) => (await tx.objectStore('outbox').get(id)) ?? (await tx.objectStore('media').get(id)),
        ),
      )
      if (before.every((one) => one === undefined || isDone(one.state))) ready.push(item)
    }
    return ready.sort((a, b) => a.seq - b.seq)
  }
}

const LOST: Problem = { status: 0, code: 'content_lost', title: 'content_lost', detail: '' }

function isOver(item: MediaItem): boolean {
  return item.state === 'ready' || item.state === 'refused'
}

function piecesOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER])
}

function offsetOf(response: Response): number | undefined {
  const text = response.headers.get('upload-offset')
  const offset = text === null ? Number.NaN : Number(text)
  return Number.isSafeInteger(offset) && offset >= 0 ? offset : undefined
}
