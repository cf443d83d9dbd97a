import { afterAll, describe, expect, it } from 'vitest'
import type { OrderBody } from './cart'
import { freshName, openTab, stubBrowser, type Tab } from './testing/phone'
import { Random } from './testing/random'
import { FakeServer, type Fault, type Jar } from './testing/server'

/** More with `ROUNDS=500 npx vitest run packages/core`; one alone with `SEED=…`. */
const ROUNDS = Number(process.env.ROUNDS ?? 60)
const SEED = process.env.SEED ? Number(process.env.SEED) : undefined
const totals = { rounds: 0, orders: 0, requests: 0, cuts: 0, kills: 0, refused: 0 }

/** What must be so, as the test itself remembers it. */
interface Person {
  id: string
  cart: Map<string, number>
  /** The orders that were made and not taken back, with their last body. */
  orders: Map<string, string>
  after: Map<string, string[]>
}

const FAULTS: Fault[] = ['cut_before', 'cut_after', 'unavailable', 'busy', 'stranger']
const PRODUCTS = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5']

/** One phone, two people, several tabs, and everything that can go wrong, in an order that the seed decides. */
class Round {
  readonly random: Random
  readonly server = new FakeServer()
  readonly jar: Jar = {}
  readonly people: Person[]
  tabs: { person: Person; tab: Tab }[] = []
  clock = Date.parse('2026-11-24T12:00:00Z')
  #background: Promise<unknown>[] = []

  constructor(seed: number) {
    this.random = new Random(seed)
    this.people = ['ana', 'luis'].map((name) => ({
      id: freshName(name),
      cart: new Map(),
      orders: new Map(),
      after: new Map(),
    }))
    const share = this.random.next() * 0.6
    this.server.fault = (asked) => {
      if (asked.path === '/livez' || !this.random.chance(share)) return undefined
      const fault = this.random.of(FAULTS)
      if (fault?.startsWith('cut')) totals.cuts += 1
      // A café's page instead of a token is no token.
      return fault === 'stranger' && asked.path !== '/api/sales/orders' ? 'unavailable' : fault
    }
  }

  async run(steps: number): Promise<void> {
    await this.openTab(this.random.of(this.people))
    for (let i = 0; i < steps; i += 1) {
      await this.step()
      if (this.random.chance(0.2)) await this.rest()
      if (this.random.chance(0.3)) await this.check()
    }
    await this.rest()
    await this.check()
    await this.end()
  }

  async step(): Promise<void> {
    const { random } = this
    const here = this.tabs.length > 0 ? random.of(this.tabs) : await this.openTab(random.of(this.people))
    const { person, tab } = here
    switch (random.below(16)) {
      case 0:
      case 1:
      case 2: {
        const product = random.of(PRODUCTS)
        const quantity = random.below(5)
        await tab.cart.set(product, quantity)
        if (quantity > 0) person.cart.set(product, quantity)
        else person.cart.delete(product)
        break
      }
      case 3:
      case 4:
      case 13:
      case 14:
        await this.order(person, tab)
        break
      case 5:
        await this.correct(person, tab)
        break
      case 6:
        await this.takeBack(person, tab)
        break
      case 7:
        if (this.tabs.length < 3) await this.openTab(random.chance(0.8) ? person : random.of(this.people))
        break
      case 8:
        // Somebody signs in, perhaps another.
        await tab.session.signIn(random.of(this.people).id, 'secret').catch(() => {})
        break
      case 9:
        this.server.refreshes = random.of(['well', 'well', 'ended', 'down'] as const)
        if (random.chance(0.5)) this.server.expireTokens()
        this.server.prices.set(random.of(PRODUCTS), 100 + random.below(3) * 10)
        break
      case 10:
        totals.kills += 1
        tab.kill()
        this.tabs = this.tabs.filter((one) => one !== here)
        break
      default:
    }
    this.clock += random.below(20_000)
    for (const { tab } of this.tabs) {
      // In the background, so that the next step meets it halfway.
      if (random.chance(0.5)) this.#background.push(tab.outbox.flush({ now: random.chance(0.3) }).catch(() => {}))
    }
  }

  async openTab(person: Person): Promise<{ person: Person; tab: Tab }> {
    this.jar.user ??= person.id
    const tab = await openTab(this.server, this.jar, person.id, { now: () => this.clock, random: this.random.next })
    const here = { person, tab }
    this.tabs.push(here)
    return here
  }

  async order(person: Person, tab: Tab): Promise<void> {
    const prices = new Map(PRODUCTS.map((id) => [id, { amount: 100 + this.random.below(3) * 10, currency: 'COP' }]))
    const made = [...person.orders.keys()]
    const after = made.length > 0 && this.random.chance(0.3) ? [this.random.of(made)] : []
    const expected = [...person.cart]
    const order = tab.cart.order({ fulfilment: 'available', prices, after })
    if (expected.length === 0) {
      await expect(order).rejects.toThrow()
      return
    }
    const id = await order
    person.cart.clear()
    const item = await tab.outbox.get(id)
    const body = item?.body as OrderBody
    expect(body.lines.map((line) => [line.product_id, line.quantity]).sort()).toEqual(expected.sort())
    person.orders.set(id, JSON.stringify(body))
    person.after.set(id, after)
    totals.orders += 1
  }

