import { type Problem, SignedOut } from '@storeflow/api'
import { type Collection, putIfNewer, type Store, type StoreName, type WriteTx } from './db'
import { backOff, type Line, type Verdict, verdictOf } from './line'
import { locked, Runs } from './locks'

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

/** `left`: something is still to be sent; it is tried again by itself. What was refused needs a person and is not counted. */
export type FlushResult = 'empty' | 'left' | 'signed_out'

export interface OutboxOptions {
  now?: () => number
  random?: () => number
}

/** So many items that nobody answered, one after the other, mean that nobody is there. */
const ENOUGH = 3

const KEPT_FOR = 14 * 24 * 3_600_000

/** What is on its way to the server. One sender at a time, in whichever tab or worker. */
export class Outbox {
  #now: () => number
  #random: () => number
  #hurry = false
  #newcomers = new Set<() => void>()
  #runs = new Runs(() => {
    const hurry = this.#hurry
    this.#hurry = false
    return locked(`storeflow-${this.store.app}-outbox`, () => this.#run(hurry))
  })

  constructor(
    readonly store: Store,
    readonly line: Line,
    options: OutboxOptions = {},
  ) {
    this.#now = options.now ?? Date.now
    this.#random = options.random ?? Math.random
  }

  /** Puts it in, on the disk, together with what `alsoIn` writes to the stores in `also`. */
  async enqueue(
    item: NewItem,
    also: StoreName[] = [],
    alsoIn?: (tx: WriteTx) => Promise<void> | void,
  ): Promise<OutboxItem> {
    const put = await this.store.write([...STORES, ...also], async (tx) => {
      const put = await this.put(tx, item)
      await alsoIn?.(tx)
      return put
    })
    this.tellNew(...also)
    return put
  }

  /** The same within a transaction of `STORES` and others, whose maker calls `tellNew` after it. */
  async put(tx: WriteTx, item: NewItem): Promise<OutboxItem> {
    const outbox = tx.objectStore('outbox')
    const id = item.id ?? crypto.randomUUID()
    if (await outbox.getKey(id)) throw new OutboxError('id_in_use')
    const full: OutboxItem = {
      id,
      kind: item.kind,
      method: item.method ?? 'POST',
      path: item.path,
      body: item.body,
      if_match: item.if_match,
      after: item.after ?? [],
      captured_at: item.captured_at ?? new Date(this.#now()).toISOString(),
      keep_in: item.keep_in,
      about: item.about,
      state: 'waiting',
      seq: await nextSeq(tx),
      tries: 0,
    }
    await outbox.put(full)
    await settle(tx)
    return (await outbox.get(id)) ?? full
  }

  /** All items, the newest first. */
  async all(): Promise<OutboxItem[]> {
    return (await this.store.db.getAll('outbox')).sort((a, b) => b.seq - a.seq)
  }

  get(id: string): Promise<OutboxItem | undefined> {
    return this.store.db.get('outbox', id)
  }

  /** Corrects what waits or was refused; it goes out again under the same id. */
  async edit(id: string, body: unknown, changes: { captured_at?: string; about?: unknown } = {}): Promise<void> {
    await this.store.write([...STORES], async (tx) => {
      const item = await find(tx, id)
      if (item.state !== 'waiting' && item.state !== 'refused' && item.state !== 'blocked') {
        throw new OutboxError('not_editable')
      }
      await tx.objectStore('outbox').put({
        ...item,
        body,
        captured_at: changes.captured_at ?? item.captured_at,
        about: changes.about ?? item.about,
        state: 'waiting',
        tries: 0,
        next_at: undefined,
        problem: undefined,
      })
      await settle(tx)
    })
    this.tellNew()
  }

  /** Takes back what waits, is blocked or was refused; with `followers` also what comes after it, photos too. */
  async remove(id: string, options: { followers?: boolean } = {}): Promise<void> {
    await this.store.write([...STORES, 'pieces'], async (tx) => {
      const outbox = tx.objectStore('outbox')
      const media = tx.objectStore('media')
      const items = await outbox.getAll()
      const photos = await media.getAll()
      await find(tx, id)
      const going = new Set([id])
      for (let before = 0; before < going.size; ) {
        before = going.size
        for (const one of [...items, ...photos]) if (one.after.some((of) => going.has(of))) going.add(one.id)
      }
      if (going.size > 1 && !options.followers) throw new OutboxError('has_followers')
      for (const item of items) {
        if (!going.has(item.id)) continue
        if (item.state === 'unsure' || item.state === 'sent') throw new OutboxError('not_editable')
        await outbox.delete(item.id)
      }
      for (const photo of photos) {
        if (!going.has(photo.id)) continue
        if (photo.announced) throw new OutboxError('not_editable')
        await media.delete(photo.id)
        await tx.objectStore('pieces').delete(IDBKeyRange.bound([photo.id, 0], [photo.id, Number.MAX_SAFE_INTEGER]))
      }
      await settle(tx)
    })
    this.store.tell('outbox', 'media')
  }

  /** Sends what is due; `now` also what would wait for its next try. Never throws for what the network or the server does. */
  flush(options: { now?: boolean } = {}): Promise<FlushResult> {
    this.#hurry ||= options.now ?? false
    return this.#runs.ask()
  }

  /** When the next try is due, in milliseconds of the phone's clock; nothing where nothing can be sent. */
  async nextAt(): Promise<number | undefined> {
    const at = (await this.#sendable()).map((item) => item.next_at ?? 0)
    return at.length ? Math.min(...at) : undefined
  }

  async counts(): Promise<Counts> {
    const store = this.store.db.transaction('outbox').store
    const [of, sent, refused] = await Promise.all([
      store.count(),
      store.index('state').count('sent'),
      store.index('state').count('refused'),
    ])
    return { waiting: of - sent - refused, sent, refused, of }
  }

  /** Forgets what the server has had for two weeks. */
  async prune(): Promise<void> {
    const until = new Date(this.#now() - KEPT_FOR).toISOString()
    await this.store.copy([...STORES], async (tx) => {
      const outbox = tx.objectStore('outbox')
      const items = await outbox.getAll()
      const photos = await tx.objectStore('media').getAll()
      const needed = new Set([...items, ...photos].flatMap((one) => (isDone(one.state) ? [] : one.after)))
      for (const item of items) {
        if (item.state === 'sent' && (item.done_at ?? '') < until && !needed.has(item.id)) await outbox.delete(item.id)
      }
    })
    this.store.tell('outbox')
  }

  onChange(listener: () => void): () => void {
    return this.store.onChange((changed) => {
      if (changed.has('outbox')) listener()
    })
  }

  /** Something new is to be sent, from this tab. */
  onNew(listener: () => void): () => void {
    this.#newcomers.add(listener)
    return () => this.#newcomers.delete(listener)
  }

  tellNew(...also: StoreName[]): void {
    this.store.tell('outbox', ...also)
    for (const listener of [...this.#newcomers]) listener()
  }

  async #run(hurry: boolean): Promise<FlushResult> {
    const tried = new Set<string>()
    let unanswered = 0
    while (unanswered < ENOUGH) {
      const due = (await this.#sendable()).find(
        (item) => !tried.has(item.id) && (hurry || (item.next_at ?? 0) <= this.#now()),
      )
      if (!due) break
      tried.add(due.id)
      try {
        const token = await this.line.token()
        const verdict = await this.#ask(due.id, token)
        if (verdict?.is !== 'kept') unanswered = 0
        else if (verdict.untouched) break
        else unanswered += 1
      } catch (error) {
        if (error instanceof SignedOut) return 'signed_out'
        break
      }
    }
    return (await this.#left()) ? 'left' : 'empty'
  }

  /** Asks for one item and writes down what came of it. */
  async #ask(id: string, token: string): Promise<Verdict | undefined> {
    const claimed = await this.#claim(id)
    if (!claimed) return undefined
    const { item, before } = claimed
    const headers: Record<string, string> = { accept: 'application/json', 'idempotency-key': item.id }
    let body: string | undefined
    if (item.body !== undefined) {
      body = JSON.stringify(item.body)
      headers['content-type'] = item.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    }
    if (item.if_match !== undefined) headers['if-match'] = `"${item.if_match}"`
    let verdict: Verdict
    try {
      verdict = await verdictOf(await this.line.send(item.path, { method: item.method, headers, body, token }))
    } catch (error) {
      if (error instanceof SignedOut) {
        // A 401 is a definite answer: nothing has been done.
        await this.#finish(id, (kept) => ({ ...kept, state: before, tries: kept.tries - 1 }))
        throw error
      }
      verdict = { is: 'kept', untouched: false }
    }
    await this.#note(item, before, verdict)
    return verdict
  }

  /** From here on it may have arrived, even if the phone dies before the answer: that is on the disk before it is asked. */
  async #claim(id: string): Promise<{ item: OutboxItem; before: OutboxState } | undefined> {
    const claimed = await this.store.write(['outbox'], async (tx) => {
      const item = await tx.objectStore('outbox').get(id)
      // Another tab may have edited, removed or sent it meanwhile.
      if (!item || (item.state !== 'waiting' && item.state !== 'unsure')) return undefined
      const before = item.state
      const asked: OutboxItem = { ...item, state: 'unsure', tries: item.tries + 1 }
      await tx.objectStore('outbox').put(asked)
      return { item: asked, before }
    })
    if (claimed) this.store.tell('outbox')
    return claimed
  }

  async #note(item: OutboxItem, before: OutboxState, verdict: Verdict): Promise<void> {
    if (verdict.is === 'kept') {
      const next_at = this.#now() + backOff(item.tries, this.#random, verdict.seconds)
      await this.#finish(item.id, (kept) => ({ ...kept, next_at, state: verdict.untouched ? before : 'unsure' }))
      return
    }
    const done_at = new Date(this.#now()).toISOString()
    if (verdict.is === 'refused') {
      const { problem } = verdict
      await this.#finish(item.id, (kept) => ({ ...kept, state: 'refused', problem, next_at: undefined }))
      return
    }
    await this.#finish(
      item.id,
      (kept) => ({
        ...kept,
        state: 'sent',
        answer: verdict.answer,
        done_at,
        next_at: undefined,
        problem: undefined,
      }),
      item.keep_in,
      verdict.answer,
    )
  }

  async #finish(
    id: string,
    change: (item: OutboxItem) => OutboxItem,
    keepIn?: Collection,
    answer?: unknown,
  ): Promise<void> {
    const also: StoreName[] = keepIn ? [keepIn] : []
    await this.store.write([...STORES, ...also], async (tx) => {
      const item = await tx.objectStore('outbox').get(id)
      if (item) await tx.objectStore('outbox').put(change(item))
      if (keepIn && answer) await putIfNewer(tx, keepIn, answer)
      await settle(tx)
    })
    this.store.tell('outbox', ...also)
  }

  /** What may go now as far as its chain is concerned, the oldest first. */
  async #sendable(): Promise<OutboxItem[]> {
    const tx = this.store.db.transaction(['outbox', 'media'])
    const outbox = tx.objectStore('outbox')
    const open = (
      await Promise.all([outbox.index('state').getAll('waiting'), outbox.index('state').getAll('unsure')])
    ).flat()
    const ready: OutboxItem[] = []
    for (const item of open) {
      const before = await Promise.all(
        item.after.map(async (id) => (await outbox.get(id)) ?? (await tx.objectStore('media').get(id))),
      )
      if (before.every((one) => one === undefined || isDone(one.state))) ready.push(item)
    }
    return ready.sort((a, b) => a.seq - b.seq)
  }

  async #left(): Promise<boolean> {
    const index = this.store.db.transaction('outbox').store.index('state')
    return (await index.count('waiting')) + (await index.count('unsure')) > 0
  }
}

