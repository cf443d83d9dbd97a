import { problemOf, SignedOut, Unreachable } from './problem'
import { Session, type SessionOptions } from './session'
import type { AnswerOf, Method, OptionsOf, PathOf, Rest } from './types'

/** Options as they are at run time, whatever the path. */
interface Loose {
  params?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
  signal?: AbortSignal
  ifMatch?: number
  idempotencyKey?: string
}

const OPEN = ['/api/identity/password-resets', '/api/identity/password-resets/confirm']

/** `/api/…/{id}` and its parameters as an address; parameters that are not set are left out. */
export function address(path: string, params: Record<string, unknown> = {}, query: Record<string, unknown> = {}) {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue
    search.set(name, Array.isArray(value) ? value.join(',') : String(value))
  }
  const text = search.toString()
  return text ? `${filled}?${text}` : filled
}

/** `/api/purchasing/suppliers/{id}` is about `suppliers`; hints of `/api/events` name the same word. */
export function resourceOf(path: string): string {
  return path.split('/')[3] ?? ''
}

/**
 * Typed requests: `api.get('/api/purchasing/suppliers/{id}', { params: { id } })`. A refusal is thrown as `ApiError`, no answer
 * as `Unreachable`. An expired token is renewed and the request repeated; when the session has ended, the request waits
 * until the same person has signed in again.
 */
export class Api {
  readonly session: Session

  constructor(private readonly options: SessionOptions) {
    this.session = new Session(options)
  }

  get<P extends PathOf<'get'>>(path: P, ...rest: Rest<P, 'get'>): Promise<AnswerOf<P, 'get'>> {
    return this.#json('get', path, rest[0])
  }

  post<P extends PathOf<'post'>>(path: P, ...rest: Rest<P, 'post'>): Promise<AnswerOf<P, 'post'>> {
    return this.#json('post', path, rest[0])
  }

  patch<P extends PathOf<'patch'>>(path: P, options: OptionsOf<P, 'patch'>): Promise<AnswerOf<P, 'patch'>> {
    return this.#json('patch', path, options)
  }

  put<P extends PathOf<'put'>>(path: P, options: OptionsOf<P, 'put'>): Promise<AnswerOf<P, 'put'>> {
    return this.#json('put', path, options)
  }

  delete<P extends PathOf<'delete'>>(path: P, ...rest: Rest<P, 'delete'>): Promise<AnswerOf<P, 'delete'>> {
    return this.#json('delete', path, rest[0])
  }

  /** The answer itself: for files, streams, and pieces of uploads. `init` is what `fetch` takes. */
  async send(url: string, init: RequestInit & { open?: boolean } = {}): Promise<Response> {
    let renewed = false
    for (;;) {
      const headers = new Headers(init.headers)
      headers.set('accept-language', this.options.language())
      const token = init.open ? undefined : await this.session.token(init.signal ?? undefined)
      if (token) headers.set('authorization', `Bearer ${token}`)
      let response: Response
      try {
        response = await (this.options.fetch ?? fetch)((this.options.base ?? '') + url, { ...init, headers })
      } catch (error) {
        if (init.signal?.aborted) throw error
        throw new Unreachable()
      }
      if (response.status !== 401 || !token) return response
      if (renewed) {
        this.session.ended()
        continue
      }
      renewed = true
      try {
        await this.session.renew(token)
      } catch (error) {
        // `token()` waits for the next sign-in, or says that there will be none.
        if (!(error instanceof SignedOut)) throw error
        renewed = false
      }
    }
  }

  async #json<T>(method: Method, path: string, given: unknown): Promise<T> {
    const options = (given ?? {}) as Loose
    const headers: Record<string, string> = { accept: 'application/json' }
    let body: BodyInit | undefined
    if (options.body instanceof FormData) body = options.body
    else if (options.body !== undefined) {
      body = JSON.stringify(options.body)
      headers['content-type'] = method === 'patch' ? 'application/merge-patch+json' : 'application/json'
    }
    if (options.ifMatch !== undefined) headers['if-match'] = `"${options.ifMatch}"`
    const open = OPEN.includes(path)
    if (method === 'post' && !open) headers['idempotency-key'] = options.idempotencyKey ?? crypto.randomUUID()
    const response = await this.send(address(path, options.params, options.query), {
      method: method.toUpperCase(),
      headers,
      body,
      signal: options.signal,
      open,
    })
    if (!response.ok) throw await problemOf(response)
    if (response.status === 204 || !response.headers.get('content-type')?.includes('json')) return undefined as T
    try {
      return (await response.json()) as T
    } catch (error) {
      if (options.signal?.aborted) throw error
      throw new Unreachable()
    }
  }
}
