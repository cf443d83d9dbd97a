import { beforeEach, describe, expect, it } from 'vitest'
import type { Tab } from './testing/phone'
import { freshName, openTab, stubBrowser } from './testing/phone'
import { type Asked, FakeServer, type Jar } from './testing/server'

let server: FakeServer
let jar: Jar
let user: string
let browser: ReturnType<typeof stubBrowser>
let clock: number

beforeEach(() => {
  server = new FakeServer()
  user = freshName('ana')
  jar = { user }
  browser = stubBrowser()
  clock = Date.parse('2026-11-24T12:00:00Z')
})

const tab = (userId = user): Promise<Tab> => openTab(server, jar, userId, { now: () => clock, random: () => 1 })
const orders = (asked: Asked) => asked.path === '/api/sales/orders'
const sent = () => server.asked.filter((line) => line === 'POST /api/sales/orders').length

const order = (id: string, more: { after?: string[] } & Record<string, unknown> = {}) => ({
  id,
  kind: 'order',
  path: '/api/sales/orders',
  body: { id, lines: [{ product_id: 'p', quantity: 1, price_seen: { amount: 100, currency: 'COP' } }], ...more },
  after: more.after,
  keep_in: 'orders' as const,
})

describe('rule 1 and 2: made on the phone, in one transaction', () => {
  it('puts the order in and empties the cart together', async () => {
    const { cart, outbox, store } = await tab()
    await store.db.put('products', {
      id: 'p',
      name: 'Leche',
      sku: 'L1',
      price: { amount: 100, currency: 'COP' },
      coming_prices: [],
      version: 1,
    } as never)
    await cart.set('p', 3)
    await cart.set('q', 2)
    const id = await cart.order({ fulfilment: 'available', note: 'hoy' })
    expect(await cart.lines()).toEqual([])
    const item = await outbox.get(id)
    expect(item).toMatchObject({ id, state: 'waiting', kind: 'order', tries: 0, keep_in: 'orders' })
    expect(item?.body).toMatchObject({
      id,
      fulfilment: 'available',
      note: 'hoy',
      lines: [
        { product_id: 'p', quantity: 3, price_seen: { amount: 100, currency: 'COP' } },
        { product_id: 'q', quantity: 2 },
      ],
    })
    expect(item?.about).toMatchObject({ lines: [{ name: 'Leche' }, {}] })
  })

  it('leaves the cart as it was where the order cannot be put in', async () => {
    const { cart, outbox, store } = await tab()
    await cart.set('p', 3)
    const work = store.write(['outbox', 'media', 'meta', 'cart'], async (tx) => {
      await outbox.put(tx, order('o1'))
      await tx.objectStore('cart').clear()
      throw new Error('the storage is full')
    })
    await expect(work).rejects.toThrow('full')
    expect(await cart.lines()).toHaveLength(1)
    expect(await outbox.all()).toEqual([])
  })

  it('orders a cart once, though two tabs tap at the same time', async () => {
    const [a, b] = [await tab(), await tab()]
    await a.cart.set('p', 1)
    const results = await Promise.allSettled([
      a.cart.order({ fulfilment: 'complete' }),
      b.cart.order({ fulfilment: 'complete' }),
      a.cart.order({ fulfilment: 'complete' }),
    ])
    expect(results.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(await a.outbox.all()).toHaveLength(1)
  })

  it('asks for strict durability', async () => {
    const { store, outbox } = await tab()
    const asked: unknown[] = []
    const transaction = store.db.transaction.bind(store.db)
    store.db.transaction = ((names: never, mode: never, options: { durability?: string }) => {
      if (mode === 'readwrite') asked.push(options?.durability)
      return transaction(names, mode, options as never)
    }) as never
    await outbox.enqueue(order('o1'))
    expect(asked).toEqual(['strict'])
  })

  it('takes an id once', async () => {
    const { outbox } = await tab()
    await outbox.enqueue(order('o1'))
    await expect(outbox.enqueue(order('o1'))).rejects.toMatchObject({ code: 'id_in_use' })
  })

  it('sends its id as its key, the time of the phone, and keeps what the server says', async () => {
    const { outbox, store } = await tab()
    await outbox.enqueue(order('o1'))
    let headers = new Headers()
    server.fault = (asked) => {
      if (orders(asked)) headers = asked.headers
      return undefined
    }
    expect(await outbox.flush()).toBe('empty')
    expect(headers.get('idempotency-key')).toBe('o1')
    expect(headers.get('device-time')).toBe('2026-11-24T12:00:00.000Z')
    expect(await outbox.get('o1')).toMatchObject({ state: 'sent', done_at: '2026-11-24T12:00:00.000Z' })
    expect(await store.db.get('orders', 'o1')).toMatchObject({ id: 'o1', version: 1 })
  })
})

describe('rule 2: one sender, and what becomes of an answer', () => {
  it('sends once, though three tabs flush at the same time', async () => {
    const tabs = [await tab(), await tab(), await tab()]
    await tabs[0]?.outbox.enqueue(order('o1'))
    await Promise.all(tabs.flatMap(({ outbox }) => [outbox.flush(), outbox.flush({ now: true })]))
    expect(sent()).toBe(1)
    expect(browser.locks.most).toBe(1)
    for (const { outbox } of tabs) expect(await outbox.counts()).toEqual({ waiting: 0, sent: 1, refused: 0, of: 1 })
  })

  it('keeps what nobody answered and tries again later and later, up to a minute', async () => {
    const { outbox, line } = await tab()
    await outbox.enqueue(order('o1'))
    server.fault = (asked) => (orders(asked) ? 'cut_before' : undefined)
    const pauses: number[] = []
    for (let i = 0; i < 9; i += 1) {
      expect(await outbox.flush()).toBe('left')
      const { next_at = 0, tries } = (await outbox.get('o1')) ?? {}
      expect(tries).toBe(i + 1)
      expect(await outbox.nextAt()).toBe(next_at)
      pauses.push((next_at - clock) / 1_000)
      const before = sent()
      await outbox.flush()
      expect(sent()).toBe(before)
      clock = next_at
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
    expect(line.online.get()).toBe(false)
    server.fault = () => undefined
    expect(await outbox.flush()).toBe('empty')
    expect(server.orders.size).toBe(1)
  })

  it('does not wait when it is woken', async () => {
    const { outbox } = await tab()
    await outbox.enqueue(order('o1'))
    server.fault = (asked) => (orders(asked) ? 'unavailable' : undefined)
    await outbox.flush()
    server.fault = () => undefined
    expect(await outbox.flush()).toBe('left')
    expect(await outbox.flush({ now: true })).toBe('empty')
  })

  it('keeps 408, 425, 429, 5xx and what is not from the server', async () => {
    for (const fault of ['cut_before', 'cut_after', 'unavailable', 'busy', 'stranger'] as const) {
      const { outbox } = await tab()
      const id = freshName('o')
      await outbox.enqueue(order(id))
      server.fault = (asked) => (orders(asked) ? fault : undefined)
      expect(await outbox.flush({ now: true })).toBe('left')
      expect((await outbox.get(id))?.state).toBe(fault === 'busy' ? 'waiting' : 'unsure')
      server.fault = () => undefined
      expect(await outbox.flush({ now: true })).toBe('empty')
      expect(server.orders.has(id)).toBe(true)
    }
    expect(server.orders.size).toBe(5)
    expect(server.doubled).toBe(0)
  })

  it('waits as long as the server asks for', async () => {
    const { outbox } = await tab()
    await outbox.enqueue(order('o1'))
    server.fault = (asked) => (orders(asked) ? 'busy' : undefined)
    await outbox.flush()
    expect(((await outbox.get('o1'))?.next_at ?? 0) - clock).toBe(2_000)
  })

  it('shows a refusal, and sends it again corrected under the same id', async () => {
    const { outbox } = await tab()
    server.prices.set('p', 150)
    await outbox.enqueue(order('o1'))
    expect(await outbox.flush()).toBe('empty')
    expect(await outbox.get('o1')).toMatchObject({ state: 'refused', problem: { code: 'price_changed' } })
    expect(await outbox.counts()).toEqual({ waiting: 0, sent: 0, refused: 1, of: 1 })
    const body = { id: 'o1', lines: [{ product_id: 'p', quantity: 1, price_seen: { amount: 150, currency: 'COP' } }] }
    await outbox.edit('o1', body)
    expect(await outbox.flush()).toBe('empty')
    expect(await outbox.get('o1')).toMatchObject({ state: 'sent' })
    expect((await outbox.get('o1'))?.problem).toBeUndefined()
    expect(server.orders.get('o1')?.body).toBe(JSON.stringify(body))
  })

  it('asks nothing of a server that has just not answered but a harmless question', async () => {
    const { outbox } = await tab()
    await outbox.enqueue(order('o1'))
    server.fault = () => 'cut_before'
    await outbox.flush()
    await outbox.enqueue(order('o2'))
    await outbox.flush({ now: true })
    expect(sent()).toBe(0)
    // So they are still editable.
    expect((await outbox.all()).map((item) => item.state)).toEqual(['waiting', 'waiting'])
  })

  it('asks nothing where the browser knows that there is no network', async () => {
    const { outbox, session } = await tab()
    await session.start()
    await outbox.enqueue(order('o1'))
    browser.onLine = false
    server.fault = () => 'cut_before'
    expect(await outbox.flush()).toBe('left')
    expect((await outbox.get('o1'))?.state).toBe('waiting')
  })

  it('goes on with the others when one is never answered', async () => {
    const { outbox } = await tab()
    for (const id of ['a', 'b', 'c', 'd', 'e']) await outbox.enqueue(order(id))
    server.fault = (asked) => ((asked.body as { id?: string })?.id === 'b' ? 'unavailable' : undefined)
    expect(await outbox.flush()).toBe('left')
    expect([...server.orders.keys()]).toEqual(['a', 'c', 'd', 'e'])
  })

  it('gives up for now after three without an answer', async () => {
    const { outbox } = await tab()
    for (const id of ['a', 'b', 'c', 'd', 'e']) await outbox.enqueue(order(id))
    server.fault = (asked) => (orders(asked) ? 'unavailable' : undefined)
    await outbox.flush()
    expect(sent()).toBe(3)
  })

  it('asks to sign in when refreshing fails, and keeps all', async () => {
    const { outbox, session } = await tab()
    await outbox.enqueue(order('o1'))
    await session.start()
    server.expireTokens()
    server.refreshes = 'ended'
    expect(await outbox.flush()).toBe('signed_out')
    expect(await outbox.get('o1')).toMatchObject({ state: 'waiting', tries: 0 })
    expect(await outbox.flush()).toBe('signed_out')
    server.refreshes = 'well'
    await session.signIn(user, 'secret')
    expect(await outbox.flush()).toBe('empty')
    expect(server.orders.size).toBe(1)
  })

  it('renews a token that has expired and goes on', async () => {
    const { outbox, session } = await tab()
    await session.start()
    server.expireTokens()
    await outbox.enqueue(order('o1'))
    expect(await outbox.flush()).toBe('empty')
    expect(sent()).toBe(2)
    expect((await outbox.get('o1'))?.tries).toBe(1)
  })

  it('is only left when refreshing cannot be asked for', async () => {
    const { outbox } = await tab()
    server.refreshes = 'down'
    await outbox.enqueue(order('o1'))
    expect(await outbox.flush()).toBe('left')
    expect((await outbox.get('o1'))?.state).toBe('waiting')
  })
})

describe('rule 3: what may have arrived is neither edited nor deleted', () => {
  it('not after an answer was lost', async () => {
    const { outbox } = await tab()
    await outbox.enqueue(order('o1'))
    server.fault = (asked) => (orders(asked) ? 'cut_after' : undefined)
    await outbox.flush()
    await expect(outbox.edit('o1', {})).rejects.toMatchObject({ code: 'not_editable' })
    await expect(outbox.remove('o1')).rejects.toMatchObject({ code: 'not_editable' })
    server.fault = () => undefined
    await outbox.flush({ now: true })
    expect(await outbox.get('o1')).toMatchObject({ state: 'sent' })
    await expect(outbox.remove('o1')).rejects.toMatchObject({ code: 'not_editable' })
    expect(server.orders.size).toBe(1)
  })

  it('not while it is being asked, nor after a kill in the middle', async () => {
    const first = await tab()
    await first.outbox.enqueue(order('o1'))
    let edit: unknown
    server.fault = (asked) => {
      if (!orders(asked)) return undefined
      edit = second.outbox.edit('o1', {}).catch((error) => error)
      first.kill()
      return undefined
    }
    const second = await tab()
    await first.outbox.flush().catch(() => {})
    expect(await edit).toMatchObject({ code: 'not_editable' })
    expect((await second.outbox.get('o1'))?.state).toBe('unsure')
    server.fault = () => undefined
    expect(await second.outbox.flush()).toBe('empty')
    expect(server.orders.size).toBe(1)
  })

  it('but what was never asked is', async () => {
    const { outbox } = await tab()
    await outbox.enqueue(order('o1'))
    await outbox.edit('o1', { id: 'o1', lines: [] })
    expect((await outbox.get('o1'))?.body).toEqual({ id: 'o1', lines: [] })
    await outbox.remove('o1')
    expect(await outbox.all()).toEqual([])
  })
})

describe('rule 4: chains', () => {
  it('are sent in their order, each after those before it were accepted', async () => {
    const { outbox } = await tab()
    await outbox.enqueue(order('a'))
    await outbox.enqueue(order('b', { after: ['a'] }))
    await outbox.enqueue(order('c', { after: ['b'] }))
    let broken = true
    server.fault = (asked) => (broken && (asked.body as { id?: string })?.id === 'a' ? 'unavailable' : undefined)
    expect(await outbox.flush()).toBe('left')
    expect(sent()).toBe(1)
    broken = false
    expect(await outbox.flush({ now: true })).toBe('empty')
    expect([...server.orders.keys()]).toEqual(['a', 'b', 'c'])
  })

  it('are held by a refusal, and go on when it is corrected; nothing is dropped', async () => {
    const { outbox } = await tab()
    server.prices.set('p', 150)
    await outbox.enqueue(order('a'))
    await outbox.enqueue(order('b', { after: ['a'], lines: [] }))
    await outbox.enqueue(order('c', { after: ['b'], lines: [] }))
    expect(await outbox.flush()).toBe('empty')
    const states = async () => Object.fromEntries((await outbox.all()).map((item) => [item.id, item.state]))
    expect(await states()).toEqual({ a: 'refused', b: 'blocked', c: 'blocked' })
    await outbox.enqueue(order('d', { after: ['c'], lines: [] }))
    expect((await states()).d).toBe('blocked')
    expect(await outbox.counts()).toEqual({ waiting: 3, sent: 0, refused: 1, of: 4 })
    await expect(outbox.remove('a')).rejects.toMatchObject({ code: 'has_followers' })
    await outbox.edit('a', { id: 'a', lines: [] })
    expect(await states()).toEqual({ a: 'waiting', b: 'waiting', c: 'waiting', d: 'waiting' })
    expect(await outbox.flush()).toBe('empty')
    expect([...server.orders.keys()]).toEqual(['a', 'b', 'c', 'd'])
  })

  it('are taken back together when somebody says so', async () => {
    const { outbox } = await tab()
    await outbox.enqueue(order('a'))
    await outbox.enqueue(order('b', { after: ['a'] }))
    await outbox.remove('a', { followers: true })
    expect(await outbox.all()).toEqual([])
  })
})

describe('rule 5: items belong to who made them', () => {
  it('another user neither sees nor sends them', async () => {
    const ana = await tab()
    await ana.outbox.enqueue(order('o1'))
    jar.user = freshName('luis')
    const luis = await tab(jar.user)
    expect(await luis.outbox.all()).toEqual([])
    await luis.session.start()
    expect(await luis.outbox.flush()).toBe('empty')
    // Ana's tab is still open, and the cookie is another's.
    expect(await ana.outbox.flush()).toBe('signed_out')
    expect(sent()).toBe(0)
    await ana.session.signIn(user, 'secret')
    expect(await ana.outbox.flush()).toBe('empty')
    expect(server.orders.get('o1')?.user).toBe(user)
  })

  it('nor when the other signs in between the token and the answer', async () => {
    const ana = await tab()
    await ana.outbox.enqueue(order('o1'))
    await ana.session.start()
    server.expireTokens()
    jar.user = freshName('luis')
    expect(await ana.outbox.flush()).toBe('signed_out')
    expect(server.orders.size).toBe(0)
    expect(await ana.outbox.get('o1')).toMatchObject({ state: 'waiting', tries: 0 })
  })
})

describe('rule 8: what the server has is shown, and forgotten after two weeks', () => {
  it('prunes only what nobody waits for', async () => {
    const { outbox } = await tab()
    await outbox.enqueue(order('a'))
    await outbox.enqueue(order('b'))
    await outbox.flush()
    await outbox.enqueue(order('c', { after: ['b'] }))
    clock += 15 * 24 * 3_600_000
    await outbox.prune()
    expect((await outbox.all()).map((item) => item.id)).toEqual(['c', 'b'])
  })
})
