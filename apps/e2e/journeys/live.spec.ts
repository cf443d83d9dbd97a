import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { onDatabase } from '../company'
import { as, expect, signIn, test, violations } from '../support'

/** Places an order for a shop of the demonstration company, as a system of the shop's would. */
async function place(page: Page, id = randomUUID()): Promise<{ id: string; number: string }> {
  const headers = await as(page, 'admin')
  const one = async (path: string) => {
    const found = (await (await page.request.get(path, { headers })).json()) as { items: { id: string }[] }
    return found.items[0]?.id
  }
  const answer = await page.request.post('/api/sales/orders', {
    headers,
    data: {
      id,
      customer_id: await one('/api/identity/customers?status=active&limit=1'),
      fulfilment: 'available',
      lines: [{ product_id: await one('/api/purchasing/products?sort=name&search=arroz&limit=1'), quantity: 1 }],
    },
  })
  expect(answer.status()).toBe(202)
  return (await answer.json()) as { id: string; number: string }
}

/** Fails if the page was loaded again since. */
async function remember(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => Object.assign(globalThis, { stillTheSame: true }))
  return async () => expect(await page.evaluate(() => 'stillTheSame' in globalThis)).toBe(true)
}

test('an order placed through the API appears and moves live', { tag: '@ci' }, async ({ page }) => {
  await signIn(page, 'warehouse', '/orders')
  await expect(page.getByRole('status', { name: /En vivo/ })).toBeVisible()
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  const unchanged = await remember(page)
  const order = await place(page)
  const row = page.getByRole('row').filter({ hasText: order.number })
  await expect(row).toContainText('Programado')
  await row.click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(order.number)
  await expect(page.locator('header').getByText('Programado')).toBeVisible()
  const headers = await as(page, 'admin')
  const cancelled = await page.request.post(`/api/sales/orders/${order.id}/cancel`, { headers })
  expect(cancelled.ok(), await cancelled.text()).toBe(true)
  await expect(page.locator('header').getByText('Cancelado')).toBeVisible()
  await unchanged()
  await page.goBack()
  await expect(row).toContainText('Cancelado')
})

test('an administrator retries a dead letter, and the order goes on', { tag: '@ci' }, async ({ page, browser }) => {
  const folder = process.env.STOREFLOW_DATA
  test.skip(!folder, 'breaks a database of its own company: tools/apps.sh journeys')
  const id = randomUUID()
  const inventory = (sql: string) => onDatabase(folder as string, 'inventory', sql)
  // A fault of the stock's database that concerns this order only.
  inventory(`CREATE TRIGGER fault BEFORE INSERT ON reservation WHEN NEW.order_id = x'${id.replaceAll('-', '')}'
    BEGIN SELECT RAISE(ABORT, 'a fault for one order'); END`)
  const message = `envelope LIKE '%${id}%'`
  try {
    await place(page, id)
    // Its last attempt comes at once instead of after hours.
    await expect
      .poll(() => inventory(`SELECT count(*) FROM inbox WHERE state = 0 AND error IS NOT NULL AND ${message}`))
      .toBe('1\n')
    inventory(`UPDATE inbox SET attempts = 11, due_at = 0 WHERE state = 0 AND ${message}`)
    await expect.poll(() => inventory(`SELECT count(*) FROM inbox WHERE state = 2 AND ${message}`)).toBe('1\n')
  } finally {
    inventory('DROP TRIGGER fault')
  }
  const desk = await browser.newContext()
  const watcher = await desk.newPage()
  await signIn(watcher, 'sales', `/orders/${id}`)
  await expect(watcher.locator('header').getByText('Recibido')).toBeVisible()

  await signIn(page, 'admin', '/dead-letters')
  const letter = page.getByRole('listitem').filter({ hasText: id })
  await expect(letter).toContainText('inventory.reserve_stock')
  expect(await violations(page)).toEqual([])
  await letter.getByRole('link', { name: 'Ver proceso' }).click()
  await expect(page.getByText('Atascado').first()).toBeVisible()
  await page.goBack()
  await letter.getByRole('button', { name: /^Reintentar/ }).click()
  await expect(page.getByText('El mensaje se atiende otra vez.')).toBeVisible()
  await expect(letter).toHaveCount(0)
  await expect(watcher.locator('header').getByText('Programado')).toBeVisible()
  await desk.close()
})
