import { ApiError, problemOf, SignedOut, Unreachable } from './problem'
import type { SignedIn, User } from './schema'

/**
 * `starting`: it is not known yet whether the cookie still signs in. `ended`: somebody was signed in and is no longer;
 * what is on the page stays, and requests wait until the same person signs in again.
 */
export type SessionState =
  | { status: 'starting'; problem?: Unreachable | ApiError }
  | { status: 'signed_out' }
  | { status: 'signed_in'; user: User }
  | { status: 'ended'; user: User }

interface Token {
  text: string
  /** Milliseconds of this machine's clock. */
  until: number
}

type News = { kind: 'token'; token: Token; user: User } | { kind: 'ended' } | { kind: 'signed_out' }

export interface SessionOptions {
  app: 'console' | 'seller' | 'customer' | 'driver'
  language: () => string
  /** Before the path of each request; for tests. */
  base?: string
  fetch?: typeof fetch
}

/** A token is renewed so long before it ends. */
const AHEAD = 30_000

/**
 * Who is signed in, in all tabs of this browser alike. The access token lives in memory only; the refresh token is a cookie
 * that no script sees. Tabs renew one after the other (Web Locks) and share what came (BroadcastChannel).
 */
export class Session {
  #state: SessionState = { status: 'starting' }
  #token: Token | undefined
  #listeners = new Set<() => void>()
  #channel: BroadcastChannel | undefined
  #renewing: Promise<void> | undefined

  constructor(private readonly options: SessionOptions) {
    if (typeof BroadcastChannel !== 'undefined') {
      this.#channel = new BroadcastChannel(`sf-session-${options.app}`)
      this.#channel.onmessage = (event: MessageEvent<News>) => this.#hear(event.data)
    }
  }

  get state(): SessionState {
    return this.#state
  }

  /** Calls back after each change, until the answer is called. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Goes on with the cookie, if it still signs in. */
  async start(): Promise<void> {
    try {
      await this.renew()
    } catch (error) {
      if (this.#state.status !== 'starting') return
      if (error instanceof SignedOut) this.#become({ status: 'signed_out' })
      else if (error instanceof Unreachable || error instanceof ApiError) {
        this.#become({ status: 'starting', problem: error })
      } else throw error
    }
  }

  async signIn(login: string, password: string): Promise<void> {
    const response = await this.#post('/api/identity/sessions', { login, password, app: this.options.app })
    if (!response.ok) throw await problemOf(response)
    this.#signedIn((await response.json()) as SignedIn)
  }

  async signOut(everywhere = false): Promise<void> {
    const path = everywhere ? '/api/identity/sessions' : '/api/identity/sessions/current'
    const token = await this.token()
    const response = await this.#fetch(path, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } })
    if (!response.ok && response.status !== 401) throw await problemOf(response)
    this.#tell({ kind: 'signed_out' })
    this.#gone({ status: 'signed_out' })
  }

  /** The server has said that this sign-in is over. */
  ended(): void {
    this.#tell({ kind: 'ended' })
    this.#end()
  }

  /** An access token that is good for a while. Waits while the session has ended and may come back. */
  async token(signal?: AbortSignal): Promise<string> {
    for (;;) {
      const state = this.#state
      if (state.status === 'signed_out') throw new SignedOut()
      if (state.status === 'ended') {
        await this.#signedInAgain(state.user.id, signal)
        continue
      }
      if (this.#token && this.#token.until - AHEAD > Date.now()) return this.#token.text
      try {
        await this.renew()
      } catch (error) {
        if (error instanceof SignedOut && this.#state.status === 'ended') continue
        throw error
      }
    }
  }

  /** Gets the next access token, unless another tab has got one since `refused` was used. */
  renew(refused?: string): Promise<void> {
    this.#renewing ??= this.#locked(() => this.#renew(refused ?? this.#token?.text)).finally(() => {
      this.#renewing = undefined
    })
    return this.#renewing
  }

  async #renew(known: string | undefined): Promise<void> {
    // While this tab waited for the lock, another may have renewed for all.
    if (this.#token && this.#token.text !== known && this.#token.until - AHEAD > Date.now()) return
    const response = await this.#post('/api/identity/sessions/refresh', { app: this.options.app })
    if (response.status === 401) {
      this.#end()
      throw new SignedOut()
    }
    if (!response.ok) throw await problemOf(response)
    this.#signedIn((await response.json()) as SignedIn)
  }

  async #locked(work: () => Promise<void>): Promise<void> {
    if (typeof navigator === 'undefined' || !navigator.locks) return work()
    await navigator.locks.request(`sf-renew-${this.options.app}`, work)
  }

  #signedIn(answer: SignedIn): void {
    const token = { text: answer.access_token, until: Date.now() + answer.expires_in * 1000 }
    this.#tell({ kind: 'token', token, user: answer.user })
    this.#take(token, answer.user)
  }

  #take(token: Token, user: User): void {
    this.#token = token
    const before = this.#state
    const same = before.status === 'signed_in' && JSON.stringify(before.user) === JSON.stringify(user)
    if (!same) this.#become({ status: 'signed_in', user })
  }

  #end(): void {
    if (this.#state.status === 'signed_in') this.#gone({ status: 'ended', user: this.#state.user })
    else if (this.#state.status === 'starting') this.#gone({ status: 'signed_out' })
  }

  #gone(state: SessionState): void {
    this.#token = undefined
    this.#become(state)
  }

  #hear(news: News): void {
    if (news.kind === 'token') this.#take(news.token, news.user)
    else if (news.kind === 'ended') this.#end()
    else if (this.#state.status === 'signed_in') this.#gone({ status: 'ended', user: this.#state.user })
  }

  #become(state: SessionState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }

  #tell(news: News): void {
    this.#channel?.postMessage(news)
  }

  /** Until the same person has signed in again. */
  #signedInAgain(id: string, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (act: () => void) => {
        stop()
        signal?.removeEventListener('abort', aborted)
        act()
      }
      const aborted = () => done(() => reject(signal?.reason))
      const stop = this.subscribe(() => {
        const state = this.#state
        if (state.status === 'signed_out') done(() => reject(new SignedOut()))
        else if (state.status === 'signed_in') {
          done(() => (state.user.id === id ? resolve() : reject(new SignedOut())))
        }
      })
      signal?.addEventListener('abort', aborted)
      if (signal?.aborted) aborted()
    })
  }

  #post(path: string, body: unknown): Promise<Response> {
    return this.#fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('accept-language', this.options.language())
    try {
      return await (this.options.fetch ?? fetch)((this.options.base ?? '') + path, { ...init, headers })
    } catch {
      throw new Unreachable()
    }
  }
}
