import { deflateSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { as, expect, signIn, test } from '../support'

const unique = () => Math.random().toString(36).slice(2, 8).toUpperCase()

interface Product {
  id: string
  name: string
  sku: string
  supplier_name: string
  version: number
}

async function someProduct(page: Page, change: Record<string, unknown> = {}): Promise<Product> {
  const headers = await as(page, 'admin')
  const list = await page.request.get('/api/purchasing/suppliers?limit=1', { headers })
  const supplier = ((await list.json()) as { items: { id: string }[] }).items[0]
  const made = await page.request.post('/api/purchasing/products', {
    headers,
    data: {
      name: `Café molido ${unique()}`,
      sku: `CAF-${unique()}`,
      supplier_id: supplier?.id,
      price: { amount: 1250000, currency: 'COP' },
      ...change,
    },
  })
  expect(made.status()).toBe(201)
  return (await made.json()) as Product
}

/** A noisy picture, so that it does not compress and takes several pieces. */
function png(width: number, height: number): Buffer {
  const table = Array.from({ length: 256 }, (_, n) => {
    let c = n
    for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
    return c >>> 0
  })
  const crc = (bytes: Buffer) =>
    (bytes.reduce((sum, byte) => (table[(sum ^ byte) & 255] ?? 0) ^ (sum >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc(body))
    return Buffer.concat([length, body, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const line = () =>
    Buffer.concat([Buffer.from([0]), Buffer.from(Array.from({ length: width * 3 }, () => Math.random() * 256))])
  const rows = Buffer.concat(Array.from({ length: height }, line))
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

test('a product is entered, refused at its field, mended, and found', async ({ page }) => {
  const taken = await someProduct(page)
  const name = `Panela pulverizada ${unique()}`
  await signIn(page, 'purchasing', '/products/new')
  await page.getByRole('button', { name: 'Guardar' }).click()
  await expect(page.getByLabel('Nombre')).toHaveAttribute('aria-invalid', 'true')
  await page.getByLabel('Nombre').fill(name)
  await page.getByLabel('SKU').fill(taken.sku)
  await page.getByRole('combobox', { name: 'Proveedor' }).click()
  await page.getByRole('listbox').getByRole('option').first().click()
  await page.getByLabel('Precio de una unidad').fill('12500')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('SKU')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('SKU')).toBeFocused()
  await page.getByLabel('SKU').fill(`PAN-${unique()}`)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await page.goto('/products')
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type(name)
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('row').nth(1)).toContainText('$ 12.500')
})

test('two people change the same product: both versions are shown, one choice is saved', async ({ page }) => {
  const headers = await as(page, 'admin')
  const product = await someProduct(page)
  await signIn(page, 'purchasing', `/products/${product.id}/edit`)
  await page.getByLabel('Precio de una unidad').fill('13900')
  await page.request.patch(`/api/purchasing/products/${product.id}`, {
    headers: { ...headers, 'if-match': '"1"' },
    data: { price: { amount: 1300000, currency: 'COP' }, barcode: '7701234567890' },
  })
  await page.getByRole('button', { name: 'Guardar' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('$ 13.000')).toBeVisible()
  await expect(dialog.getByText('$ 13.900')).toBeVisible()
  await dialog.getByRole('button', { name: 'Guardar mi elección' }).click()
  await expect(page.getByRole('heading', { level: 1, name: product.name })).toBeVisible()
  const now = await (await page.request.get(`/api/purchasing/products/${product.id}`, { headers })).json()
  expect(now).toMatchObject({ price: { amount: 1390000 }, barcode: '7701234567890' })
})

test('a price is scheduled and stands among the coming ones', async ({ page }) => {
  const product = await someProduct(page)
  await signIn(page, 'purchasing', `/products/${product.id}`)
  await page.getByRole('button', { name: 'Programar precio' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Guardar precio' }).click()
  await expect(dialog.getByLabel('Precio de una unidad')).toHaveAttribute('aria-invalid', 'true')
  await dialog.getByLabel('Precio de una unidad').fill('14500')
  const day = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10)
  await dialog.getByLabel('Rige desde').fill(day)
  await dialog.getByRole('button', { name: 'Guardar precio' }).click()
  await expect(dialog).toBeHidden()
  const row = page.getByRole('row').filter({ hasText: 'Próximo' })
  await expect(row).toContainText('$ 14.500')
  await expect(row).toContainText('0:00')
  await expect(row).toContainText('+16')
  await expect(page.getByRole('row').filter({ hasText: 'Vigente' })).toContainText('$ 12.500')
})

test('a picture is uploaded in pieces, survives a lost connection, and is removed', async ({ page }) => {
  const product = await someProduct(page)
  await signIn(page, 'purchasing', `/products/${product.id}`)
  await expect(page.getByText('Sin imagen')).toBeVisible()
  const input = page.getByTestId('picture')
  await input.setInputFiles({ name: 'nota.txt', mimeType: 'text/plain', buffer: Buffer.from('nada') })
  await expect(page.getByText('no es una imagen')).toBeVisible()
  let pieces = 0
  await page.route('**/api/purchasing/media/*', async (route) => {
    if (route.request().method() !== 'PATCH') return route.fallback()
    pieces += 1
    // The second piece never arrives; the third one's answer is lost.
    if (pieces === 2) return route.abort()
    if (pieces === 3) {
      await route.fetch()
      return route.abort()
    }
    return route.fallback()
  })
  await input.setInputFiles({ name: 'foto.png', mimeType: 'image/png', buffer: png(600, 500) })
  await expect(page.getByRole('img', { name: `Imagen de ${product.name}` })).toBeVisible({ timeout: 30_000 })
  expect(pieces).toBeGreaterThan(4)
  const drawn = page.getByRole('img', { name: `Imagen de ${product.name}` })
  expect(await drawn.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(600)
  await page.getByRole('button', { name: 'Quitar imagen' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Quitar imagen' }).click()
  await expect(page.getByText('Sin imagen')).toBeVisible()
})

test('a product is archived and brought back', async ({ page }) => {
  const product = await someProduct(page)
  await signIn(page, 'purchasing', `/products/${product.id}`)
  await page.getByRole('button', { name: 'Archivar' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Archivar' }).click()
  await expect(page.getByRole('button', { name: 'Reactivar' })).toBeVisible()
  await page.getByRole('button', { name: 'Reactivar' }).click()
  await expect(page.getByRole('button', { name: 'Archivar' })).toBeVisible()
})

test('who does not keep the catalogue reads it only; a supplier sees its own products', async ({ page }) => {
  const product = await someProduct(page)
  await signIn(page, 'warehouse', `/products/${product.id}`)
  await expect(page.getByRole('heading', { level: 1, name: product.name })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Disponibilidad' })).toBeVisible()
  for (const name of ['Editar', 'Archivar', 'Elegir imagen', 'Programar precio']) {
    await expect(page.getByRole('button', { name })).toHaveCount(0)
    await expect(page.getByRole('link', { name })).toHaveCount(0)
  }
  await page.goto('/products/new')
  await expect(page.getByLabel('SKU')).toHaveCount(0)
  await page.context().clearCookies()
  await signIn(page, 'supplier', '/products')
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  const makers = await page.locator('tbody tr td:nth-child(3)').allTextContents()
  expect(new Set(makers).size).toBe(1)
})
