import { randomInt } from 'node:crypto'
import type { Locator, Page } from '@playwright/test'
import { as, expect, PASSWORD, test, violations } from '../support'

/** The customers' application, as a shop owner holds it. */
test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, geolocation: { latitude: 4.7, longitude: -74.05 } })

/** Counts what a thumb does. */
class Thumb {
  taps = 0
  constructor(readonly page: Page) {}

  async tap(what: Locator): Promise<void> {
    this.taps += 1
    await what.click()
  }
  /** Typing costs the tap that brings the keyboard. */
  async type(label: string | RegExp, text: string): Promise<void> {
    const field = this.page.getByLabel(label, { exact: typeof label === 'string' })
    await this.tap(field)
    await field.fill(text)
  }
  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name })
  }
  link(name: string | RegExp): Locator {
    return this.page.getByRole('link', { name })
  }
}

async function signIn(page: Page, login = 'customer@demo.storeflow.test', password = PASSWORD): Promise<void> {
  await page.goto('/customer/')
  await page.getByLabel('Celular o correo').fill(login)
  await page.getByLabel('Contraseña', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('navigation', { name: 'Secciones' })).toBeVisible()
}

async function clean(page: Page, what: string): Promise<void> {
  expect.soft(await violations(page), what).toEqual([])
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect.soft(over, `${what} scrolls sideways`).toBeLessThanOrEqual(0)
}

/** An order that has come; new ones may stand above it. */
async function delivered(page: Page): Promise<Locator> {
  const found = page.getByRole('article').filter({ hasText: 'Entregado' }).first()
  await expect(page.getByRole('article').first()).toBeVisible()
  for (let i = 0; i < 20 && !(await found.isVisible()); i += 1) {
    await page.mouse.move(180, 400)
    await page.mouse.wheel(0, 500)
    await page.waitForTimeout(150)
  }
  return found
}

/** The first product of a search. */
const first = (page: Page) => page.getByRole('list', { name: 'Productos' }).getByRole('listitem').first()

test('a first order from a fresh install, in at most 25 taps', { tag: '@ci' }, async ({ page, context }) => {
  await context.grantPermissions(['geolocation'])
  const thumb = new Thumb(page)
  await page.goto('/customer/')
  await clean(page, 'sign in')
  await thumb.tap(thumb.link('Registrar mi tienda'))
  await expect(page.getByRole('heading', { name: 'Registre su tienda' })).toBeVisible()
  expect(await page.locator('form input').count()).toBeLessThanOrEqual(6)
  await thumb.type('Nombre de la tienda', 'Tienda La Primera')
  await thumb.type('Celular', `31${randomInt(10_000_000, 99_999_999)}`)
  await thumb.type('Elija una contraseña', 'una-clave-larga')
  await thumb.type('Dirección', 'Calle 100 # 15-20')
  await thumb.type('Ciudad', 'Bogotá')
  await thumb.tap(thumb.button('Usar mi ubicación'))
  await expect(page.getByRole('application')).toBeVisible()
  await clean(page, 'register')
  await thumb.tap(thumb.button('Registrar y empezar'))

  await expect(page.getByRole('heading', { name: 'Tienda La Primera', exact: true })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Categorías' })).toBeVisible()
  await clean(page, 'home')
  await thumb.tap(thumb.link('Buscar productos'))
  for (const [text, times] of [
    ['arroz', 2],
    ['panela', 1],
    ['leche', 1],
  ] as const) {
    await page.getByRole('searchbox').fill(text)
    const row = first(page)
    await expect(row).toContainText(new RegExp(text, 'i'))
    await thumb.tap(row.getByRole('button', { name: /^Agregar: / }))
    for (let more = 1; more < times; more += 1) await thumb.tap(row.getByRole('button', { name: /^Uno más: / }))
  }
  await clean(page, 'catalogue')
  await thumb.tap(thumb.link(/^Carrito/))
  await expect(page.getByRole('list', { name: 'Carrito' }).getByRole('listitem')).toHaveCount(3)
  await clean(page, 'cart')
  await thumb.tap(thumb.button('Confirmar pedido'))
  await expect(page.getByRole('heading', { name: /^(Guardado|Enviando|Enviado|Confirmado)/ })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Confirmado' })).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText(/^Llega /)).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Qué ha pasado' })).toBeVisible()
  await clean(page, 'order')
  console.log(`first order: ${thumb.taps} taps`)
  expect(thumb.taps).toBeLessThanOrEqual(25)
})

test('the usual order again, in at most 3 taps', async ({ page }) => {
  await signIn(page)
  const thumb = new Thumb(page)
  await thumb.tap(thumb.link('Pedidos'))
  const order = await delivered(page)
  await thumb.tap(order.getByRole('button', { name: 'Pedir de nuevo' }))
  await thumb.tap(thumb.button('Confirmar pedido'))
  await expect(page.getByRole('heading', { name: /^(Enviado|Confirmado)/ })).toBeVisible({ timeout: 20_000 })
  expect(thumb.taps).toBeLessThanOrEqual(3)

  // From the first page it is one less.
  await page.getByRole('link', { name: 'Inicio' }).click()
  const again = new Thumb(page)
  await again.tap(again.button('Pedir de nuevo'))
  await again.tap(again.button('Confirmar pedido'))
  await expect(page).toHaveURL(/orders\/[0-9a-f-]{36}$/)
  expect(again.taps).toBeLessThanOrEqual(3)
})

