import { Company } from '../company'
import { as, expect, signIn, test } from '../support'

const unique = () => Math.random().toString(36).slice(2, 8)

let company: Company
test.beforeAll(async () => {
  company = new Company()
  await company.start()
})
test.afterAll(() => company.end())

test('killing the server mid-form loses nothing typed', { tag: '@ci' }, async ({ page }) => {
  const [name, mail] = [`Molinos ${unique()}`, `${unique()}@molinos.example`]
  await signIn(page, 'purchasing', `${company.url}/suppliers/new`)
  await page.getByLabel('Razón social').fill(name)
  await page.getByLabel('Correo').fill(mail)
  await company.kill()
  await page.getByLabel('Teléfono').fill('+576017453218')
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByText(/No hay respuesta del servidor/)).toBeVisible()
  await expect(page.getByLabel('Razón social')).toHaveValue(name)
  await company.start()
  // Even if the person gives the page up meanwhile.
  page.on('dialog', (dialog) => dialog.accept())
  await page.reload()
  await expect(page.getByText('Recuperamos lo que había escrito')).toBeVisible()
  await expect(page.getByLabel('Razón social')).toHaveValue(name)
  await expect(page.getByLabel('Correo')).toHaveValue(mail)
  await expect(page.getByLabel('Teléfono')).toHaveValue('+576017453218')
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
})

test('what was saved just before the server died is not saved twice', { tag: '@ci' }, async ({ page }) => {
  const name = `Harinas ${unique()}`
  await signIn(page, 'purchasing', `${company.url}/suppliers/new`)
  await page.getByLabel('Razón social').fill(name)
  await page.getByLabel('Correo').fill(`${unique()}@harinas.example`)
  let cut = false
  await page.route('**/api/purchasing/suppliers', async (route) => {
    if (cut || route.request().method() !== 'POST') return route.fallback()
    cut = true
    await route.fetch()
    await company.kill()
    await route.abort()
  })
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByText(/No hay respuesta del servidor/)).toBeVisible()
  await company.start()
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  const headers = await as(page, 'admin', company.url)
  const found = await page.request.get(`${company.url}/api/purchasing/suppliers?search=${name}`, { headers })
  expect(((await found.json()) as { items: unknown[] }).items).toHaveLength(1)
})

test('an order half entered when the server dies is entered to its end', async ({ page }) => {
  await signIn(page, 'sales', `${company.url}/orders/new`)
  const take = async (label: string, text: string) => {
    await page.getByRole('combobox', { name: label }).fill(text)
    await page.getByRole('option').first().click()
  }
  await take('Cliente', 'tienda')
  await take('Producto de la línea 1', 'arroz')
  await page.getByLabel('Cantidad de la línea 1').fill('7')
  const shop = await page.getByRole('combobox', { name: 'Cliente' }).inputValue()
  await company.kill()
  await page.getByLabel('Cantidad de la línea 1').press('Control+Enter')
  await expect(page.getByText(/No hay respuesta del servidor/).first()).toBeVisible()
  await company.start()
  await expect(page.getByRole('combobox', { name: 'Cliente' })).toHaveValue(shop)
  await expect(page.getByLabel('Cantidad de la línea 1')).toHaveValue('7')
  await page.getByLabel('Cantidad de la línea 1').press('Control+Enter')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/Pedido \d{8}/)
})
