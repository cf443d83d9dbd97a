import type { Page } from '@playwright/test'
import { as, choose, expect, PASSWORD, test, violations } from '../support'
import { day, sentOrder } from '../truck'

/** A user of the demonstration's supplier, made for this journey. */
async function newSupplier(page: Page): Promise<string> {
  const { supplier_id } = await sentOrder(page, { send: false })
  const email = `proveedor-${Date.now()}@journeys.test`
  const made = await page.request.post('/api/identity/users', {
    headers: await as(page, 'admin'),
    data: { email, password: PASSWORD, name: 'Proveedora de prueba', roles: ['supplier'], supplier_id },
  })
  expect(made.status()).toBe(201)
  return email
}

async function enter(page: Page, email: string, path = '/'): Promise<void> {
  await page.goto(path)
  await page.locator('input[autocomplete=username]').fill(email)
  await page.locator('input[type=password]').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await expect(page.locator('header').first()).toBeVisible()
}

/** Answers that say no, but for the session's own. */
function refusals(page: Page): string[] {
  const refused: string[] = []
  page.on('response', (response) => {
    if (response.status() === 403) refused.push(`${response.request().method()} ${response.url()}`)
  })
  return refused
}

test('a supplier sees only its own and confirms less, later', { tag: '@ci' }, async ({ page }) => {
  const refused = refusals(page)
  const email = await newSupplier(page)
  const order = await sentOrder(page, { lines: 3 })
  const rival = await sentOrder(page, { another: true })
  await enter(page, email)

  const menu = await page.locator('nav a[href]').evaluateAll((all) => all.map((one) => one.getAttribute('href')))
  expect(menu.sort()).toEqual(['/', '/products', '/purchase-orders', '/sell-out', '/stock'])

  await page.getByRole('link', { name: 'Órdenes de compra', exact: true }).click()
  await expect(page.getByText(order.number)).toBeVisible()
  await expect(page.getByText(rival.number)).toHaveCount(0)

  await page.goto(`/purchase-orders/${order.id}/confirm`)
  const [first, second, third] = order.lines
  if (!first || !second || !third) throw new Error('three lines')
  await page.getByLabel(`Cantidad que entrega de ${first.name}`).fill(`${first.quantity - 2}`)
  await page.getByLabel(`Día de entrega de ${first.name}`).fill(day(9))
  await page.getByRole('button', { name: `No se entrega: ${third.name}` }).click()
  await expect(page.getByText('2 menos')).toBeVisible()
  await expect(page.getByText('2 líneas distintas de lo pedido')).toBeVisible()
  await page.getByLabel(/^Nota para el comprador/).fill('La planta está en mantenimiento.')
  expect(await violations(page)).toEqual([])

  // What was typed survives, and the buyer's change meanwhile is told before anything is sent.
  await page.reload()
  await expect(page.getByText('Aquí sigue lo que había escrito.')).toBeVisible()
  const headers = await as(page, 'purchasing')
  const url = `/api/purchasing/purchase-orders/${order.id}`
  const changed = await page.request.patch(url, {
    headers: { ...headers, 'if-match': '"2"', 'content-type': 'application/merge-patch+json' },
    data: JSON.stringify({
      lines: order.lines.map((line, at) => ({
        product_id: line.product_id,
        unit_cost: line.unit_cost,
        quantity: line.quantity + (at === 1 ? 5 : 0),
      })),
    }),
  })
  expect(changed.status()).toBe(200)
  await expect(page.getByRole('alert').getByText('La orden cambió mientras usted escribía')).toBeVisible()
  await expect(page.locator('#changed')).toContainText(`${second.name}: Pedido ${second.quantity}`)
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Seguir con la orden como está ahora' }).click()
  await page.getByRole('button', { name: 'Confirmar', exact: true }).click()
  await expect(page.getByText(`Orden ${order.number} confirmada.`)).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`/purchase-orders/${order.id}$`))

  const now = (await (await page.request.get(url, { headers })).json()) as {
    status: string
    lines: { confirmed: number; confirmed_on: string }[]
  }
  expect(now.status).toBe('confirmed')
  expect(now.lines.map((line) => line.confirmed)).toEqual([first.quantity - 2, second.quantity + 5, 0])
  expect(now.lines[0]?.confirmed_on).toBe(day(9))

  // Another's order is not there, whatever is asked.
  for (const path of [`/purchase-orders/${rival.id}`, `/purchase-orders/${rival.id}/confirm`]) {
    await page.goto(path)
    await expect(page.getByText('Esto no existe o no es visible para usted.')).toBeVisible()
  }
  for (const path of [
    '/receipts',
    `/receipts/${order.id}`,
    '/orders',
    '/customers',
    '/users',
    '/stock/lots',
    '/imports',
  ]) {
    await page.goto(path)
    await expect(page.getByText('No tiene acceso a esta página'), path).toBeVisible()
  }
  expect(refused).toEqual([])
})

