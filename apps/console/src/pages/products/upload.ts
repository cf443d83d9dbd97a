import { type AnswerOf, ApiError, problemOf, Unreachable } from '@storeflow/api'

type Medium = AnswerOf<'/api/purchasing/media/{id}'>

export type Step = 'reading' | 'sending' | 'finishing' | 'waiting'

/** The part of the client that uploads need. */
export interface Sender {
  post: (path: '/api/purchasing/media', options: { body: Announced; signal?: AbortSignal }) => Promise<Medium>
  send: (url: string, init: RequestInit) => Promise<Response>
}

interface Announced {
  id: string
  kind: string
  content_type: string
  size_bytes: number
  sha256: string
  subject: { type: string; id: string }
}

export interface Upload {
  /** The same id for the same content: what has come already is not sent again. */
  id: string
  file: Blob
  kind: string
  subject: { type: string; id: string }
  progress: (step: Step, share: number) => void
  signal?: AbortSignal
  /** Waits between tries; tests do not wait. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>
}

/** The server takes pieces up to 1 MiB; smaller ones show progress on slow lines. */
export const PIECE = 256 * 1024
/** So often in a row nothing may come through. */
const TRIES = 6

export async function sha256(content: BufferSource): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', content)
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * Uploads by the media protocol: announce, pieces from the offset at which the server is, the last of which checks the whole.
 * Survives lost answers: whatever happened, the server is asked how much has come, and the rest is sent.
 */
export async function upload(api: Sender, what: Upload): Promise<void> {
  const { file, signal, progress } = what
  const sleep = what.sleep ?? pause
  progress('reading', 0)
  const content = new Uint8Array(await file.arrayBuffer())
  const hash = await sha256(content)
  const body = {
    id: what.id,
    kind: what.kind,
    content_type: file.type,
    size_bytes: content.length,
    sha256: hash,
    subject: what.subject,
  }

  let failures = 0
  const again = async (error: unknown) => {
    failures += 1
    const passing = error instanceof Unreachable || (error instanceof ApiError && error.status === 503)
    if (!passing || failures >= TRIES) throw error
    if (error instanceof Unreachable) progress('waiting', offset / content.length)
    const seconds = error instanceof ApiError ? error.retryAfter : undefined
    await sleep(Math.min((seconds ?? 0.5 * 2 ** (failures - 1)) * 1000, 15_000), signal)
  }

  let offset = 0
  let known = false
  let broken = 0
  for (;;) {
    signal?.throwIfAborted()
    try {
      if (!known) {
        const medium = await api.post('/api/purchasing/media', { body, signal })
        if (medium.status === 'ready') return
        offset = medium.upload_offset
        known = true
      }
      progress(offset < content.length ? 'sending' : 'finishing', offset / content.length)
      const end = Math.min(offset + PIECE, content.length)
      const response = await api.send(`/api/purchasing/media/${what.id}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
        body: content.slice(offset, end),
        signal,
      })
      if (response.ok) {
        failures = 0
        offset = offsetOf(response) ?? end
        // 204 for the last piece means that the whole is ready.
        if (end === content.length && offset >= content.length) return
        continue
      }
      if (response.status === 409) {
        const right = offsetOf(response)
        failures += 1
        if (right === undefined || failures >= TRIES) throw await problemOf(response)
        offset = right
        continue
      }
      const error = await problemOf(response)
      if (error.code === 'hash_mismatch' && broken === 0) {
        // Something was damaged on the way: once more, from the beginning.
        broken += 1
        offset = 0
        continue
      }
      if (error.status === 503 && end === content.length) {
        // Everything has come and is being looked at; an empty piece asks again.
        known = false
        progress('finishing', 1)
      }
      throw error
    } catch (error) {
      if (signal?.aborted) throw error
      // Announcing again tells how much has come.
      known = false
      await again(error)
    }
  }
}

function offsetOf(response: Response): number | undefined {
  const text = response.headers.get('upload-offset')
  const offset = text === null ? Number.NaN : Number(text)
  return Number.isSafeInteger(offset) && offset >= 0 ? offset : undefined
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