test('an order without signal is saved, sent by itself, and cancelled', async ({ page, context }) => {
  await signIn(page)
  await page.getByRole('link', { name: 'Productos', exact: true }).click()
  await page.getByRole('searchbox').fill('arroz')
  await expect(first(page)).toContainText(/arroz/i)
  await context.setOffline(true)
  await first(page)
    .getByRole('button', { name: /^Agregar: / })
    .click()
  await page.getByRole('link', { name: /^Carrito/ }).click()
  await page.getByRole('button', { name: 'Confirmar pedido' }).click()
  await expect(page.getByRole('heading', { name: 'Guardado en este teléfono' })).toBeVisible()
  await expect(page.getByText('Sin conexión · 1 por enviar')).toBeVisible()
  await clean(page, 'saved order')
  await context.setOffline(false)
  await expect(page.getByRole('heading', { name: 'Confirmado' })).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Cancelar pedido' }).click()
  await clean(page, 'cancel')
  await page.getByRole('button', { name: 'Sí, cancelar' }).click()
  await expect(page.getByRole('heading', { name: 'Cancelado' })).toBeVisible({ timeout: 20_000 })
})

test('a price that went up is shown before it is paid', async ({ page, context }) => {
  const admin = await as(page, 'admin')
  const found = await page.request.get('/api/purchasing/products?search=panela&limit=1&sort=name', { headers: admin })
  const [product] = (
    (await found.json()) as { items: { id: string; name: string; price: { amount: number; currency: string } }[] }
  ).items
  if (!product) throw new Error('the demonstration company sells panela')
  await signIn(page)
  await page.goto(`/customer/products/${product.id}`)
  await page.getByRole('button', { name: `Agregar: ${product.name}` }).click()
  await expect(page.getByRole('group', { name: product.name })).toBeVisible()
  await page.getByRole('link', { name: /^Carrito/ }).click()
  await expect(page.getByRole('button', { name: 'Confirmar pedido' })).toBeEnabled()
  await context.setOffline(true)
  const price = { ...product.price, amount: product.price.amount + 50_000 }
  const raised = await page.request.post(`/api/purchasing/products/${product.id}/prices`, {
    headers: admin,
    data: { price, valid_from: new Date(Date.now() - 1_000).toISOString() },
  })
  expect(raised.ok(), await raised.text()).toBe(true)
  await page.waitForTimeout(1_500)
  await page.getByRole('button', { name: 'Confirmar pedido' }).click()
  await expect(page.getByRole('heading', { name: 'Guardado en este teléfono' })).toBeVisible()
  await context.setOffline(false)
  await expect(page.getByText('Los precios subieron desde que los vio')).toBeVisible({ timeout: 30_000 })
  await clean(page, 'price changed')
  await page.getByRole('button', { name: 'Pedir con los precios de ahora' }).click()
  await expect(page.getByRole('heading', { name: /^(Enviado|Confirmado)/ })).toBeVisible({ timeout: 20_000 })
})

test('what was missing is reported with a photo', async ({ page }) => {
  await signIn(page)
  await page.getByRole('link', { name: 'Pedidos' }).click()
  await (await delivered(page)).getByRole('link').click()
  await page.getByRole('link', { name: 'Faltó algo o llegó dañado' }).click()
  await page
    .getByRole('button', { name: /^Agregar: / })
    .first()
    .click()
  await page.getByRole('radio', { name: 'Dañado' }).check()
  const picture = await page.screenshot({ type: 'jpeg' })
  await page.locator('input[type=file]').setInputFiles({ name: 'caja.jpg', mimeType: 'image/jpeg', buffer: picture })
  await expect(page.getByRole('img', { name: 'Foto 1' })).toBeVisible()
  await clean(page, 'report')
  await page.getByRole('button', { name: 'Enviar reporte' }).click()
  await expect(page.getByRole('heading', { name: 'Sus reportes' })).toBeVisible()
  await expect(page.getByText('1 de 1 fotos recibidas').first()).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText('En revisión').first()).toBeVisible()
})

for (const [lang, scheme, width] of [
  ['es', 'light', 360],
  ['es', 'dark', 1366],
  ['en', 'light', 1366],
  ['en', 'dark', 360],
] as const) {
  test(`every screen: ${lang}, ${scheme}, ${width}`, async ({ page }) => {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 768 })
    await page.addInitScript(
      ([lang, scheme]) => {
        localStorage.setItem('storeflow-customer:lang', lang)
        localStorage.setItem('storeflow-customer:theme', scheme)
      },
      [lang, scheme] as const,
    )
    for (const path of ['', 'register', 'forgot-password', 'reset-password#token=none']) {
      await page.goto(`/customer/${path}`)
      await expect(page.locator('form')).toBeVisible()
      await clean(page, path || 'sign in')
    }
    await page.goto('/customer/')
    await page.locator('input[name=login]').fill('customer@demo.storeflow.test')
    await page.locator('input[name=password]').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await expect(page.locator('.c-categories')).toBeVisible()
    await clean(page, 'home')
    const product = await page.locator('.c-row a').first().getAttribute('href')
    const order = await page.locator('.c-order a').first().getAttribute('href')
    for (const path of [
      '/customer/catalogue',
      '/customer/catalogue?list=favourites',
      '/customer/catalogue?q=axeite',
      '/customer/cart',
      '/customer/orders',
      '/customer/account',
      '/customer/account/shop',
      product,
      order,
      `${order}/report`,
    ]) {
      if (!path) continue
      await page.goto(path)
      await expect(page.locator('h1')).toBeAttached()
      await expect(page.locator('.m-waiting')).toHaveCount(0)
      await clean(page, path)
    }
  })
}