test('all as ordered is one click, once', async ({ page }) => {
  const email = await newSupplier(page)
  const order = await sentOrder(page)
  await enter(page, email, `/purchase-orders/${order.id}/confirm`)
  // The answer is lost on its way.
  let lost = false
  await page.route('**/confirm', async (route) => {
    if (lost || route.request().method() !== 'POST') return route.fallback()
    lost = true
    await route.fetch()
    await route.abort()
  })
  await page.getByRole('button', { name: 'Confirmar todo como se pidió' }).click()
  // It arrived all the same, and the page finds out by itself.
  await expect(page.getByText(`Orden ${order.number} confirmada.`)).toBeVisible()
})

for (const [lang, scheme, width] of [
  ['es', 'light', 1366],
  ['en', 'dark', 360],
] as const) {
  test(`what a supplier sees is well made: ${lang}, ${scheme}, ${width}`, async ({ page }) => {
    const refused = refusals(page)
    await choose(page, lang, scheme)
    await page.setViewportSize({ width, height: 740 })
    const email = await newSupplier(page)
    const order = await sentOrder(page)
    const list = await page.request.get('/api/purchasing/products?limit=1', {
      headers: await as(page, 'supplier'),
    })
    const product = ((await list.json()) as { items: { id: string }[] }).items[0]?.id
    await enter(page, email)
    for (const path of [
      '/',
      '/products',
      `/products/${product}`,
      '/purchase-orders',
      `/purchase-orders/${order.id}`,
      `/purchase-orders/${order.id}/confirm`,
      '/stock',
      '/sell-out',
    ]) {
      await page.goto(path)
      await expect(page.locator('main h1'), path).toBeVisible()
      await expect(page.locator('main .mantine-Loader-root'), path).toHaveCount(0)
      expect.soft(await violations(page), path).toEqual([])
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect.soft(over, `${path} scrolls sideways`).toBeLessThanOrEqual(0)
    }
    expect(refused).toEqual([])
  })
}

test('sell-out is told by day and product, and exported', async ({ page }) => {
  const email = await newSupplier(page)
  await enter(page, email, '/sell-out')
  await expect(page.getByRole('heading', { name: 'Por producto' })).toBeVisible()
  const units = await page.locator('dl dd').first().textContent()
  await page.getByRole('radiogroup', { name: 'Medida' }).getByText('Valor sin impuesto').click()
  await expect(page).toHaveURL(/by=net/)
  await page.getByText('7 días', { exact: true }).click()
  await expect(page).toHaveURL(/from=/)
  await expect(page.locator('dl dd').first()).not.toHaveText(units ?? '')
  const file = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Exportar' }).click()
  await page.getByRole('menuitem', { name: 'Por producto (CSV)' }).click()
  expect((await file).suggestedFilename()).toMatch(/^sell-out-product-.*\.csv$/)
  await page.getByLabel('Desde').fill('2020-01-01')
  await expect(page.getByText('Elija como máximo 92 días.')).toBeVisible()
})