/** What a transaction that puts an item in, changes or removes one has to cover. */
export const STORES: readonly StoreName[] = ['outbox', 'media', 'meta']

/** Accepted by the server. */
export function isDone(state: string): boolean {
  return state === 'sent' || state === 'ready'
}

/** Counts from one for each thing that is made on the phone, because its clock may go back. */
export async function nextSeq(tx: WriteTx): Promise<number> {
  const seq = (((await tx.objectStore('meta').get('seq')) as number | undefined) ?? 0) + 1
  await tx.objectStore('meta').put(seq, 'seq')
  return seq
}

async function find(tx: WriteTx, id: string): Promise<OutboxItem> {
  const item = await tx.objectStore('outbox').get(id)
  if (!item) throw new OutboxError('unknown_item')
  return item
}

/** Who comes after something that was refused is blocked, and nobody else is. */
export async function settle(tx: WriteTx): Promise<void> {
  const outbox = tx.objectStore('outbox')
  const index = outbox.index('state')
  const [waiting, blocked, refused, media] = await Promise.all([
    index.getAll('waiting'),
    index.getAll('blocked'),
    index.getAll('refused'),
    tx.objectStore('media').getAll(),
  ])
  const stopped = new Set([...refused, ...media.filter((one) => one.state === 'refused')].map((one) => one.id))
  const open = [...waiting, ...blocked]
  for (let before = -1; before < stopped.size; ) {
    before = stopped.size
    for (const item of open) if (item.after.some((id) => stopped.has(id))) stopped.add(item.id)
  }
  for (const item of open) {
    const state = stopped.has(item.id) ? 'blocked' : 'waiting'
    if (item.state !== state) await outbox.put({ ...item, state })
  }
}
