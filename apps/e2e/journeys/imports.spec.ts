import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { as, expect, signIn, test } from '../support'

const unique = () => Math.random().toString(36).slice(2, 8).toUpperCase()

/** A price list; every fortieth price is none unless it is mended. */
async function priceList(page: Page, rows: number, mark: string, mended: boolean): Promise<Buffer> {
  const headers = await as(page, 'admin')
  const list = await page.request.get('/api/purchasing/suppliers?limit=1', { headers })
  const maker = ((await list.json()) as { items: { legal_name: string }[] }).items[0]?.legal_name
  const lines = Array.from({ length: rows }, (_, i) => {
    const price = i % 40 === 7 && !mended ? 'doce mil' : `${1000 + i}`
    return `Importado ${mark} ${i};${mark}-${i};${maker};${price};bodega 3`
  })
  return Buffer.from(['nombre;codigo sku;fabricante;precio;pasillo', ...lines].join('\n'))
}

const take = (page: Page, name: string, buffer: Buffer) =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer })

test('a clerk imports 5,000 products with errors, mends them, commits, and undoes', { tag: '@ci' }, async ({
  page,
}) => {
  test.setTimeout(180_000)
  const mark = unique()
  const headers = await as(page, 'admin')
  await signIn(page, 'purchasing', '/imports')
  await take(page, `lista-${mark}.csv`, await priceList(page, 5000, mark, false))
  await expect(page.getByRole('heading', { level: 1, name: `lista-${mark}.csv` })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Guardar 4.875 filas' })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('heading', { name: 'Errores · 125' })).toBeVisible()
  const first = page.getByRole('row').nth(1)
  await expect(first).toContainText('9')
  await expect(first).toContainText('precio')
  await expect(first).toContainText('doce mil')
  await expect(first).toContainText('Escriba un número')
  await expect(page.getByText(/título no se conoce: pasillo/)).toBeVisible()
  await page.getByRole('button', { name: 'Mostrar más' }).click()
  await expect(page.getByRole('row')).toHaveCount(126)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Descargar errores (CSV)' }).click()
  const file = readFileSync(await (await download).path(), 'utf8')
  expect(file.trim().split('\r\n')).toHaveLength(126)

  await page.getByRole('link', { name: 'Subir otro archivo' }).click()
  await take(page, `lista-${mark}.csv`, await priceList(page, 5000, mark, true))
  await page.getByRole('button', { name: 'Guardar 5.000 filas' }).click({ timeout: 30_000 })
  await expect(page.getByRole('heading', { name: 'Resultado' })).toBeVisible({ timeout: 60_000 })
  const found = await page.request.get(`/api/purchasing/products?search=${mark}&limit=1`, { headers })
  const [product] = ((await found.json()) as { items: { id: string; version: number }[] }).items
  expect(product).toBeDefined()

  // Somebody changes one of them: that is what the undo leaves.
  await page.request.patch(`/api/purchasing/products/${product?.id}`, {
    headers: { ...headers, 'if-match': `"${product?.version}"` },
    data: { price: { amount: 7700, currency: 'COP' } },
  })
  await page.getByRole('button', { name: 'Deshacer' }).click()
  await expect(page.getByRole('heading', { name: 'Deshecha', level: 2 })).toBeVisible({ timeout: 60_000 })
  const left = await page.request.get(`/api/purchasing/products?search=${mark}&limit=2`, { headers })
  const still = ((await left.json()) as { items: unknown[] }).items
  if (still.length > 0) await expect(page.getByRole('heading', { name: 'Lo que no se deshizo' })).toBeVisible()
  expect(still.length).toBeLessThanOrEqual(1)
})

test('changed fields return to their old value, and what somebody changed later is listed', async ({ page }) => {
  const mark = unique()
  const headers = await as(page, 'admin')
  const suppliers = await page.request.get('/api/purchasing/suppliers?limit=1', { headers })
  const supplier = ((await suppliers.json()) as { items: { id: string; legal_name: string }[] }).items[0]
  const ids: string[] = []
  for (const n of [1, 2]) {
    const made = await page.request.post('/api/purchasing/products', {
      headers,
      data: {
        name: `Deshacer ${mark} ${n}`,
        sku: `${mark}-${n}`,
        supplier_id: supplier?.id,
        price: { amount: 100000, currency: 'COP' },
      },
    })
    ids.push(((await made.json()) as { id: string }).id)
  }
  const rows = [1, 2].map((n) => `Deshacer ${mark} ${n};${mark}-${n};${supplier?.legal_name};2000`)
  await signIn(page, 'purchasing', '/imports')
  await take(page, 'precios.csv', Buffer.from(['nombre;codigo sku;fabricante;precio', ...rows].join('\n')))
  await page.getByRole('button', { name: 'Guardar 2 filas' }).click({ timeout: 20_000 })
  await expect(page.getByRole('heading', { name: 'Resultado' })).toBeVisible({ timeout: 20_000 })
  const now = await (await page.request.get(`/api/purchasing/products/${ids[0]}`, { headers })).json()
  expect(now.price.amount).toBe(200000)
  await page.request.patch(`/api/purchasing/products/${ids[0]}`, {
    headers: { ...headers, 'if-match': `"${now.version}"` },
    data: { price: { amount: 250000, currency: 'COP' } },
  })
  await page.getByRole('button', { name: 'Deshacer' }).click()
  await expect(page.getByRole('heading', { name: 'Lo que no se deshizo' })).toBeVisible({ timeout: 20_000 })
  const row = page.getByRole('row').filter({ hasText: `${mark}-1` })
  for (const text of ['Precio', '$ 1.000', '$ 2.000', '$ 2.500']) await expect(row).toContainText(text)
  const [kept, returned] = await Promise.all(
    ids.map(async (id) => (await page.request.get(`/api/purchasing/products/${id}`, { headers })).json()),
  )
  expect([kept.price.amount, returned.price.amount]).toEqual([250000, 100000])
})

test('what is no table is refused in words, and a template is at hand', async ({ page }) => {
  await signIn(page, 'purchasing', '/imports')
  await take(page, 'foto.pdf', Buffer.from('%PDF'))
  await expect(page.locator('main').getByRole('alert')).toContainText('no es CSV ni XLSX')
  await take(page, 'raro.csv', Buffer.from('a;b\n1;2\n'))
  await expect(page.locator('main').getByRole('alert')).toContainText('nombre, codigo sku, fabricante, precio')
  for (const [name, begin] of [
    ['Vacía, CSV', '\uFEFFnombre;codigo sku'],
    ['Vacía, Excel', 'PK'],
  ] as const) {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name, exact: true }).click()
    expect(readFileSync(await (await download).path(), 'utf8').startsWith(begin)).toBe(true)
  }
})

test('a lost connection loses no file', async ({ page, context }) => {
  const mark = unique()
  const list = await priceList(page, 3, mark, true)
  await signIn(page, 'purchasing', '/imports')
  await expect(page.locator('input[type=file]')).toBeAttached()
  await context.setOffline(true)
  await take(page, `${mark}.csv`, list)
  await expect(page.locator('main').getByRole('alert')).toContainText('El archivo no se perdió')
  await context.setOffline(false)
  await page.getByRole('button', { name: 'Subir de nuevo' }).click()
  await expect(page.getByRole('button', { name: 'Guardar 3 filas' })).toBeVisible({ timeout: 20_000 })
})

test('who does not keep the catalogue gets neither menu nor data', async ({ page }) => {
  const asked: string[] = []
  page.on('request', (request) => request.url().includes('/purchasing/imports') && asked.push(request.url()))
  await signIn(page, 'warehouse', '/imports')
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  await expect(page.getByRole('link', { name: 'Importaciones' })).toHaveCount(0)
  expect(asked).toEqual([])
})
