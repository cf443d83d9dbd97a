import { ApiError, type Session, SignedOut, Unreachable } from '@storeflow/api'
import type { PhoneApp } from './db'
import { Value } from './observable'

export interface LineOptions {
  app: PhoneApp
  userId: string
  session: Session
  language: () => string
  /** Before the path of each request; for tests. */
  base?: string
  fetch?: typeof fetch
  now?: () => number
}

/** No answer for so long is none: a lock that is held must not be held for ever. */
const PATIENCE = 30_000

/**
 * Requests as one user. Unlike `Api` it never waits for somebody to sign in, because whoever uses it can go on without, and
 * whoever else has signed in meanwhile lends no token.
 */
export class Line {
  /** Whether the server was reached when it was last tried. */
  readonly online = new Value(true)

  constructor(readonly options: LineOptions) {}

  /** A token of this user. `SignedOut`: they have to sign in; `Unreachable`: nobody can say. */
  async token(): Promise<string> {
    // After a failure a harmless question goes first: what nobody was asked stays editable.
    if (!this.online.get() || (typeof navigator !== 'undefined' && navigator.onLine === false)) await this.#probe()
    try {
      return await this.#tokenOf()
    } catch (error) {
      if (error instanceof Unreachable) this.online.set(false)
      if (!(error instanceof ApiError)) throw error
      throw isFinal(error.status) ? new SignedOut() : new Unreachable()
    }
  }

  /** The answer, whatever it says except 401. `token` is one from `token()`. */
  async send(url: string, init: RequestInit & { token?: string; patience?: number } = {}): Promise<Response> {
    const { token: given, patience = PATIENCE, ...request } = init
    let token = given ?? (await this.token())
    for (let renewed = false; ; renewed = true) {
      const headers = new Headers(request.headers)
      headers.set('accept-language', this.options.language())
      headers.set('authorization', `Bearer ${token}`)
      headers.set('device-time', new Date(this.#now()).toISOString())
      const response = await this.#fetch(url, { ...request, headers }, patience)
      if (response.status !== 401) return response
      const { session } = this.options
      if (renewed) {
        if (this.#isHere()) session.ended()
        throw new SignedOut()
      }
      if (!this.#isHere()) throw new SignedOut()
      try {
        await session.renew(token)
      } catch (error) {
        if (error instanceof ApiError) throw isFinal(error.status) ? new SignedOut() : new Unreachable()
        throw error
      }
      token = await this.token()
    }
  }

  #isHere(): boolean {
    const state = this.options.session.state
    return state.status === 'signed_in' && state.user.id === this.options.userId
  }

  async #tokenOf(): Promise<string> {
    const { session } = this.options
    const over = () => session.state.status === 'ended' || session.state.status === 'signed_out'
    if (over()) throw new SignedOut()
    const control = new AbortController()
    const stop = session.subscribe(() => {
      if (over()) control.abort()
    })
    let token: string
    try {
      token = await session.token(control.signal)
    } catch (error) {
      if (control.signal.aborted) throw new SignedOut()
      throw error
    } finally {
      stop()
    }
    if (!this.#isHere()) throw new SignedOut()
    return token
  }

  async #probe(): Promise<void> {
    const response = await this.#fetch('/livez', { cache: 'no-store' }, PATIENCE)
    if (response.ok) return
    this.online.set(false)
    throw new Unreachable()
  }

  async #fetch(url: string, init: RequestInit, patience: number): Promise<Response> {
    try {
      const call = this.options.fetch ?? fetch
      const response = await call((this.options.base ?? '') + url, { ...init, signal: AbortSignal.timeout(patience) })
      this.online.set(true)
      return response
    } catch {
      this.online.set(false)
      throw new Unreachable()
    }
  }

  #now(): number {
    return (this.options.now ?? Date.now)()
  }
}

/** 4xx that will be said again. */
export function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status)
}

/**
 * What an answer means for something that is to be sent. Only what is certainly from the server counts: a café's sign-in page
 * also answers 200.
 */
export type Verdict =
  | { is: 'taken'; answer: unknown }
  | { is: 'refused'; problem: ProblemOf }
  /** `untouched`: it has certainly not been done. */
  | { is: 'kept'; untouched: boolean; seconds?: number }

type ProblemOf = ApiError['problem']

export async function verdictOf(response: Response): Promise<Verdict> {
  const { status } = response
  const json = response.headers.get('content-type')?.includes('json') ?? false
  if (status === 204) return { is: 'taken', answer: undefined }
  let body: unknown
  try {
    if (json) body = await response.json()
    else await response.body?.cancel()
  } catch {
    return { is: 'kept', untouched: false }
  }
  if (response.ok && json) return { is: 'taken', answer: body }
  if (isFinal(status) && typeof body === 'object' && body !== null && 'code' in body) {
    return { is: 'refused', problem: body as ProblemOf }
  }
  const after = Number(response.headers.get('retry-after'))
  return {
    is: 'kept',
    untouched: status === 401 || status === 425 || status === 429,
    seconds: Number.isFinite(after) && after > 0 ? after : undefined,
  }
}

/** Milliseconds until the next try: 1 s doubled up to 60 s, spread so that phones do not come back all at once. */
export function backOff(tries: number, random: () => number, seconds = 0): number {
  const steady = Math.min(1_000 * 2 ** Math.max(tries - 1, 0), 60_000)
  return Math.max(Math.round(steady * (0.75 + random() * 0.25)), seconds * 1_000)
}
