import { expect, signIn, test, violations } from '../support'

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
