import { as, expect, PASSWORD, signIn, test } from '../support'

test('wrong passwords are told so, right ones let in, and a reload keeps the session', async ({ page }) => {
  await page.goto('/suppliers')
  await page.locator('input[autocomplete=username]').fill('purchasing@demo.storeflow.test')
  await page.locator('input[type=password]').fill('not the password')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert').filter({ hasText: /corresponden/ })).toBeVisible()
  await page.locator('input[type=password]').fill(PASSWORD)
  await page.keyboard.press('Enter')
  // To the page that was asked for.
  await expect(page.getByRole('heading', { level: 1, name: 'Proveedores' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Proveedores' })).toBeVisible()
})

test('the palette opens pages and finds things, by keyboard', async ({ page }) => {
  await signIn(page, 'purchasing')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('molinos')
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('nuevo prov')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Nuevo proveedor' })).toBeVisible()
})

test('what a role may not see has neither menu nor page', async ({ page }) => {
  await signIn(page, 'warehouse', '/suppliers')
  await expect(page.getByRole('heading', { level: 1, name: 'Proveedores' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Nuevo proveedor' })).toHaveCount(0)
  await page.goto('/suppliers/new')
  await expect(page.getByText('No tiene acceso a esta página')).toBeVisible()
})

test('language and theme switch at once and are remembered', async ({ page }) => {
  await signIn(page, 'purchasing', '/suppliers')
  await page.getByRole('button', { name: /Mi cuenta/ }).click()
  await page.getByRole('menuitem', { name: 'English' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Suppliers' })).toBeVisible()
  await page.getByRole('menuitem', { name: 'Dark' }).click()
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
})

test('a session that ends mid-work comes back without loss, in the same place', async ({ page, context }) => {
  await signIn(page, 'purchasing', '/suppliers/new')
  await page.getByLabel('Razón social').fill('Panificadora La Espiga')
  // Signed out elsewhere: all sessions of this user end.
  const elsewhere = await as(page, 'purchasing')
  await page.request.delete('/api/identity/sessions', { headers: elsewhere })
  await expect(page.getByText('Su sesión terminó')).toBeVisible()
  await page.getByRole('dialog').locator('input[type=password]').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Su sesión terminó')).toBeHidden()
  await expect(page.getByLabel('Razón social')).toHaveValue('Panificadora La Espiga')
  expect(context.pages()).toHaveLength(1)
})

test('tabs share one session and one stream', async ({ page, context }) => {
  await signIn(page, 'purchasing', '/suppliers')
  const other = await context.newPage()
  const streams: string[] = []
  other.on('request', (request) => {
    if (request.url().endsWith('/api/events')) streams.push(request.url())
  })
  await other.goto('/account')
  await expect(other.getByRole('heading', { level: 1, name: 'Mi cuenta' })).toBeVisible()
  await other.getByRole('button', { name: /Mi cuenta/ }).click()
  await other.getByRole('menuitem', { name: 'Cerrar sesión' }).click()
  await expect(page.getByText('Su sesión terminó')).toBeVisible()
  expect(streams).toEqual([])
})
