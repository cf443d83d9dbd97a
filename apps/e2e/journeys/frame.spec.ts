import type { APIRequestContext } from '@playwright/test'
import { expect, PASSWORD, signIn, test, violations } from '../support'

test('wrong passwords are told so, right ones let in, and a reload keeps the session', { tag: '@ci' }, async ({
  page,
}) => {
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

test('the palette opens pages and finds things, by keyboard', { tag: '@ci' }, async ({ page }) => {
  await signIn(page, 'purchasing')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('molinos')
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: /Buscar|Ir a/ })).toBeFocused()
  await page.keyboard.type('nuevo prov')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Nuevo proveedor' })).toBeVisible()
})

test('what a role may not see has neither menu nor page', { tag: '@ci' }, async ({ page }) => {
  await signIn(page, 'warehouse', '/suppliers')
  await expect(page.getByRole('heading', { level: 1, name: 'Proveedores' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Nuevo proveedor' })).toHaveCount(0)
  await page.goto('/suppliers/new')
  await expect(page.getByText('No tiene acceso a esta página')).toBeVisible()
})

test('language and theme switch at once and are remembered', { tag: '@ci' }, async ({ page }) => {
  await signIn(page, 'purchasing', '/suppliers')
  await page.getByRole('button', { name: /Mi cuenta/ }).click()
  await page.getByRole('menuitem', { name: 'English' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Suppliers' })).toBeVisible()
  await page.getByRole('menuitem', { name: 'Dark' }).click()
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
})

const unique = () => Math.random().toString(36).slice(2, 8)

/** Signed out elsewhere: all sessions of this person end. */
async function endSessions(request: APIRequestContext): Promise<void> {
  const answer = await request.post('/api/identity/sessions', {
    data: { login: 'purchasing@demo.storeflow.test', password: PASSWORD, app: 'api' },
  })
  const { access_token } = (await answer.json()) as { access_token: string }
  const ended = await request.delete('/api/identity/sessions', { headers: { authorization: `Bearer ${access_token}` } })
  expect(ended.status()).toBe(204)
}

test('a session that ends mid-work comes back without loss, in the same place', { tag: '@ci' }, async ({
  page,
  context,
  request,
}) => {
  const name = `La Espiga ${unique()}`
  await signIn(page, 'purchasing', '/suppliers/new')
  await page.getByLabel('Razón social').fill(name)
  await endSessions(request)
  await expect(page.getByText('Su sesión terminó')).toBeVisible()
  await page.getByRole('dialog').locator('input[type=password]').fill('not the password')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible()
  await page.getByRole('dialog').locator('input[type=password]').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Su sesión terminó')).toBeHidden()
  await expect(page.getByLabel('Razón social')).toHaveValue(name)
  await page.getByLabel('Correo').fill(`${unique()}@espiga.example`)
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  expect(context.pages()).toHaveLength(1)
})

test('a session found ended when something is saved: the saving waits, and goes on', { tag: '@ci' }, async ({
  page,
  request,
}) => {
  const name = `El Trigal ${unique()}`
  // Without the stream that would tell.
  await page.route('**/api/events', (route) => route.abort())
  await signIn(page, 'purchasing', '/suppliers/new')
  await page.getByLabel('Razón social').fill(name)
  await page.getByLabel('Correo').fill(`${unique()}@trigal.example`)
  await endSessions(request)
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByText('Su sesión terminó')).toBeVisible()
  await page.getByRole('dialog').locator('input[type=password]').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
})

test('what the server refuses stands at its field, and nothing typed is lost', { tag: '@ci' }, async ({ page }) => {
  await signIn(page, 'purchasing', '/suppliers/new')
  await page.getByLabel('Razón social').fill('Panificadora La Espiga')
  await page.getByLabel('Correo').fill('no es un correo')
  const refused = page.waitForResponse((answer) => answer.request().method() === 'POST')
  await page.getByRole('button', { name: 'Guardar' }).click()
  const answer = await refused
  expect(answer.status()).toBe(422)
  const { errors } = (await answer.json()) as { errors: { pointer: string; detail: string }[] }
  expect(errors.map(({ pointer }) => pointer)).toEqual(['/email'])
  const field = page.getByLabel('Correo')
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(field).toBeFocused()
  await expect(field).toHaveAccessibleDescription(new RegExp(errors[0]?.detail.slice(0, 20) ?? ''))
  await expect(page.getByLabel('Razón social')).toHaveValue('Panificadora La Espiga')
  expect(await violations(page)).toEqual([])
})

test('tabs share one session and one stream', { tag: '@ci' }, async ({ page, context }) => {
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
