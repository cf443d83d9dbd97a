import { expect } from '@playwright/test'
import { Random } from '../../packages/core/src/testing/random'
import type { Company } from '../company'
import { App } from './app'
import { Handset } from './handset'
import { ordersAtServer, type Person, register } from './person'
import type { Fault, FaultProxy } from './proxy'

/** How long a phone may take to send what is left once everything works again: the longest pause between tries and some more. */
const PATIENCE = 75_000

const isOrder = (method: string, path: string) => method === 'POST' && path === '/api/sales/orders'

/** One phone, two people, and all that can go wrong, in an order that the seed decides. */
export class Round {
  readonly random: Random
  readonly handset = new Handset()
  #app: App | undefined
  #ana: Person | undefined
  #luis: Person | undefined

  constructor(
    readonly seed: number,
    readonly company: Company,
    readonly proxy: FaultProxy,
  ) {
    this.random = new Random(seed)
  }

  get app(): App {
    if (!this.#app) throw new Error('no tab is open')
    return this.#app
  }
  get ana(): Person {
    return this.#ana as Person
  }
  get luis(): Person {
    return this.#luis as Person
  }

  /** What is done, each once. */
  readonly episodes: Record<string, () => Promise<void>> = {
    'the network is cut': () => this.networkCut(),
    'the server is stopped': () => this.serverStopped(),
    'answers are lost': () => this.answersLost(),
    'the server is not ready': () => this.notReady(),
    'three tabs': () => this.threeTabs(),
    'another user': () => this.anotherUser(),
    'refreshing fails': () => this.refreshingFails(),
    'the browser is killed': () => this.browserKilled(),
    'everything at once': () => this.storm(),
  }

  async begin(): Promise<void> {
    this.#ana = await register(this.company.url, 'Ana')
    this.#luis = await register(this.company.url, 'Luis')
    await this.handset.open()
    await this.openTab()
    await this.app.open()
    await this.app.signIn(this.ana)
    await this.app.ready()
    await this.app.page.evaluate(() => navigator.serviceWorker.ready)
  }

  async run(step: (name: string, work: () => Promise<void>) => Promise<void>): Promise<void> {
    const names = Object.keys(this.episodes)
    for (let i = names.length - 1; i > 0; i -= 1) {
      const j = this.random.below(i + 1)
      ;[names[i], names[j]] = [names[j] as string, names[i] as string]
    }
    for (const name of names) {
      await step(name, async () => {
        // A browser that was killed may have lost its cookie, and learns of that a little later.
        await this.app.page.waitForTimeout(500)
        await this.app.signInIfAsked(this.ana)
        // Something lies in the cart that nobody orders yet.
        if (this.random.chance(0.5)) await this.add()
        await this.episodes[name]?.()
        this.proxy.fault = () => undefined
        if (this.random.chance(0.5)) await this.arrive()
        await this.check()
      })
    }
  }

  /** Everything works again: all of it is at the server, once. */
  async finish(): Promise<void> {
    this.proxy.fault = () => undefined
    await this.arrive()
    await this.check()
    for (const person of [this.ana, this.luis]) {
      const there = await ordersAtServer(this.company.url, person)
      expect(there.map((order) => order.id).sort(), `the orders of ${person.name}`).toEqual(
        [...person.orders.keys()].sort(),
      )
      for (const order of there) {
        const lines = new Map(order.lines.map((line) => [line.product_id, line.quantity]))
        expect(lines, `the lines of ${order.id}`).toEqual(person.orders.get(order.id))
      }
    }
    await expect.poll(() => this.app.pending()).toBe(0)
    expect(this.handset.problems).toEqual([])
  }

  /** What can be seen when something was not as it should be. */
  async picture(): Promise<string> {
    try {
      const { page } = this.app
      const text = ((await page.locator('body').textContent({ timeout: 2_000 })) ?? '').slice(0, 600)
      const phone = JSON.stringify(await this.app.onPhone(this.ana))
      const here = await page.evaluate(() => JSON.stringify(localStorage))
      return [page.url(), text, here, phone, ...this.handset.problems, ...this.handset.said.slice(-12)].join('\n')
    } catch (error) {
      return `no picture: ${error}`
    }
  }

  async end(): Promise<void> {
    await this.handset.end()
  }

  private async openTab(): Promise<App> {
    this.#app = new App(await this.handset.tab(), this.proxy.url)
    return this.app
  }

  private add(): Promise<void> {
    return this.app.add(this.ana, this.random.below(5))
  }

  private async order(person = this.ana): Promise<string> {
    for (let n = 1 + this.random.below(2); n > 0; n -= 1) await this.app.add(person, this.random.below(5))
    const id = await this.app.order(person)
    expect((await this.app.onPhone(person)).orders.map((order) => order.id)).toContain(id)
    return id
  }

  private async network(on: boolean): Promise<void> {
    // The proxy too, because a service worker has a network of its own.
    if (on) await this.proxy.up()
    await this.handset.context.setOffline(!on)
    if (!on) await this.proxy.down()
  }

  private async networkCut(): Promise<void> {
    await this.network(false)
    const id = await this.order()
    if (this.random.chance(0.5)) await this.order()
    await this.app.page.reload()
    await expect(this.app.page.getByText(/Sin conexión|Inicie sesión de nuevo/)).toBeVisible()
    await this.shown(id)
    await this.check({ server: false })
    await this.network(true)
  }

  private async serverStopped(): Promise<void> {
    await this.company.kill()
    const id = await this.order()
    if (this.random.chance(0.5)) await this.app.page.reload()
    await this.shown(id)
    await this.check({ server: false })
    await this.company.start()
  }

  private async answersLost(): Promise<void> {
    let cuts = 1 + this.random.below(4)
    this.proxy.fault = (method, path) => {
      if (!isOrder(method, path) || cuts === 0) return undefined
      cuts -= 1
      return 'cut_after'
    }
    await this.order()
    if (this.random.chance(0.5)) await this.order()
    await this.check()
    await this.arrive()
  }

  private async notReady(): Promise<void> {
    let times = 1 + this.random.below(4)
    this.proxy.fault = (method, path) => {
      if (!isOrder(method, path) || times === 0) return undefined
      times -= 1
      return 'unavailable'
    }
    await this.order()
    await this.check()
    await this.arrive()
  }

  private async threeTabs(): Promise<void> {
    const first = this.app
    const others = [await this.openTab(), await this.openTab()]
    for (const other of others) {
      await other.open()
      await other.ready()
    }
    await this.network(false)
    // The same cart, confirmed in two tabs at the same time, is one order.
    const [a, b] = others as [App, App]
    await a.add(this.ana, this.random.below(5))
    await Promise.all([a.toCart(), b.toCart()])
    await Promise.all([a.tapConfirm(), b.tapConfirm()])
    await expect.poll(async () => (await first.onPhone(this.ana)).cart).toEqual([])
    const fresh = (await first.onPhone(this.ana)).orders.filter((order) => !this.ana.orders.has(order.id))
    expect(fresh).toHaveLength(1)
    this.ana.orders.set(fresh[0]?.id ?? '', new Map(this.ana.cart))
    this.ana.cart.clear()
    this.#app = first
    await this.order()
    const waiting = (await this.waiting()).length
    for (const app of [first, ...others]) await expect.poll(() => app.pending()).toBe(waiting)
    await this.network(true)
    await this.arrive()
    for (const app of [first, ...others]) await expect.poll(() => app.pending()).toBe(0)
    for (const other of others) await other.page.close()
  }

  private async anotherUser(): Promise<void> {
    await this.arrive()
    this.proxy.fault = (method, path) => (isOrder(method, path) ? 'unavailable' : undefined)
    const id = await this.order()
    await this.app.signOut()
    await this.app.signIn(this.luis)
    this.proxy.fault = () => undefined
    await this.app.ready()
    expect((await this.app.onPhone(this.luis)).orders.map((order) => order.id)).toEqual([...this.luis.orders.keys()])
    expect(await this.app.page.locator('body').textContent()).not.toContain('por enviar')
    await this.app.open(`/orders/${id}`)
    await expect(
      this.app.page.getByRole('link', { name: 'Ver mis pedidos' }).or(this.app.page.getByText('No ')),
    ).not.toHaveCount(0)
    await this.order(this.luis)
    await this.arrive(this.luis)
    await this.check({}, this.luis)
    expect((await ordersAtServer(this.company.url, this.ana)).map((order) => order.id)).not.toContain(id)
    await this.app.signOut()
    await this.app.signIn(this.ana)
    await this.arrive()
  }

  private async refreshingFails(): Promise<void> {
    this.proxy.fault = () => 'signed_out'
    await this.order()
    await expect(this.app.page.getByText('Inicie sesión de nuevo')).toBeVisible()
    await this.check({ pending: false })
    if (this.random.chance(0.5)) {
      await this.app.page.reload()
      await expect(this.app.page.getByText('Inicie sesión de nuevo')).toBeVisible()
    }
    // Somebody who is asked to sign in may go on ordering.
    await this.order()
    await this.check({ pending: false })
    this.proxy.fault = () => undefined
    await this.app.signInIfAsked(this.ana)
    await this.arrive()
  }

  private async browserKilled(): Promise<void> {
    const fault = this.random.of<Fault>(['cut_after', 'slow', 'unavailable', undefined])
    this.proxy.fault = (method, path) => (isOrder(method, path) ? fault : undefined)
    await this.add()
    await this.order()
    await this.add()
    await this.app.page.waitForTimeout(this.random.below(1_200))
    await this.handset.kill()
    const offline = this.random.chance(0.5)
    if (offline) await this.proxy.down()
    await this.handset.open()
    await this.openTab()
    await this.app.open()
    await this.landed()
    if (offline) {
      await this.check({ server: false })
      await this.proxy.up()
    }
    this.proxy.fault = () => undefined
    await this.landed()
    await this.check()
  }

  private async storm(): Promise<void> {
    const faults: Fault[] = ['cut_before', 'cut_after', 'unavailable', 'slow']
    this.proxy.fault = () => (this.random.chance(0.4) ? this.random.of(faults) : undefined)
    for (let n = 2 + this.random.below(3); n > 0; n -= 1) {
      await this.order()
      if (this.random.chance(0.3)) await this.app.page.reload()
      if (this.random.chance(0.3)) await this.add()
    }
    await this.check()
  }

  /** The page stands, and whoever was here is here; a cookie that was not on the disk yet is asked for again. */
  private async landed(): Promise<void> {
    const nav = this.app.page.locator('nav a').first()
    await expect(nav.or(this.app.page.locator('input[type=password]')).first()).toBeVisible()
    await this.app.signInIfAsked(this.ana)
    await expect(nav).toBeVisible()
  }

  private async shown(id: string): Promise<void> {
    await this.app.page.locator('nav').getByRole('link', { name: 'Pedidos' }).click()
    await expect(this.app.page.locator(`article a[href$="${id}"]`)).toBeVisible()
  }

  private async waiting(person = this.ana): Promise<string[]> {
    const { orders } = await this.app.onPhone(person)
    return orders.filter((order) => order.state !== 'sent').map((order) => order.id)
  }

  /** Waits until nothing is left, signing in where that is asked for. */
  private async arrive(person = this.ana): Promise<void> {
    await expect
      .poll(
        async () => {
          await this.app.signInIfAsked(person)
          return this.waiting(person)
        },
        { timeout: PATIENCE, message: `what is left of ${person.name}` },
      )
      .toEqual([])
  }

  /** What holds at any moment. */
  private async check(options: { server?: boolean; pending?: boolean } = {}, person = this.ana): Promise<void> {
    const ids = [...person.orders.keys()].sort()
    const before = await this.app.onPhone(person)
    expect(before.orders.map((order) => order.id).sort(), 'the orders on the phone').toEqual(ids)
    expect(new Map(before.cart), 'the cart').toEqual(person.cart)
    if (options.server !== false) {
      const there = new Set((await ordersAtServer(this.company.url, person)).map((order) => order.id))
      expect(
        [...there].filter((id) => !person.orders.has(id)),
        'orders that nobody made',
      ).toEqual([])
      for (const { id, state } of before.orders) {
        if (state === 'sent') expect(there.has(id), `${id} is said to be there`).toBe(true)
      }
      const after = await this.app.onPhone(person)
      for (const { id, state } of after.orders) {
        if (there.has(id)) expect(['sent', 'unsure'], `${id} has arrived`).toContain(state)
      }
    }
    if (options.pending === false || (await this.app.isAsked())) return
    await expect
      .poll(async () => (await this.app.pending()) - (await this.waiting(person)).length, 'what the page says is left')
      .toBe(0)
  }
}
