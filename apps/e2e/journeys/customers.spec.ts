import { expect, signIn, test } from '../support'

const unique = () => Math.random().toString(36).slice(2, 8)
const phone = () => `+5731${Math.floor(10_000_000 + Math.random() * 89_999_999)}`

test('a shop is registered, approved, gets a seller and a person, and is blocked', async ({ page }) => {
  const name = `Tienda ${unique()}`
  await signIn(page, 'sales', '/customers/new')
  await page.getByLabel('Tienda').fill(name)
  await page.getByLabel('Teléfono').fill('no es un teléfono')
  await page.getByLabel('Dirección').fill('Calle 8 # 3-12')
  await page.getByLabel('Ubicación').fill('por el parque')
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByLabel('Ubicación')).toHaveAttribute('aria-invalid', 'true')
  await page.getByLabel('Ubicación').fill('4.6673, -74.1194')
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByLabel('Teléfono')).toHaveAttribute('aria-invalid', 'true')
  await page.getByLabel('Teléfono').fill(phone())
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(page.getByText('4.66730, -74.11940')).toBeVisible()
  await expect(page.locator('header').getByText('Por aprobar')).toBeVisible()

  await page.getByRole('button', { name: 'Aprobar' }).click()
  await expect(page.locator('header').getByText('Activo')).toBeVisible()

  await page.getByRole('link', { name: 'Editar' }).click()
  await page.getByRole('combobox', { name: 'Vendedor' }).fill('Laura')
  await page.getByRole('option', { name: /Laura/ }).first().click()
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(page.getByText(/^Laura/).first()).toBeVisible()

  await page.getByRole('button', { name: 'Agregar persona' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Nombre').fill('Rosalba Cárdenas')
  await dialog.getByRole('button', { name: 'Agregar persona' }).click()
  await expect(dialog.getByText('Escriba un correo o un teléfono.')).toBeVisible()
  await dialog.getByLabel('Teléfono').fill(phone())
  await dialog.getByRole('textbox', { name: 'Contraseña' }).fill('una-clave-larga')
  await dialog.getByRole('button', { name: 'Agregar persona' }).click()
  await expect(page.getByRole('cell', { name: 'Rosalba Cárdenas' })).toBeVisible()
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain(
    'una-clave-larga',
  )

  await page.getByRole('button', { name: 'Bloquear' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Bloquear' }).click()
  await expect(page.locator('header').getByText('Bloqueado')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Nuevo pedido' })).toHaveCount(0)
})

test('the list is searched and filtered by city and seller', async ({ page }) => {
  await signIn(page, 'logistics', '/customers')
  await page.getByRole('combobox', { name: 'Ciudad' }).fill('medellin')
  await page.getByRole('option', { name: 'Medellín' }).click()
  await expect(page).toHaveURL(/city=Medell/)
  await expect(page.getByRole('cell', { name: 'Bogotá' })).toHaveCount(0)
  await expect(page.getByRole('cell', { name: 'Medellín' }).first()).toBeVisible()
  // Who may not register shops is not asked to.
  await expect(page.getByRole('link', { name: 'Nuevo cliente' })).toHaveCount(0)
})
