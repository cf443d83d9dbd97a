/** What may go wrong with one request. `cut_before`: nothing arrives; `cut_after`: it is done and the answer is lost. */
export type Fault = 'cut_before' | 'cut_after' | 'unavailable' | 'busy' | 'stranger' | undefined

export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  headers: Headers
  body: unknown
  bytes: Uint8Array
  user?: string
}

/** A browser's cookies, as far as they matter here. */
export interface Jar {
  user?: string
}

interface Kept {
  user: string
  body: string
  after: string[]
  row: Record<string, unknown>
}

interface Upload {
  user: string
  announced: Record<string, unknown>
  bytes: number[]
  ready: boolean
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': status < 400 ? 'application/json' : 'application/problem+json', ...headers },
  })

const problem = (status: number, code: string, more: Record<string, unknown> = {}, headers = {}) =>
  json(status, { status, code, title: code, detail: code, ...more }, headers)

/** A server in memory that keeps the rules of api.md and sync.md, counts what it is asked, and breaks as it is told. */
export class FakeServer {
  asked: string[] = []
  orders = new Map<string, Kept>()
  /** How often something with the same id was made twice: must stay 0. */
  doubled = 0
  uploads = new Map<string, Upload>()
  /** Prices by product; an order that has seen less is refused. */
  prices = new Map<string, number>()
  rows = new Map<string, Record<string, unknown>[]>()
  gone = new Map<string, string[]>()
  /** Raised: all tokens of before are too old. */
  epoch = 0
  fault: (asked: Asked) => Fault = () => undefined
  /** Whether refreshing works. */
  refreshes: 'well' | 'ended' | 'down' = 'well'
  tokens = new Map<string, string>()
  #made = 0

  /** What a browser with these cookies uses as `fetch`. */
  fetchOf(jar: Jar, alive: () => boolean = () => true): typeof fetch {
    return async (input, init) => {
      await Promise.resolve()
      if (!alive()) throw new TypeError('gone')
      const asked = this.#read(String(input), init)
      const fault = this.fault(asked)
      if (fault === 'cut_before') throw new TypeError('cut')
      if (fault === 'unavailable') return problem(503, 'not_ready_yet', {}, { 'retry-after': '1' })
      if (fault === 'busy') return problem(429, 'too_many_requests', {}, { 'retry-after': '2' })
      if (fault === 'stranger') return new Response('<html>Sign in to the café</html>', { status: 200 })
      const response = this.#answer(asked, jar)
      // The wire: what was killed meanwhile hears nothing.
      await new Promise((resolve) => setTimeout(resolve, 0))
      if (fault === 'cut_after' || !alive()) throw new TypeError('cut')
      return response
    }
  }

  expireTokens(): void {
    this.tokens.clear()
  }

