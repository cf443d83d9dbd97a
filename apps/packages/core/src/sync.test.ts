import { beforeEach, describe, expect, it } from 'vitest'
import type { Collection } from './db'
import { dropCopies, Sync } from './sync'
import { freshName, openTab, stubBrowser, type Tab } from './testing/phone'
import { Random } from './testing/random'
import { FakeServer, type Jar } from './testing/server'

const PATH = '/api/sales/orders/changes'
let server: FakeServer
let jar: Jar
let tab: Tab
let sync: Sync

beforeEach(async () => {
  stubBrowser()
  server = new FakeServer()
  jar = { user: freshName('ana') }
  tab = await openTab(server, jar, jar.user as string)
  sync = new Sync(tab.store, tab.line, ['products', 'availability', 'orders'])
})

const rows = (count: number, version = 1) => Array.from({ length: count }, (_, i) => ({ id: `o${i}`, version }))
const kept = () => tab.store.db.getAll('orders')
const asked = () => server.asked.filter((line) => line === `GET ${PATH}`).length

describe('pull', () => {
  it('reads page after page to the end, then only what is new', async () => {
    server.rows.set(PATH, rows(6_250))
    expect(await sync.lastSync('orders')).toBeUndefined()
    expect(await sync.pull('orders')).toBe('ok')
    expect(asked()).toBe(3)
    expect(await kept()).toHaveLength(6_250)
    expect(await sync.lastSync('orders')).toBeDefined()
    server.rows.get(PATH)?.push({ id: 'o0', version: 2 })
    expect(await sync.pull('orders')).toBe('ok')
    expect(asked()).toBe(4)
    expect(await tab.store.db.get('orders', 'o0')).toEqual({ id: 'o0', version: 2 })
  })

  it('drops what it has already, and tells only of changes', async () => {
    server.rows.set(PATH, rows(2, 5))
    await sync.pull('orders')
    let told = 0
    sync.onChange((changed) => {
      if (changed.has('orders')) told += 1
    })
    await sync.pull('orders')
    expect(told).toBe(0)
    server.rows.get(PATH)?.push({ id: 'o1', version: 4, old: true })
    await sync.pull('orders')
    expect(told).toBe(0)
    expect(await tab.store.db.get('orders', 'o1')).toEqual({ id: 'o1', version: 5 })
  })

  it('removes what is gone', async () => {
    server.rows.set(PATH, rows(3))
    await sync.pull('orders')
    server.gone.set(PATH, ['o1', 'never'])
    await sync.pull('orders')
    expect((await kept()).map((row) => row.id)).toEqual(['o0', 'o2'])
  })

  it('begins anew after 410, and what does not come again is gone', async () => {
    server.rows.set(PATH, rows(3))
    await sync.pull('orders')
    server.epoch += 1
    server.rows.set(PATH, [
      { id: 'o1', version: 1 },
      { id: 'o9', version: 1 },
    ])
    expect(await sync.pull('orders')).toBe('ok')
    expect((await kept()).map((row) => row.id)).toEqual(['o1', 'o9'])
  })

  it('begins anew again where it was cut in the middle of that', async () => {
    server.rows.set(PATH, rows(6_250))
    await sync.pull('orders')
    server.epoch += 1
    server.rows.set(PATH, rows(3_750))
    let pages = 0
    server.fault = (asked) => {
      if (asked.path !== PATH) return undefined
      pages += 1
      return pages === 3 ? 'cut_before' : undefined
    }
    expect(await sync.pull('orders')).toBe('offline')
    expect(await kept()).toHaveLength(6_250)
    expect(await sync.pull('orders')).toBe('ok')
    expect(await kept()).toHaveLength(3_750)
  })

  it('goes on where a first reading was cut', async () => {
    server.rows.set(PATH, rows(6_250))
    let broken = true
    server.fault = (asked) => (broken && asked.query.get('since')?.endsWith(':5000') ? 'unavailable' : undefined)
    expect(await sync.pull('orders')).toBe('offline')
    expect(await sync.lastSync('orders')).toBeUndefined()
    expect(await kept()).toHaveLength(5_000)
    broken = false
    const before = asked()
    expect(await sync.pull('orders')).toBe('ok')
    expect(asked() - before).toBe(1)
    expect(await kept()).toHaveLength(6_250)
  })

  it('keeps an order that was sent while everything is read anew', async () => {
    server.rows.set(PATH, rows(3_750))
    await sync.pull('orders')
    server.epoch += 1
    server.fault = (asked) => {
      if (asked.path === PATH && !asked.query.get('since'))
        void tab.store.db.put('orders', { id: 'mine', version: 1 } as never)
      return undefined
    }
    await sync.pull('orders')
    expect(await tab.store.db.get('orders', 'mine')).toBeDefined()
  })

  it('says why not', async () => {
    server.fault = () => 'cut_before'
    expect(await sync.pullAll()).toBe('offline')
    server.fault = () => undefined
    server.refreshes = 'ended'
    expect(await sync.pullAll()).toBe('signed_out')
  })

  it('is asked for by one at a time, and once for all who ask meanwhile', async () => {
    server.rows.set(PATH, rows(10))
    await Promise.all(Array.from({ length: 10 }, () => sync.pull('orders')))
    expect(asked()).toBe(2)
  })

  it('knows the keys of all collections', async () => {
    server.rows.set('/api/inventory/availability/changes', [{ product_id: 'p', version: 1, available: 4 }])
    expect(await sync.pullAll()).toBe('ok')
    expect(await tab.store.db.get('availability', 'p')).toMatchObject({ available: 4 })
  })

  it('leaves nothing half behind where somebody signs out in the middle', async () => {
    server.rows.set(PATH, rows(6_250))
    let pages = 0
    server.fault = (asked) => {
      pages += asked.path === PATH ? 1 : 0
      if (pages === 2) void dropCopies(tab.store, ['orders'])
      return undefined
    }
    await sync.pull('orders')
    server.fault = () => undefined
    expect(await sync.pull('orders')).toBe('ok')
    expect(await kept()).toHaveLength(6_250)
  })

  it('ends with what the server has, whatever goes wrong', async () => {
    for (let seed = 1; seed <= 8; seed += 1) {
      const random = new Random(seed)
      const collection: Collection = 'orders'
      const truth = new Map<string, number>()
      await dropCopies(tab.store, [collection])
      server.rows.set(PATH, [])
      server.gone.set(PATH, [])
      server.epoch += 1
      server.fault = () =>
        random.chance(0.3) ? random.of(['cut_before', 'cut_after', 'unavailable'] as const) : undefined
      for (let i = 0; i < 20; i += 1) {
        for (let n = random.below(300); n > 0; n -= 1) {
          const id = `x${random.below(5_000)}`
          const version = (truth.get(id) ?? 0) + 1
          truth.set(id, version)
          server.rows.get(PATH)?.push({ id, version })
        }
        if (random.chance(0.1)) {
          server.epoch += 1
          server.rows.set(
            PATH,
            [...truth].map(([id, version]) => ({ id, version })),
          )
        }
        if (random.chance(0.1)) server.expireTokens()
        await sync.pull(collection)
      }
      server.fault = () => undefined
      expect(await sync.pull(collection)).toBe('ok')
      const here = new Map((await kept()).map((row) => [row.id, row.version]))
      expect(here).toEqual(truth)
    }
  }, 60_000)
})
