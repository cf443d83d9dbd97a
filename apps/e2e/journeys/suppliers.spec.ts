import { readFileSync } from 'node:fs'
import { as, expect, signIn, test } from '../support'

const unique = () => Math.random().toString(36).slice(2, 8)

test('a supplier is entered, refused at its field, mended, and found', async ({ page }) => {
  const name = `Panificadora ${unique()}`
  await signIn(page, 'purchasing', '/suppliers/new')
  await page.getByLabel('Razón social').fill(name)
  await page.getByLabel('Correo').fill('no es un correo')
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByLabel('Correo')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('Correo')).toBeFocused()
  await page.getByLabel('Correo').fill(`${unique()}@espiga.example`)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await page.goto('/suppliers')
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type(name)
  await expect(page.getByRole('row')).toHaveCount(2)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
})

test('two people change the same supplier: both versions are shown, one choice is saved', async ({ page }) => {
  const headers = await as(page, 'admin')
  const made = await page.request.post('/api/purchasing/suppliers', {
    headers,
    data: { legal_name: `Molinos ${unique()}`, email: `${unique()}@molinos.example`, phone: '+576017453218' },
  })
  const { id } = (await made.json()) as { id: string }
  await signIn(page, 'purchasing', `/suppliers/${id}/edit`)
  await page.getByLabel('Teléfono').fill('+576011111111')
  await page.request.patch(`/api/purchasing/suppliers/${id}`, {
    headers: { ...headers, 'if-match': '"1"' },
    data: { phone: '+576012222222', tax_id: '900-1' },
  })
  await page.getByRole('button', { name: 'Guardar' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(/guardó otros cambios/)).toBeVisible()
  await expect(dialog.getByText('+576012222222')).toBeVisible()
  await dialog.getByRole('button', { name: 'Guardar mi elección' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Molinos')
  const now = await (await page.request.get(`/api/purchasing/suppliers/${id}`, { headers })).json()
  // Mine where I had typed, theirs where I had not.
  expect(now).toMatchObject({ phone: '+576011111111', tax_id: '900-1' })
})

test('a change by somebody else appears by itself', async ({ page }) => {
  const headers = await as(page, 'admin')
  const made = await page.request.post('/api/purchasing/suppliers', {
    headers,
    data: { legal_name: `Vivo ${unique()}`, email: `${unique()}@vivo.example` },
  })
  const { id } = (await made.json()) as { id: string }
  await signIn(page, 'warehouse', `/suppliers/${id}`)
  await expect(page.getByRole('status', { name: /En vivo/ })).toBeVisible()
  await page.request.patch(`/api/purchasing/suppliers/${id}`, {
    headers: { ...headers, 'if-match': '"1"' },
    data: { tax_id: '811-7' },
  })
  await expect(page.getByText('811-7')).toBeVisible()
})

test('what was typed survives a server that does not answer, and a reload', async ({ page, context }) => {
  await signIn(page, 'purchasing', '/suppliers/new')
  const name = `Persistente ${unique()}`
  await page.getByLabel('Razón social').fill(name)
  await page.getByLabel('Correo').fill(`${unique()}@p.example`)
  await context.setOffline(true)
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByText(/No hay respuesta del servidor/)).toBeVisible()
  await expect(page.getByLabel('Razón social')).toHaveValue(name)
  await context.setOffline(false)
  page.on('dialog', (dialog) => dialog.accept())
  await page.reload()
  await expect(page.getByText('Recuperamos lo que había escrito')).toBeVisible()
  await expect(page.getByLabel('Razón social')).toHaveValue(name)
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
})

test('the filtered list is exported as CSV and XLSX', async ({ page }) => {
  await signIn(page, 'purchasing', '/suppliers?search=s')
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  for (const [label, end] of [
    [/CSV/, 'csv'],
    [/XLSX/, 'xlsx'],
  ] as const) {
    await page.getByRole('button', { name: 'Exportar' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: label }).click()
    const file = await download
    expect(file.suggestedFilename()).toMatch(new RegExp(`^suppliers-\\d{4}-\\d\\d-\\d\\d\\.${end}$`))
    const text = readFileSync(await file.path(), end === 'csv' ? 'utf8' : 'latin1')
    expect(text.slice(0, 3)).toContain(end === 'csv' ? '\uFEFF' : 'PK')
    if (end === 'csv') expect(text).toContain('Razón social;NIT;Correo')
  }
})
