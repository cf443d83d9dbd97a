import { as, expect, signIn, test, violations } from '../support'

test('the warehouse books what was damaged and sees it in the ledger', async ({ page }) => {
  const headers = await as(page, 'warehouse')
  const stock = await (await page.request.get('/api/inventory/stock?limit=50', { headers })).json()
  const one = stock.items.find((row: { available: number }) => row.available >= 5)
  await signIn(page, 'warehouse', `/stock/adjust?product_id=${one.product_id}&warehouse_id=${one.warehouse_id}`)

  // More than is free: told before and by the server, and nothing typed is lost.
  await page.getByLabel('Motivo').selectOption('lost')
  await page.getByLabel('Cantidad').fill('999999')
  await expect(page.getByText(/^Solo hay .* libres/)).toBeVisible()
  await page.getByRole('button', { name: 'Registrar ajuste' }).click()
  await expect(page.getByRole('alert').first()).toBeVisible()
  await expect(page.getByLabel('Cantidad')).toHaveValue('999.999')

  await page.getByLabel('Motivo').selectOption('damaged')
  await page.getByLabel('Cantidad').fill('1')
  await expect(page.getByText(/quedarán/)).toBeVisible()
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Registrar ajuste' }).click()
  await expect(page).toHaveURL(new RegExp(`/stock/products/${one.product_id}`))
  await expect(page.getByText('Dañado').first()).toBeVisible()

  await page.goto('/stock/movements')
  await expect(page.getByText('Dañado').first()).toBeVisible()
})

test('what expires stands by how long it lasts', async ({ page }) => {
  await signIn(page, 'purchasing', '/stock/expiring')
  const within = page.getByRole('button', { name: /De 31 a 60 días/ })
  await within.click()
  await expect(within).toHaveAttribute('aria-pressed', 'true')
  expect(await violations(page)).toEqual([])
  // Purchasing may look, not adjust.
  await expect(page.getByRole('link', { name: 'Ajustar existencias' })).toHaveCount(0)
})

test('a warehouse is created with a pin and changed', async ({ page }) => {
  const code = `T${Date.now() % 1_000_000}`
  await signIn(page, 'warehouse', '/warehouses/new')
  await page.getByLabel('Nombre').fill(`Bodega ${code}`)
  await page.getByLabel('Código').fill(code)
  await page.getByLabel('Dirección').fill('Calle 1 # 2-3')
  await page.getByLabel('Ciudad').fill('Pereira')
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByText('Un número entre −90 y 90.').first()).toBeVisible()

  const map = page.getByRole('application')
  await map.click({ position: { x: 200, y: 150 } })
  const before = await page.getByRole('textbox', { name: 'Latitud' }).inputValue()
  await map.press('ArrowUp')
  expect(Number(await page.getByRole('textbox', { name: 'Latitud' }).inputValue())).toBeGreaterThan(Number(before))
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Bodega ${code}`)

  await page.getByRole('link', { name: 'Editar' }).click()
  await page.getByLabel('Ciudad').fill('Dosquebradas')
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByText('Dosquebradas')).toBeVisible()
})
