import { as, expect, signIn, test, violations } from '../support'

test('an administrator creates a person, blocks them, lets them in again', async ({ page }) => {
  const mail = `p${Date.now()}@demo.storeflow.test`
  await signIn(page, 'admin', '/users/new')
  await page.getByLabel('Nombre').fill('Prueba Pérez')
  await page.getByLabel('Correo').fill('purchasing@demo.storeflow.test')
  await page.getByLabel('Contraseña').fill('clave-segura-9')
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByText('Elija al menos una función.').first()).toBeVisible()
  await page.getByRole('checkbox', { name: 'Bodega' }).check()
  await page.getByRole('combobox', { name: 'Bodegas' }).press('ArrowDown')
  await page.getByRole('option', { name: /Cali/ }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Guardar' }).click()
  // Somebody else's address: refused at its field, and the rest stays.
  await expect(page.getByLabel('Correo')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('Nombre')).toHaveValue('Prueba Pérez')
  await page.getByLabel('Correo').fill(mail)
  await page.getByRole('button', { name: 'Guardar' }).click()

  await page.getByRole('button', { name: 'Bloquear' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Bloquear' }).click()
  await expect(page.getByText('Bloqueado').first()).toBeVisible()
  await page.getByRole('button', { name: 'Desbloquear' }).click()
  await expect(page.getByRole('button', { name: 'Bloquear', exact: true })).toBeVisible()
  expect(await violations(page)).toEqual([])
})

test('an API key shows its secret once and is revoked', async ({ page }) => {
  const name = `ERP ${Date.now() % 1_000_000}`
  await signIn(page, 'admin', '/users')
  await page.getByRole('link', { name: 'Llaves de acceso' }).click()
  await page.getByRole('button', { name: 'Nueva llave' }).click()
  await page.getByRole('textbox', { name: 'Sistema' }).fill(name)
  await page.getByRole('checkbox', { name: 'Compras' }).check()
  await page.getByRole('button', { name: 'Crear llave' }).click()
  const secret = page.getByLabel(`Secreto de ${name}`)
  await expect(secret).toHaveValue(/^sfk_/)
  await page.keyboard.press('Escape')
  await expect(secret).toBeVisible()
  await page.getByRole('button', { name: 'Ya lo guardé' }).click()
  await expect(secret).toHaveCount(0)
  await page.getByRole('button', { name: `Revocar ${name}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revocar' }).click()
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText('Revocada')
  expect(await violations(page)).toEqual([])
})

for (const path of ['/health', '/dead-letters', '/sagas', '/audit']) {
  test(`${path} is for administrators`, async ({ page }) => {
    await signIn(page, 'admin', path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    expect(await violations(page)).toEqual([])
  })
  test(`${path} shows nobody else anything`, async ({ page }) => {
    const asked: string[] = []
    page.on('request', (request) => {
      if (/\/system\/|\/sagas/.test(new URL(request.url()).pathname.replace(/^\/src\/.*/, ''))) {
        if (request.url().includes('/api/')) asked.push(request.url())
      }
    })
    await signIn(page, 'purchasing', path)
    await expect(page.getByRole('link', { name: 'Auditoría' })).toHaveCount(0)
    expect(asked).toEqual([])
  })
}

test('an administrator says what the company is called, and finds it in the audit log', async ({ page }) => {
  const name = `Distribuidora ${Date.now() % 1_000_000} S.A.S.`
  await signIn(page, 'admin', '/settings')
  await expect(page.getByText('peso colombiano (COP)')).toBeVisible()
  expect(await violations(page)).toEqual([])
  await page.getByRole('link', { name: 'Editar' }).click()
  await page.getByLabel('Razón social').fill(name)
  await page.getByLabel('Correo').fill('not a mail')
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByLabel('Correo')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('Razón social')).toHaveValue(name)
  await page.getByLabel('Correo').fill('hola@distribuidora.example')
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Ajustes' })).toBeVisible()
  await expect(page.getByText(name).first()).toBeVisible()
  // Its history says from what to what.
  await expect(page.getByRole('listitem').filter({ hasText: 'Los cambió' }).filter({ hasText: name })).toBeVisible()

  await page.goto('/audit')
  await page.getByRole('searchbox').fill(name.split(' ')[1] ?? '')
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('row').nth(1)).toContainText('Cambió los datos de la empresa')
  // The filters stand in the address.
  await page.reload()
  await expect(page.getByRole('row')).toHaveCount(2)
  const who = page.getByRole('combobox', { name: 'Quién' })
  await who.click()
  await who.pressSequentially('Natalia')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Nada coincide con lo que busca')).toBeVisible()
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Quitar filtros' }).first().click()
  await page.getByLabel('Hasta').fill('2020-01-01')
  await expect(page.getByText('Nada coincide con lo que busca')).toBeVisible()
})

test('one changes what one is called, and the frame says so', async ({ page }) => {
  await signIn(page, 'warehouse', '/account')
  const name = page.getByLabel('Nombre', { exact: true })
  await expect(name).not.toHaveValue('')
  const before = await name.inputValue()
  await name.fill('Beatriz Prueba')
  await page.getByRole('button', { name: 'Guardar nombre' }).click()
  await expect(page.locator('header').first()).toContainText('Beatriz Prueba')
  await page.reload()
  await expect(name).toHaveValue('Beatriz Prueba')
  expect(await violations(page)).toEqual([])
  await name.fill(before)
  await page.getByRole('button', { name: 'Guardar nombre' }).click()
  await expect(page.locator('header').first()).toContainText(before)
})

test('staff sees who changed what of a supplier', async ({ page }) => {
  const headers = await as(page, 'purchasing')
  const { items } = await (await page.request.get('/api/purchasing/suppliers?limit=1', { headers })).json()
  const phone = `+57601${1_000_000 + (Date.now() % 1_000_000)}`
  const patched = await page.request.patch(`/api/purchasing/suppliers/${items[0].id}`, {
    headers: { ...headers, 'if-match': `"${items[0].version}"`, 'content-type': 'application/merge-patch+json' },
    data: { phone },
  })
  expect(patched.ok(), await patched.text()).toBe(true)
  const refused: string[] = []
  page.on('response', (answer) => {
    if (answer.status() === 403) refused.push(answer.url())
  })
  await signIn(page, 'warehouse', `/suppliers/${items[0].id}`)
  const entry = page.getByRole('listitem').filter({ hasText: '→' }).first()
  await expect(entry).toContainText('Teléfono')
  await expect(entry).toContainText(phone)
  await expect(entry).toContainText('Camilo')
  expect(refused).toEqual([])
})
