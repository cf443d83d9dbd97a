import type { Api } from './client'

/** Something may be read again; the nil id means many of them. */
export interface Hint {
  service: string
  resource: string
  id: string
  version: number
}

/** `resync`: something may have been missed, everything that is shown should be read again. */
export type LiveEvent = { kind: 'changed'; hint: Hint } | { kind: 'resync' } | { kind: 'open' | 'lost' }

export const NIL = '00000000-0000-0000-0000-000000000000'

/** Lines of a `text/event-stream` as pairs of name and data. */
export class EventParser {
  #rest = ''
  #event = ''
  #data = ''

  push(text: string): { event: string; data: string }[] {
    const found: { event: string; data: string }[] = []
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const raw of lines) {
      const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
      if (line === '') {
        if (this.#event || this.#data) found.push({ event: this.#event || 'message', data: this.#data })
        this.#event = this.#data = ''
      } else if (line.startsWith('event:')) this.#event = line.slice(6).trim()
      else if (line.startsWith('data:')) this.#data += line.slice(5).trim()
    }
    return found
  }
}

/** Nothing for so long (heartbeats come every 15 s) means that the connection is dead. */
const SILENCE = 40_000

/**
 * Listens to `/api/events` until `signal`; one stream per browser: the tab that holds the lock reads and tells the others.
 */
export function listen(api: Api, userId: string, hear: (event: LiveEvent) => void, signal: AbortSignal): void {
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(`sf-live-${userId}`)
  if (channel) channel.onmessage = (message: MessageEvent<LiveEvent>) => hear(message.data)
  signal.addEventListener('abort', () => channel?.close())
  const tell = (event: LiveEvent) => {
    if (signal.aborted) return
    hear(event)
    channel?.postMessage(event)
  }
  const work = () => readForEver(api, tell, signal)
  if (navigator.locks) navigator.locks.request(`sf-live-${userId}`, { signal }, work).catch(() => {})
  else void work()
}

async function readForEver(api: Api, tell: (event: LiveEvent) => void, signal: AbortSignal): Promise<void> {
  let pause = 1_000
  while (!signal.aborted) {
    try {
      const again = await readOnce(api, tell, signal, () => {
        pause = 1_000
      })
      if (again) continue
    } catch {
      // Counted as lost below.
    }
    if (signal.aborted) return
    tell({ kind: 'lost' })
    await wait(pause, signal)
    pause = Math.min(pause * 2, 30_000)
  }
}

/** Whether to come again at once. */
async function readOnce(
  api: Api,
  tell: (event: LiveEvent) => void,
  signal: AbortSignal,
  opened: () => void,
): Promise<boolean> {
  const dead = new AbortController()
  const stop = () => dead.abort()
  signal.addEventListener('abort', stop)
  let timer = setTimeout(stop, SILENCE)
  try {
    const response = await api.send('/api/events', { headers: { accept: 'text/event-stream' }, signal: dead.signal })
    if (!response.ok || !response.body) return false
    opened()
    tell({ kind: 'open' })
    const parser = new EventParser()
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return false
      clearTimeout(timer)
      timer = setTimeout(stop, SILENCE)
      for (const { event, data } of parser.push(value)) {
        if (event === 'changed') tell({ kind: 'changed', hint: JSON.parse(data) as Hint })
        else if (event === 'resync') tell({ kind: 'resync' })
        else if (event === 'expired') {
          await api.session.renew()
          return true
        } else if (event === 'signed_out') {
          api.session.ended()
          return true
        }
      }
    }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    dead.abort()
  }
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      removeEventListener('online', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    addEventListener('online', done)
    signal.addEventListener('abort', done)
  })
}
