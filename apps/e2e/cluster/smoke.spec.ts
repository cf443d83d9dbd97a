import { everyRoute } from '../pages'
import { as, expect, signIn, test } from '../support'

/** The console on a cluster: a process per service, PostgreSQL and RabbitMQ. */
test('an order placed through the API becomes scheduled before the eyes of who is signed in', async ({ page }) => {
  const headers = await as(page, 'admin')
  const one = async (path: string) => {
    const found = (await (await page.request.get(path, { headers })).json()) as { items: { id: string }[] }
    return found.items[0]?.id
  }
  const customer_id = await one('/api/identity/customers?status=active&limit=1')
  const product_id = await one('/api/purchasing/products?sort=name&search=arroz&limit=1')
  await signIn(page, 'warehouse', '/orders')
  await expect(page.getByRole('status', { name: /En vivo/ })).toBeVisible()
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  const placed = await page.request.post('/api/sales/orders', {
    headers,
    data: { customer_id, fulfilment: 'available', lines: [{ product_id, quantity: 1 }] },
  })
  expect(placed.status()).toBe(202)
  const { number } = (await placed.json()) as { number: string }
  const row = page.getByRole('row').filter({ hasText: number })
  await expect(row).toContainText('Programado')
  await row.click()
  await expect(page.getByText(/Entrega programada para el/)).toBeVisible()
  await page.reload()
  await expect(page.locator('header').getByText('Programado')).toBeVisible()
})

test('every page of the menu stands', async ({ page }) => {
  test.setTimeout(120_000)
  await signIn(page, 'admin')
  for (const path of everyRoute().filter((route) => !/[$]|\/new$/.test(route))) {
    await page.goto(path)
    await expect.soft(page.locator('main h1'), path).toBeVisible()
    await expect.soft(page.locator('main .mantine-Loader-root'), path).toHaveCount(0)
    await expect.soft(page.locator('main').getByRole('alert'), path).toHaveCount(0)
  }
})