  /** Corrects the first refused one as a person would: by the price that the server has said. */
  async correct(person: Person, tab: Tab): Promise<void> {
    const item = (await tab.outbox.all()).find((one) => one.state === 'refused')
    if (!item) return
    totals.refused += 1
    const body = item.body as OrderBody
    const lines = body.lines.map((line) => ({ ...line, price_seen: { amount: 1_000, currency: 'COP' } }))
    const corrected = { ...body, lines }
    await tab.outbox.edit(item.id, corrected)
    person.orders.set(item.id, JSON.stringify(corrected))
  }

  async takeBack(person: Person, tab: Tab): Promise<void> {
    const items = await tab.outbox.all()
    if (items.length === 0) return
    const item = this.random.of(items)
    try {
      await tab.outbox.remove(item.id, { followers: true })
    } catch {
      return
    }
    const going = new Set([item.id])
    for (const [id, after] of person.after) if (after.some((one) => going.has(one))) going.add(id)
    for (const id of going) {
      expect(this.server.orders.has(id), `${id} was taken back and has arrived`).toBe(false)
      person.orders.delete(id)
      person.after.delete(id)
    }
  }

  async rest(): Promise<void> {
    await Promise.all(this.#background.splice(0))
  }

  /** What holds at any moment. */
  async check(): Promise<void> {
    for (const person of this.people) {
      const { tab } = this.tabs.find((one) => one.person === person) ?? (await this.openTab(person))
      const items = await tab.outbox.all()
      expect(items.map((item) => item.id).sort()).toEqual([...person.orders.keys()].sort())
      for (const item of items) {
        const arrived = this.server.orders.has(item.id)
        if (item.state === 'sent') expect(arrived, `${item.id} is said to be there`).toBe(true)
        if (arrived) expect(['sent', 'unsure'], `${item.id} has arrived`).toContain(item.state)
      }
      const counts = await tab.outbox.counts()
      expect(counts.of).toBe(person.orders.size)
      expect(counts.waiting + counts.sent + counts.refused).toBe(counts.of)
      const lines = new Map((await tab.cart.lines()).map((line) => [line.product_id, line.quantity]))
      expect(lines).toEqual(person.cart)
    }
  }

  /** Everything works again: all goes out, once. */
  async end(): Promise<void> {
    this.server.fault = () => undefined
    this.server.refreshes = 'well'
    for (const person of this.people) {
      const { tab } = await this.openTab(person)
      await tab.session.signIn(person.id, 'secret')
      for (let i = 0; i < 100; i += 1) {
        this.clock += 120_000
        const result = await tab.outbox.flush({ now: true })
        if (!(await tab.outbox.all()).some((item) => item.state === 'refused')) {
          expect(result).toBe('empty')
          break
        }
        await this.correct(person, tab)
      }
      expect(await tab.outbox.counts()).toEqual({
        waiting: 0,
        sent: person.orders.size,
        refused: 0,
        of: person.orders.size,
      })
    }
    await this.check()
    const expected = this.people.flatMap((person) => [...person.orders.keys()]).sort()
    expect([...this.server.orders.keys()].sort()).toEqual(expected)
    expect(this.server.doubled).toBe(0)
    const places = new Map([...this.server.orders.keys()].map((id, i) => [id, i]))
    for (const person of this.people) {
      for (const [id, body] of person.orders) {
        expect(this.server.orders.get(id)).toMatchObject({ user: person.id, body })
        for (const before of person.after.get(id) ?? []) {
          expect(places.get(before), `${before} before ${id}`).toBeLessThan(places.get(id) ?? -1)
        }
      }
    }
    totals.requests += this.server.asked.length
    totals.rounds += 1
    for (const { tab } of this.tabs) tab.kill()
  }
}

describe('whatever goes wrong', () => {
  afterAll(() => {
    process.stdout.write(`outbox under faults: ${JSON.stringify(totals)}\n`)
  })
  const seeds = SEED === undefined ? Array.from({ length: ROUNDS }, (_, i) => i + 1) : [SEED]
  it.each(seeds)('every order arrives once, seed %i', { timeout: 60_000 }, async (seed) => {
    stubBrowser()
    await new Round(seed).run(100)
  })

  it('the test sees an outbox that does not mark what it asks for', async () => {
    // The rule is broken on purpose: what was asked looks as if it never had been.
    stubBrowser()
    let seen = 0
    for (let seed = 1; seed <= 12 && seen === 0; seed += 1) {
      const round = new Round(seed)
      const openTabAsIs = round.openTab.bind(round)
      round.openTab = async (person) => {
        const here = await openTabAsIs(person)
        const put = here.tab.store.write.bind(here.tab.store)
        here.tab.store.write = async (stores, work) => {
          const result = await put(stores, work)
          if (stores.length === 1 && stores[0] === 'outbox') {
            const items = await here.tab.store.db.getAll('outbox')
            for (const item of items) {
              if (item.state === 'unsure') await here.tab.store.db.put('outbox', { ...item, state: 'waiting' })
            }
          }
          return result
        }
        return here
      }
      await round.run(100).catch(() => {
        seen += 1
      })
    }
    expect(seen).toBeGreaterThan(0)
  }, 60_000)
})
