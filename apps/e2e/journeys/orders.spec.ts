import type { Page } from '@playwright/test'
import { as, choose, expect, signIn, test } from '../support'

const unique = () => Math.random().toString(36).slice(2, 8)

/** What these journeys need of shops, products and orders. */
interface Item {
  id: string
  name: string
  business_name: string
  supplier_id: string
}

async function first(page: Page, path: string, headers: Record<string, string>) {
  const found = (await (await page.request.get(path, { headers })).json()) as { items: Item[] }
  const item = found.items[0]
  if (!item) throw new Error(`nothing at ${path}`)
  return item
}

/** A shop and a product of the demonstration company. */
async function shopAndProduct(page: Page, headers: Record<string, string>) {
  return {
    shop: await first(page, '/api/identity/customers?status=active&limit=1', headers),
    product: await first(page, '/api/purchasing/products?sort=name&search=arroz&limit=1', headers),
  }
}

async function placeOrder(page: Page, headers: Record<string, string>, quantity = 1) {
  const { shop, product } = await shopAndProduct(page, headers)
  const answer = await page.request.post('/api/sales/orders', {
    headers,
    data: { customer_id: shop.id, fulfilment: 'available', lines: [{ product_id: product.id, quantity }] },
  })
  expect(answer.status()).toBe(202)
  return (await answer.json()) as { id: string; number: string }
}

/** Types into the lookup that has the focus and takes what it offers first. */
async function look(page: Page, text: string) {
  await page.keyboard.type(text)
  await expect(page.getByRole('option').filter({ hasText: text }).first()).toBeVisible()
  await page.keyboard.press('Enter')
}

test('an order is entered with the keyboard alone and moves on before the eyes', { tag: '@ci' }, async ({ page }) => {
  const headers = await as(page, 'admin')
  const { shop, product } = await shopAndProduct(page, headers)
  await signIn(page, 'sales', '/orders/new')
  await expect(page.getByRole('combobox', { name: 'Cliente' })).toBeFocused()
  await look(page, shop.business_name)
  await expect(page.getByRole('combobox', { name: 'Producto de la línea 1' })).toBeFocused()
  await look(page, product.name)
  await expect(page.getByLabel('Cantidad de la línea 1')).toBeFocused()
  await page.keyboard.type('12')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('combobox', { name: 'Producto de la línea 2' })).toBeFocused()
  await look(page, product.name)
  // The same product twice: back to where it stands.
  await expect(page.getByRole('alert').filter({ hasText: 'ya está en el pedido' })).toBeVisible()
  await expect(page.getByLabel('Cantidad de la línea 1')).toBeFocused()
  const total = await page.locator('[data-sum=total] dd').textContent()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/Pedido \d{8}/)
  await expect(page.locator('[data-sum=total] dd')).toHaveText(total ?? '')
  await expect(page.getByText(/Entrega programada para el/)).toBeVisible()
  await expect(page.locator('header').getByText('Programado')).toBeVisible()
})

test('what is missing is told at its field, and nothing is sent', async ({ page }) => {
  await signIn(page, 'sales', '/orders/new')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Elija el cliente.').first()).toBeVisible()
  await expect(page.getByText('Agregue al menos un producto.').first()).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Cliente' })).toHaveAttribute('aria-invalid', 'true')
})

test('a price that went up meanwhile is explained, and the order is sent at the new one', async ({ page }) => {
  const headers = await as(page, 'admin')
  const { shop, product: other } = await shopAndProduct(page, headers)
  const name = `Panela ${unique()}`
  const price = (amount: number) => ({ amount, currency: 'COP' })
  const made = await page.request.post('/api/purchasing/products', {
    headers,
    data: { sku: `E2E-${unique()}`, name, supplier_id: other.supplier_id, price: price(200_000), tax_rate_bp: 0 },
  })
  expect(made.status()).toBe(201)
  const { id } = (await made.json()) as { id: string }
  // Otherwise the page would hear of the new price by itself.
  await page.route('**/api/events', (route) => route.abort())
  await signIn(page, 'sales', `/orders/new?customer_id=${shop.id}`)
  await page.getByRole('combobox', { name: 'Producto de la línea 1' }).focus()
  await look(page, name)
  await expect(page.getByLabel('Cantidad de la línea 1')).toBeFocused()
  await page.keyboard.type('3')
  await expect(page.locator('[data-sum=total] dd')).toHaveText(/6\.000/)
  await page.request.post(`/api/purchasing/products/${id}/prices`, {
    headers,
    data: { price: price(250_000), valid_from: new Date().toISOString() },
  })
  // Sales hears of it by message.
  await page.waitForTimeout(2_000)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Los precios subieron', { exact: true })).toBeVisible()
  await expect(page.getByText(/antes \$\s2\.000/)).toBeVisible()
  await expect(page.locator('[data-sum=total] dd')).toHaveText(/7\.500/)
  await page.getByRole('button', { name: 'Enviar pedido' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/Pedido \d{8}/)
  await expect(page.locator('[data-sum=total] dd')).toHaveText(/7\.500/)
})

test('an order is cancelled after a question; somebody else sees it without a reload', async ({ page, browser }) => {
  const order = await placeOrder(page, await as(page, 'admin'))
  const context = await browser.newContext()
  const watcher = await context.newPage()
  await signIn(watcher, 'warehouse', `/orders/${order.id}`)
  await expect(watcher.locator('header').getByText('Programado')).toBeVisible()

  await signIn(page, 'sales', `/orders?number=${order.number}`)
  await page.getByRole('link', { name: order.number }).click()
  await page.getByRole('button', { name: 'Cancelar pedido' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Dejarlo' }).click()
  await expect(page.locator('header').getByText('Programado')).toBeVisible()
  await page.getByRole('button', { name: 'Cancelar pedido' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sí, cancelar el pedido' }).click()
  await expect(page.locator('header').getByText('Cancelado')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Cancelar pedido' })).toHaveCount(0)
  await expect(watcher.locator('header').getByText('Cancelado')).toBeVisible()
  await context.close()
})

test('what is worded by the server follows the language', async ({ page }) => {
  const order = await placeOrder(page, await as(page, 'admin'))
  await choose(page, 'en', 'light')
  await signIn(page, 'logistics', `/orders/${order.id}`)
  await expect(page.getByText(`Order ${order.number} received`)).toBeVisible()
})

test('a supplier finds no orders', async ({ page }) => {
  await signIn(page, 'supplier', '/orders')
  await expect(page.getByRole('link', { name: 'Pedidos', exact: true })).toHaveCount(0)
  await expect(page.getByRole('table')).toHaveCount(0)
})