  #read(url: string, init: RequestInit = {}): Asked {
    const { pathname, searchParams } = new URL(url)
    const headers = new Headers(init.headers)
    const method = init.method ?? 'GET'
    this.asked.push(`${method} ${pathname}`)
    const bytes = init.body instanceof ArrayBuffer ? new Uint8Array(init.body) : new Uint8Array()
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : undefined
    const user = this.tokens.get(headers.get('authorization')?.slice(7) ?? '')
    return { method, path: pathname, query: searchParams, headers, body, bytes, user }
  }

  #answer(asked: Asked, jar: Jar): Response {
    const { method, path } = asked
    if (path === '/livez') return json(200, {})
    if (path === '/api/identity/sessions' && method === 'POST') {
      jar.user = (asked.body as { login: string }).login
      return this.#signedIn(jar.user, 201)
    }
    if (path === '/api/identity/sessions/refresh') {
      if (this.refreshes === 'down') return problem(503, 'not_ready')
      if (this.refreshes === 'ended' || !jar.user) return problem(401, 'session_ended')
      return this.#signedIn(jar.user, 200)
    }
    if (!asked.user) return problem(401, 'not_signed_in')
    if (path === '/api/identity/sessions/current') {
      jar.user = undefined
      return new Response(null, { status: 204 })
    }
    if (path.endsWith('/changes')) return this.#changes(asked)
    if (path.includes('/media')) return this.#media(asked, asked.user)
    if (method === 'POST' && path === '/api/sales/orders') return this.#take(asked, asked.user)
    return problem(404, 'not_found')
  }

  #signedIn(user: string, status: number): Response {
    this.#made += 1
    const token = `${user}-${this.#made}`
    this.tokens.set(token, user)
    const body = {
      access_token: token,
      token_type: 'Bearer',
      expires_in: 600,
      user: { id: user, name: user, roles: [] },
    }
    return json(status, body)
  }

  #take(asked: Asked, user: string): Response {
    const body = asked.body as {
      id: string
      lines: { product_id: string; price_seen?: { amount: number } }[]
      after?: string[]
    }
    const text = JSON.stringify(body)
    const present = this.orders.get(body.id)
    if (present) {
      if (present.user !== user || present.body !== text) return problem(409, 'id_taken')
      return json(200, present.row)
    }
    for (const before of body.after ?? []) if (!this.orders.has(before)) return problem(422, 'comes_too_early')
    for (const line of body.lines) {
      const price = this.prices.get(line.product_id)
      if (price !== undefined && price > (line.price_seen?.amount ?? price)) {
        return problem(409, 'price_changed', { lines: [{ product_id: line.product_id, price }] })
      }
    }
    const row = { id: body.id, version: 1, status: 'submitted', lines: body.lines }
    if (this.orders.has(body.id)) this.doubled += 1
    this.orders.set(body.id, { user, body: text, after: body.after ?? [], row })
    return json(202, row)
  }

  #changes(asked: Asked): Response {
    const rows = this.rows.get(asked.path) ?? []
    const since = asked.query.get('since')
    const limit = Number(asked.query.get('limit'))
    const [epoch, from] = since ? since.split(':').map(Number) : [this.epoch, 0]
    if (epoch !== this.epoch) return problem(410, 'sync_restart')
    const start = from ?? 0
    const items = rows.slice(start, start + limit)
    const next = start + items.length
    // Answers overlap: the last row comes again.
    const overlapping = since && items.length === 0 && rows.length > 0 ? rows.slice(-1) : items
    return json(200, {
      items: overlapping,
      gone: since ? (this.gone.get(asked.path) ?? []) : [],
      next: `${this.epoch}:${next}`,
      more: next < rows.length,
    })
  }

  #media(asked: Asked, user: string): Response {
    if (asked.method === 'POST') {
      const body = asked.body as { id: string; subject: { id: string }; size_bytes: number }
      if (!this.orders.has(body.subject.id)) return problem(404, 'not_found')
      const present = this.uploads.get(body.id)
      if (!present) this.uploads.set(body.id, { user, announced: body, bytes: [], ready: false })
      return json(present ? 200 : 201, {
        id: body.id,
        status: present?.ready ? 'ready' : 'uploading',
        upload_offset: present?.bytes.length ?? 0,
      })
    }
    const upload = this.uploads.get(asked.path.split('/').pop() ?? '')
    if (!upload || upload.user !== user) return problem(404, 'not_found')
    const at = { 'upload-offset': String(upload.bytes.length) }
    if (asked.method === 'HEAD') return new Response(null, { status: 200, headers: at })
    if (asked.bytes.length > 1_048_576) return problem(413, 'piece_too_large')
    if (Number(asked.headers.get('upload-offset')) !== upload.bytes.length) {
      return problem(409, 'wrong_offset', { upload_offset: upload.bytes.length }, at)
    }
    for (const byte of asked.bytes) upload.bytes.push(byte)
    upload.ready = upload.bytes.length >= Number(upload.announced.size_bytes)
    return new Response(null, { status: 204, headers: { 'upload-offset': String(upload.bytes.length) } })
  }
}
