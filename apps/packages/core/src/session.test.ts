import 'fake-indexeddb/auto'
import { Api } from '@storeflow/api'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openStore } from './db'
import { writeHere } from './here'
import { PhoneSession } from './session'
import { freshName, openTab, stubBrowser } from './testing/phone'
import { FakeServer, type Jar } from './testing/server'

let server: FakeServer
let jar: Jar
let ana: string
let kept: Map<string, string>
const sessions: PhoneSession[] = []

beforeEach(async () => {
  await writeHere('customer', {})
  stubBrowser()
  server = new FakeServer()
  ana = freshName('ana')
  jar = {}
  kept = new Map()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  })
})

afterEach(() => {
  for (const session of sessions.splice(0)) session.stop()
})

/** The application is opened. */
function open(): PhoneSession {
  // Each opening stands for itself: a closed page hears nothing.
  vi.stubGlobal('BroadcastChannel', undefined)
  const api = new Api({ app: 'customer', language: () => 'es', base: 'http://phone.test', fetch: server.fetchOf(jar) })
  const session = new PhoneSession('customer', api)
  sessions.push(session)
  session.start()
  return session
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 30))

describe('who is here', () => {
  it('nobody at first; then who signs in, also after the page is opened again without signal', async () => {
    const first = open()
    await settled()
    expect(first.get()).toEqual({ asked: false })
    await first.signIn(ana, 'secret')
    expect(first.get()).toMatchObject({ user: { id: ana }, asked: false })
    server.fault = () => 'cut_before'
    const second = open()
    expect(second.get()).toMatchObject({ user: { id: ana }, asked: false })
    await settled()
    expect(second.get()).toMatchObject({ user: { id: ana }, asked: false })
    // Neither a token nor a password lies anywhere.
    expect([...kept.keys()]).toEqual(['storeflow-customer:user'])
    expect(JSON.stringify([...kept])).not.toMatch(/secret|-1"/)
  })

  it('is asked to sign in when the server has ended the session, and stays', async () => {
    await open().signIn(ana, 'secret')
    server.refreshes = 'ended'
    const session = open()
    await settled()
    expect(session.get()).toMatchObject({ user: { id: ana }, asked: true })
    server.refreshes = 'well'
    await session.signIn(ana, 'secret')
    expect(session.get()).toMatchObject({ user: { id: ana }, asked: false })
  })
})

describe('a phone that dies', () => {
  it('knows who was here, though the browser had not written it down yet', async () => {
    await open().signIn(ana, 'secret')
    kept.clear()
    server.fault = () => 'cut_before'
    const session = open()
    await settled()
    expect(session.get()).toMatchObject({ user: { id: ana }, asked: false })
    expect(kept.has('storeflow-customer:user')).toBe(true)
  })

  it('knows that they had signed out', async () => {
    const first = open()
    await first.signIn(ana, 'secret')
    const before = new Map(kept)
    server.fault = () => 'cut_before'
    await first.signOut()
    kept = before
    const session = open()
    await settled()
    expect(session.get()).toEqual({ asked: false })
    server.fault = () => undefined
    open()
    await settled()
    expect(jar.user).toBeUndefined()
  })
})

describe('sign-out', () => {
  const makeOrder = async (session: PhoneSession) => {
    const { user } = session.get()
    const tab = await openTab(server, jar, user?.id ?? '')
    await tab.outbox.enqueue({ id: freshName('o'), kind: 'order', path: '/api/sales/orders', body: {} })
    tab.store.close()
  }

  it('warns of what is unsent, and keeps it', async () => {
    const session = open()
    await session.signIn(ana, 'secret')
    await makeOrder(session)
    await makeOrder(session)
    await expect(session.signOut()).rejects.toMatchObject({ name: 'Unsent', count: 2 })
    expect(session.get().user?.id).toBe(ana)
    await session.signOut({ force: true })
    expect(session.get()).toEqual({ asked: false })
    await settled()
    expect(jar.user).toBeUndefined()
    await session.signIn(ana, 'secret')
    expect(await session.unsent()).toBe(2)
  })

  it('leaves no copies of orders and shops behind', async () => {
    const session = open()
    await session.signIn(ana, 'secret')
    const store = await openStore('customer', ana)
    await store.db.put('orders', { id: 'o1', version: 1 } as never)
    await store.db.put('products', { id: 'p1', version: 1 } as never)
    await session.signOut()
    expect(await store.db.count('orders')).toBe(0)
    expect(await store.db.count('products')).toBe(1)
    store.close()
  })

  it('works without signal: the server is told with the next one', async () => {
    await open().signIn(ana, 'secret')
    server.fault = () => 'cut_before'
    const session = open()
    await settled()
    await session.signOut()
    expect(session.get()).toEqual({ asked: false })
    expect(jar.user).toBe(ana)
    const again = open()
    await settled()
    expect(again.get()).toEqual({ asked: false })
    server.fault = () => undefined
    const third = open()
    await settled()
    expect(third.get()).toEqual({ asked: false })
    await vi.waitUntil(() => jar.user === undefined && kept.size === 0)
  })

  it('does not end the session of who signs in right after it', async () => {
    const session = open()
    await settled()
    await session.signIn(ana, 'secret')
    const luis = freshName('luis')
    const out = session.signOut()
    await vi.waitUntil(() => session.get().user === undefined)
    await session.signIn(luis, 'secret')
    await out
    await settled()
    expect(session.get()).toMatchObject({ user: { id: luis }, asked: false })
    expect(jar.user).toBe(luis)
    expect([...kept.keys()]).toEqual(['storeflow-customer:user'])
  })

  it('of a session that has ended already does not wait for its owner', async () => {
    const session = open()
    await settled()
    await session.signIn(ana, 'secret')
    session.api.session.ended()
    await session.signOut()
    expect(session.get()).toEqual({ asked: false })
    const luis = freshName('luis')
    await session.signIn(luis, 'secret')
    expect(session.get()).toMatchObject({ user: { id: luis } })
  })
})
