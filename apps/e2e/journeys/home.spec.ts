import type { Page } from '@playwright/test'
import { as, choose, expect, type Person, signIn, test, violations } from '../support'

/** Requests that were refused to the page. */
function refusals(page: Page): string[] {
  const found: string[] = []
  page.on('response', (answer) => {
    if ([403, 404].includes(answer.status()) && answer.url().includes('/api/')) found.push(answer.url())
  })
  return found
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** A purchase order to the supplier of the demonstration company, sent. */
async function sentOrder(page: Page): Promise<{ id: string; number: string }> {
  const headers = await as(page, 'purchasing')
  const get = async (path: string, who = headers) => (await page.request.get(path, { headers: who })).json()
  const { supplier_id } = await get('/api/identity/me', await as(page, 'supplier'))
  const [product] = (await get(`/api/purchasing/products?supplier_id=${supplier_id}&limit=1`)).items
  const [warehouse] = (await get('/api/inventory/warehouses?limit=1')).items
  const written = await page.request.post('/api/purchasing/purchase-orders', {
    headers,
    data: {
      supplier_id,
      warehouse_id: warehouse.id,
      expected_on: inDays(5),
      lines: [{ product_id: product.id, quantity: 24, unit_cost: { amount: 125_000, currency: 'COP' } }],
    },
  })
  expect(written.status()).toBe(201)
  const order = await written.json()
  const sent = await page.request.post(`/api/purchasing/purchase-orders/${order.id}/send`, {
    headers: { ...headers, 'if-match': `"${order.version}"` },
  })
  expect(sent.ok(), await sent.text()).toBe(true)
  return order
}

for (const [index, who] of (
  ['admin', 'purchasing', 'warehouse', 'logistics', 'sales', 'supplier'] as Person[]
).entries()) {
  test(`${who} sees at home what needs them, and is refused nothing`, async ({ page }) => {
    test.setTimeout(120_000)
    const refused = refusals(page)
    await choose(page, index % 2 ? 'en' : 'es', index % 2 ? 'dark' : 'light')
    await page.setViewportSize(index % 2 ? { width: 360, height: 740 } : { width: 1366, height: 768 })
    await signIn(page, who)
    const needs = page.locator('section[aria-labelledby=needs]')
    await expect(needs.getByRole('heading')).toBeVisible()
    await expect(page.locator('main .mantine-Loader-root')).toHaveCount(0)
    expect(await violations(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)

    // Every figure leads to a page that this role may see, and which shows as many.
    const links = needs.getByRole('link')
    for (let index = 0; index < (await links.count()); index++) {
      const link = links.nth(index)
      const figure = Number(((await link.textContent()) ?? '').match(/^[\d.,]+/)?.[0].replaceAll(/[.,]/g, ''))
      const path = await link.getAttribute('href')
      await link.click()
      await expect(page.locator('main h1')).toBeVisible()
      await expect(page.locator('main h1')).not.toHaveText(/^(Hola|Hello)/)
      await expect(page.locator('main .mantine-Loader-root')).toHaveCount(0)
      await expect(page.getByText(/No tiene acceso|You have no access/)).toHaveCount(0)
      const rows = page.locator('main nav [role=status]')
      if ((await rows.count()) === 1) {
        const shown = Number.parseInt((await rows.textContent()) ?? '', 10)
        expect.soft(shown, `${path} shows as many as the figure says`).toBe(Math.min(figure, 50))
      }
      await page.goBack()
      await expect(needs.getByRole('heading')).toBeVisible()
    }
    expect(refused).toEqual([])
  })
}

test('a supplier is told of a purchase order while it looks, and gets there by the bell', async ({ page }) => {
  await signIn(page, 'supplier')
  await expect(page.getByRole('button', { name: 'Novedades', exact: true })).toBeVisible()
  await expect(page.getByLabel('En vivo: los cambios aparecen solos')).toBeVisible()
  const order = await sentOrder(page)
  await page.getByRole('button', { name: 'Novedades: 1 sin leer' }).click()
  const entry = page.getByRole('link', { name: new RegExp(`${order.number} por confirmar`) })
  await expect(entry).toBeVisible()
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(entry).toBeHidden()
  // Read, and still there after a reload.
  await page.reload()
  await page.getByRole('button', { name: 'Novedades', exact: true }).click()
  await entry.click()
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(order.number) })).toBeVisible()
})

test('orders that cannot be filled ring the bell as one, and only where orders are looked after', async ({
  page,
  browser,
}) => {
  const headers = await as(page, 'sales')
  const one = async (path: string) => (await (await page.request.get(path, { headers })).json()).items[0]
  const shop = await one('/api/identity/customers?status=active&limit=1')
  const product = await one('/api/purchasing/products?sort=name&search=arroz&limit=1')
  await signIn(page, 'sales', '/account')
  const elsewhere = await (await browser.newContext()).newPage()
  await signIn(elsewhere, 'purchasing', '/account')
  for (const each of [page, elsewhere]) {
    await expect(each.getByLabel('En vivo: los cambios aparecen solos')).toBeVisible()
  }
  for (let index = 0; index < 3; index++) {
    const answer = await page.request.post('/api/sales/orders', {
      headers,
      data: { customer_id: shop.id, fulfilment: 'complete', lines: [{ product_id: product.id, quantity: 90_000 }] },
    })
    expect(answer.status(), await answer.text()).toBe(202)
  }
  await page.getByRole('button', { name: 'Novedades: 1 sin leer' }).click({ timeout: 30_000 })
  await page.getByRole('link', { name: /^3 pedidos rechazados/ }).click({ timeout: 30_000 })
  await expect(page.getByRole('heading', { level: 1, name: 'Pedidos' })).toBeVisible()
  await expect(page).toHaveURL(/status=rejected/)
  await expect(elsewhere.getByRole('button', { name: 'Novedades', exact: true })).toBeVisible()
  await elsewhere.context().close()
})
