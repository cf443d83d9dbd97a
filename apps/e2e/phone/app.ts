import { expect, type Page } from '@playwright/test'
import type { Person } from './person'

/** What lies in the database of a person on the phone. */
export interface OnPhone {
  orders: { id: string; state: string; problem?: string }[]
  cart: [string, number][]
}

/** The customer application as a person uses it. */
export class App {
  constructor(
    readonly page: Page,
    private readonly url: string,
  ) {}

  async open(path = '/'): Promise<void> {
    await this.page.goto(`${this.url}/customer${path}`)
  }

  async signIn(person: Person): Promise<void> {
    await this.page.locator('input[name=login]').fill(person.phone)
    await this.page.locator('input[type=password]').fill(person.password)
    await this.page.getByRole('button', { name: 'Entrar', exact: true }).click()
    await expect(this.#tab('Productos')).toBeVisible()
  }

  /** Signs in where the application asks for it; a browser that was killed may have lost its cookie. */
  async signInIfAsked(person: Person): Promise<void> {
    const form = this.page.locator('input[type=password]')
    if (await this.isAsked()) await this.#bar().click()
    if (await form.isVisible()) await this.signIn(person)
  }

  /** Whether the page asks to sign in again; it says nothing else then. */
  isAsked(): Promise<boolean> {
    return this.#bar().isVisible()
  }

  async ready(): Promise<void> {
    await this.page.bringToFront()
    await this.#tab('Productos').click()
    await expect(this.page.locator('article.c-row').first()).toBeVisible({ timeout: 30_000 })
  }

  /** Puts something more into the cart and waits until it lies on the phone. */
  async add(person: Person, which: number): Promise<void> {
    await this.ready()
    const rows = this.page.locator('article.c-row')
    const row = rows.nth(which % Math.min(await rows.count(), 5))
    const product = (await row.locator('a').first().getAttribute('href'))?.split('/').pop() ?? ''
    const before = person.cart.get(product) ?? 0
    if (before === 0) await row.locator('button.m-add').click()
    else await row.getByRole('button', { name: /^Uno más/ }).click()
    await expect(row.locator('input')).toHaveValue(String(before + 1))
    person.cart.set(product, before + 1)
  }

  async toCart(): Promise<void> {
    await this.#tab('Carrito').click()
    await expect(this.#confirm()).toBeVisible()
  }

  /** Orders what is in the cart, and waits until it says that it is saved. */
  async order(person: Person): Promise<string> {
    await this.toCart()
    await this.#confirm().click()
    return this.ordered(person)
  }

  async ordered(person: Person): Promise<string> {
    await this.page.waitForURL(/\/customer\/orders\/[0-9a-f-]{36}$/)
    const id = this.page.url().split('/').pop() ?? ''
    person.orders.set(id, new Map(person.cart))
    person.cart.clear()
    return id
  }

  /** At this very moment, though another page is in front; nothing where the button has gone meanwhile. */
  async tapConfirm(): Promise<void> {
    await this.#confirm()
      .evaluate((button) => (button as HTMLElement).click(), undefined, { timeout: 1_000 })
      .catch(() => {})
  }

  /** What is to be sent, as the page says it; 0 where it says nothing. */
  async pending(): Promise<number> {
    const said = await this.page.getByText(/por enviar$/).allInnerTexts()
    return Number(/(\d+) por enviar/.exec(said[0] ?? '')?.[1] ?? 0)
  }

  async signOut(): Promise<void> {
    await this.#tab('Cuenta').click()
    await this.page.getByRole('button', { name: 'Cerrar sesión' }).first().click()
    const sure = this.page.getByRole('dialog').getByRole('button', { name: /Cerrar sesión|Salir/ })
    const form = this.page.locator('input[type=password]')
    await expect(sure.or(form).first()).toBeVisible()
    if (await sure.isVisible()) await sure.click()
    await this.page.waitForURL(/\/customer\/sign-in$/)
    await expect(form).toBeVisible()
  }

  async onPhone(person: Person): Promise<OnPhone> {
    return this.page.evaluate(async (name) => {
      const done = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result)
          request.onerror = () => reject(request.error)
        })
      const db = await done(indexedDB.open(name))
      try {
        const tx = db.transaction(['outbox', 'cart'])
        const items: { id: string; kind: string; state: string; problem?: { code: string } }[] = await done(
          tx.objectStore('outbox').getAll(),
        )
        const lines: { product_id: string; quantity: number }[] = await done(tx.objectStore('cart').getAll())
        return {
          orders: items
            .filter((item) => item.kind === 'order')
            .map(({ id, state, problem }) => ({ id, state, problem: problem?.code })),
          cart: lines.map((line) => [line.product_id, line.quantity] as [string, number]),
        }
      } finally {
        db.close()
      }
    }, `storeflow-customer-${person.id}`)
  }

  #tab(name: string) {
    return this.page.locator('nav').getByRole('link', { name: new RegExp(`^${name}`) })
  }

  #bar() {
    return this.page.getByText('Inicie sesión de nuevo')
  }

  #confirm() {
    return this.page.getByRole('button', { name: 'Confirmar pedido' })
  }
}
