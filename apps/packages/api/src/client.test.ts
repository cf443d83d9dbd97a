import { describe, expect, it } from 'vitest'
import { Api, address } from './client'
import { type ApiError, changedMeanwhile, SignedOut, Unreachable } from './problem'

const user = (id = 'u1') => ({ id, name: 'Ana', roles: ['purchasing'], version: 1 })
const token = (text: string, id?: string) => ({
  access_token: text,
  token_type: 'Bearer',
  expires_in: 600,
  user: user(id),
})

type Answer = (request: { path: string; method: string; headers: Headers; body: string }) => Response | 'down'

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' },
  })
const problem = (status: number, code: string, more = {}) =>
  json(status, { status, code, title: '', detail: code, ...more })

let apps = 0

/** An API whose server is `answer`. Each has channels of its own. */
function server(answer: Answer) {
  const seen: string[] = []
  apps += 1
  const api = new Api({
    app: `t${apps}` as 'console',
    language: () => 'es',
    base: 'http://x',
    fetch: async (url, init) => {
      const path = String(url).slice(8)
      const request = {
        path,
        method: init?.method ?? 'GET',
        headers: new Headers(init?.headers),
        body: String(init?.body ?? ''),
      }
      seen.push(`${request.method} ${path}`)
      const response = answer(request)
      if (response === 'down') throw new TypeError('failed')
      return response
    },
  })
  return { api, seen }
}

const REFRESH = '/api/identity/sessions/refresh'

describe('address', () => {
  it('fills and leaves out', () => {
    const path = address('/api/a/b/{id}', { id: 'x/y' }, { search: 'ñ & co', empty: '', none: null, many: [1, 2] })
    expect(path).toBe('/api/a/b/x%2Fy?search=%C3%B1+%26+co&many=1%2C2')
  })
})

describe('requests', () => {
  it('carry the token, the language, the version and a key', async () => {
    let seen = new Headers()
    const { api } = server(({ path, headers }) => {
      if (path === REFRESH) return json(200, token('one'))
      seen = headers
      return json(200, {})
    })
    await api.session.start()
    await api.patch('/api/purchasing/suppliers/{id}', { params: { id: 's' }, ifMatch: 7, body: {} })
    expect(seen.get('authorization')).toBe('Bearer one')
    expect(seen.get('if-match')).toBe('"7"')
    expect(seen.get('accept-language')).toBe('es')
    expect(seen.get('content-type')).toBe('application/merge-patch+json')
    await api.post('/api/purchasing/suppliers', { body: { legal_name: 'A', email: 'a@b.example' } })
    expect(seen.get('idempotency-key')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('renew an expired token once and go on', async () => {
    let good = 'one'
    const { api, seen } = server(({ path, headers }) => {
      if (path === REFRESH) return json(200, token(good))
      return headers.get('authorization') === `Bearer ${good}`
        ? json(200, { items: [] })
        : problem(401, 'token_expired')
    })
    await api.session.start()
    good = 'two'
    const all = await Promise.all([1, 2, 3].map(() => api.get('/api/purchasing/suppliers')))
    expect(all).toHaveLength(3)
    expect(seen.filter((one) => one === `POST ${REFRESH}`)).toHaveLength(2)
  })

  it('wait while the session has ended, and are sent once the same person is back', async () => {
    let signedIn = true
    const { api, seen } = server(({ path }) => {
      if (path === REFRESH) return signedIn ? json(200, token('one')) : problem(401, 'session_ended')
      if (path === '/api/identity/sessions') {
        signedIn = true
        return json(201, token('two'))
      }
      return signedIn ? json(201, { id: 's' }) : problem(401, 'token_revoked')
    })
    await api.session.start()
    signedIn = false
    const saving = api.post('/api/purchasing/suppliers', { body: { legal_name: 'A', email: 'a@b.example' } })
    await expect.poll(() => api.session.state.status).toBe('ended')
    await api.session.signIn('ana', 'secret')
    expect(await saving).toEqual({ id: 's' })
    expect(seen.filter((one) => one === 'POST /api/purchasing/suppliers')).toHaveLength(2)
  })

  it('of somebody else are not sent', async () => {
    let signedIn = true
    const { api } = server(({ path }) => {
      if (path === REFRESH) return signedIn ? json(200, token('one')) : problem(401, 'session_ended')
      if (path === '/api/identity/sessions') return json(201, token('two', 'u2'))
      return problem(401, 'token_revoked')
    })
    await api.session.start()
    signedIn = false
    const reading = api.get('/api/purchasing/suppliers')
    await expect.poll(() => api.session.state.status).toBe('ended')
    await Promise.all([expect(reading).rejects.toBeInstanceOf(SignedOut), api.session.signIn('eva', 'secret')])
  })

  it('tell a refusal from no answer', async () => {
    let down = false
    const { api } = server(({ path }) => {
      if (path === REFRESH) return json(200, token('one'))
      if (down) return 'down'
      return problem(412, 'changed_meanwhile', { present: { version: 3 }, changed_by: 'Eva' })
    })
    await api.session.start()
    const patch = () => api.patch('/api/purchasing/suppliers/{id}', { params: { id: 's' }, ifMatch: 1, body: {} })
    const refused = (await patch().catch((error: unknown) => error)) as ApiError
    expect(changedMeanwhile<{ version: number }>(refused)).toMatchObject({ present: { version: 3 }, changed_by: 'Eva' })
    down = true
    await expect(patch()).rejects.toBeInstanceOf(Unreachable)
  })
})

describe('a session', () => {
  it('that never was is signed out; a server that is down is no sign-out', async () => {
    const { api } = server(() => problem(401, 'no_refresh_token'))
    await api.session.start()
    expect(api.session.state.status).toBe('signed_out')
    const gone = server(() => 'down')
    await gone.api.session.start()
    expect(gone.api.session.state.status).toBe('starting')
  })
})
