import { as, expect, signIn, test, violations } from '../support'

/** A local day so many days from now. */
const later = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

test('logistics closes a day, limits another, and sees the room of the days ahead', async ({ page }) => {
  const headers = await as(page, 'logistics')
  const shut = await (
    await page.request.get(`/api/logistics/closed-days?from=${later(9)}&to=${later(9)}`, { headers })
  ).json()
  for (const { id } of shut.items) await page.request.delete(`/api/logistics/closed-days/${id}`, { headers })
  await signIn(page, 'logistics', '/calendars/closed-days')
  const reason = `Mudanza ${Date.now() % 1_000_000}`
  await page.locator('form input[type=date]').fill(later(9))
  await page.getByLabel('Por qué').fill(reason)
  await page.getByRole('button', { name: 'Cerrar el día' }).click()
  const row = page.getByRole('row').filter({ hasText: reason })
  await expect(row).toBeVisible()
  expect(await violations(page)).toEqual([])

  await page.goto('/deliveries/days')
  await expect(page.getByText(`Cerrado: ${reason}`)).toBeVisible()
  await page.getByRole('combobox', { name: 'Cliente' }).fill('tienda')
  await page.getByRole('option').first().click()
  await expect(page.getByText(/, desde /).first()).toBeVisible()
  expect(await violations(page)).toEqual([])

  await page.goto('/calendars/closed-days')
  await row.getByRole('button').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Abrir' }).click()
  await expect(row).toHaveCount(0)

  await page.goto('/calendars/capacities')
  await page.getByRole('combobox', { name: 'Bodega' }).click()
  await page.getByRole('option', { name: /Cali/ }).click()
  await page.getByLabel('Vale para').selectOption('day')
  await page.getByLabel('Cuál').fill(later(10))
  await page.getByLabel('Paradas').fill('0')
  await page.getByRole('button', { name: 'Fijar' }).click()
  const limit = page.getByRole('button', { name: /^Quitar el cupo de .*Cali.*, .* de / })
  await expect(limit).toBeVisible()
  await limit.click()
  await page.getByRole('dialog').getByRole('button', { name: 'Quitar' }).click()
  await expect(limit).toHaveCount(0)
})

test('a calendar and a zone are made, changed, removed', async ({ page }) => {
  const code = `p${Date.now() % 1_000_000}`
  await signIn(page, 'logistics', '/calendars/new')
  await page.getByLabel('Código').fill(code)
  await page.getByLabel('Sábado').check()
  await page.getByRole('button', { name: 'Guardar' }).click()
  await page.getByRole('link', { name: code }).click()
  await page.getByLabel('Hora de corte').fill('11')
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByRole('row').filter({ hasText: code })).toContainText('11:00')

  await page.goto('/calendars/zones/new')
  await page.getByLabel('Nombre').fill(`Zona ${code}`)
  await page.getByRole('combobox', { name: 'Bodega' }).click()
  await page.getByRole('option', { name: /Cali/ }).click()
  await page.getByLabel('Calendario').selectOption(code)
  await page.getByRole('combobox', { name: 'Ciudades' }).fill(`Pueblo ${code}`)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Guardar' }).click()
  await page.getByRole('link', { name: `Zona ${code}` }).click()
  await page.getByLabel('Días hábiles').fill('2')
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Guardar' }).click()
  await page.getByRole('button', { name: `Eliminar: Zona ${code}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Eliminar' }).click()
  await expect(page.getByRole('link', { name: `Zona ${code}` })).toHaveCount(0)
})

test('deliveries are found by day and opened; who only looks cannot change calendars', async ({ page }) => {
  await signIn(page, 'sales', '/deliveries')
  await page.locator('[data-row]').first().click()
  await expect(page.getByRole('heading', { name: 'A dónde' })).toBeVisible()
  expect(await violations(page)).toEqual([])
  await page.goto('/calendars')
  await expect(page.getByRole('link', { name: 'Nuevo calendario' })).toHaveCount(0)
})
