import 'fake-indexeddb/auto'
import { Api } from '@storeflow/api'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Engine, startEngine } from './engine'
import { freshName, openTab, stubBrowser } from './testing/phone'
import { FakeServer, type Jar } from './testing/server'
import { BackgroundSender, sendInBackground, syncTag } from './worker'

let server: FakeServer
let jar: Jar
let user: string
let browser: ReturnType<typeof stubBrowser>
let page: EventTarget
const engines: Engine[] = []

beforeEach(() => {
  browser = stubBrowser()
  server = new FakeServer()
  user = freshName('ana')
  jar = { user }
  page = new EventTarget()
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
})

afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()))
})

async function start(): Promise<Engine> {
  const fetch = server.fetchOf(jar)
  const app = freshName('customer') as 'customer'
  const api = new Api({ app, language: () => 'es', base: 'http://phone.test', fetch })
  const engine = await startEngine({
    app: 'customer',
    api,
    user: { id: user } as never,
    language: () => 'es',
    collections: ['orders', 'products'],
    base: 'http://phone.test',
    fetch,
  })
  engines.push(engine)
  return engine
}

async function until(holds: () => boolean | Promise<boolean>, patience = 5_000): Promise<void> {
  for (const end = Date.now() + patience; !(await holds()); ) {
    if (Date.now() > end) throw new Error('it did not come')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

describe('the engine', () => {
  it('sends what is put in, reads what there is, and says how it stands', async () => {
    server.rows.set('/api/purchasing/products/changes', [{ id: 'p', version: 1 }])
    const engine = await start()
    expect(engine.state.get()).toMatchObject({ online: true, signedIn: true, pending: { of: 0 } })
    await until(() => engine.state.get().lastSync !== undefined)
    expect(await engine.store.db.count('products')).toBe(1)
    const seen: number[] = []
    engine.state.subscribe(() => seen.push(engine.state.get().pending.waiting))
    await engine.cart.set('p', 2)
    const id = await engine.cart.order({ fulfilment: 'complete' })
    await until(() => engine.state.get().pending.sent === 1)
    expect(server.orders.has(id)).toBe(true)
    expect(seen).toContain(1)
    expect(engine.state.get().pending).toEqual({ waiting: 0, sent: 1, refused: 0, of: 1 })
  })

  it('tries again by itself after a 503 on the first try', async () => {
    let down = true
    server.fault = (asked) => (down && asked.path === '/api/sales/orders' ? 'unavailable' : undefined)
    const engine = await start()
    await engine.cart.set('p', 2)
    await engine.cart.order({ fulfilment: 'complete' })
    await until(() => server.asked.includes('POST /api/sales/orders'))
    down = false
    await until(() => server.orders.size === 1)
  })

  it('shows what is there when it is opened without signal, and sends when there is some', async () => {
    const before = await openTab(server, jar, user)
    await before.cart.set('p', 2)
    await before.cart.order({ fulfilment: 'complete' })
    before.kill()
    browser.onLine = false
    server.fault = () => 'cut_before'
    const engine = await start()
    expect(engine.state.get()).toMatchObject({ online: false, pending: { waiting: 1, of: 1 } })
    expect(await engine.outbox.all()).toHaveLength(1)
    await new Promise((resolve) => setTimeout(resolve, 100))
    const asked = server.asked.length
    expect(asked).toBeLessThan(12)
    browser.onLine = true
    server.fault = () => undefined
    page.dispatchEvent(new Event('online'))
    await until(() => engine.state.get().pending.sent === 1)
    expect(engine.state.get().online).toBe(true)
    expect(server.orders.size).toBe(1)
  })

  it('asks to sign in, and goes on when they have', async () => {
    server.refreshes = 'ended'
    const engine = await start()
    await engine.cart.set('p', 2)
    await engine.cart.order({ fulfilment: 'complete' })
    await until(() => engine.state.get().signedIn === false)
    await until(() => engine.state.get().pending.waiting === 1)
    server.refreshes = 'well'
    await engine.outbox.line.options.session.signIn(user, 'secret')
    await until(() => server.orders.size === 1)
    expect(engine.state.get().signedIn).toBe(true)
  })

  it('counts what another tab or the service worker has sent', async () => {
    server.fault = (asked) => (asked.path === '/api/sales/orders' ? 'unavailable' : undefined)
    const engine = await start()
    await engine.cart.set('p', 2)
    await engine.cart.order({ fulfilment: 'complete' })
    await until(() => engine.state.get().pending.waiting === 1)
    server.fault = () => undefined
    const other = await openTab(server, jar, user)
    expect(await other.outbox.flush({ now: true })).toBe('empty')
    await until(() => engine.state.get().pending.sent === 1)
    other.kill()
  })

  it('does not hammer a server that does not answer', async () => {
    server.fault = (asked) => (asked.path.startsWith('/api/sales') ? 'unavailable' : undefined)
    const engine = await start()
    for (let i = 0; i < 6; i += 1) {
      await engine.cart.set('p', 2)
      await engine.cart.order({ fulfilment: 'complete' })
    }
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect(server.asked.filter((line) => line === 'POST /api/sales/orders').length).toBeLessThanOrEqual(12)
  })
})

describe('the service worker', () => {
  const sender = () => new BackgroundSender({ app: 'customer', base: 'http://phone.test', fetch: server.fetchOf(jar) })

  async function forgetOthers(): Promise<void> {
    // Other tests have left databases with work of people who are not here.
    for (const { name } of await indexedDB.databases()) if (name && !name.endsWith(user)) indexedDB.deleteDatabase(name)
  }

  async function makeOrder(): Promise<void> {
    const tab = await openTab(server, jar, user)
    await tab.cart.set('p', 2)
    await tab.cart.order({ fulfilment: 'complete' })
    tab.kill()
  }

  it('sends without a page', async () => {
    await forgetOthers()
    await makeOrder()
    await sender().send()
    expect(server.orders.size).toBe(1)
    const asked = server.asked.length
    await sender().send()
    expect(server.asked.length).toBe(asked)
  })

  it('rejects while something is left, so that the browser comes again', async () => {
    await forgetOthers()
    await makeOrder()
    server.fault = () => 'cut_before'
    await expect(sender().send()).rejects.toThrow()
    server.fault = (asked) => (asked.path === '/api/sales/orders' ? 'unavailable' : undefined)
    await expect(sender().send()).rejects.toThrow()
    server.fault = () => undefined
    server.refreshes = 'ended'
    await expect(sender().send()).rejects.toThrow()
    server.refreshes = 'well'
    await sender().send()
    expect(server.orders.size).toBe(1)
  })

  it('sends nothing of somebody else', async () => {
    await forgetOthers()
    await makeOrder()
    jar.user = freshName('luis')
    await sender().send()
    expect(server.orders.size).toBe(0)
  })

  it('listens to its tag and to messages', async () => {
    await forgetOthers()
    await makeOrder()
    const scope = new Map<string, (event: never) => void>()
    sendInBackground(
      { addEventListener: (type, listener) => scope.set(type, listener) },
      { app: 'customer', base: 'http://phone.test', fetch: server.fetchOf(jar) },
    )
    let work: Promise<unknown> | undefined
    const waitUntil = (promise: Promise<unknown>) => {
      work = promise
    }
    scope.get('sync')?.({ tag: 'another', waitUntil } as never)
    expect(work).toBeUndefined()
    scope.get('sync')?.({ tag: syncTag('customer'), waitUntil } as never)
    await work
    expect(server.orders.size).toBe(1)
  })
})
