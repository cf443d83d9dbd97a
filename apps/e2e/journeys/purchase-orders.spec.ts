import type { Page } from '@playwright/test'
import { as, choose, expect, signIn, test, violations } from '../support'

/** A test of the tier that `make test` runs. */
const CI = { tag: '@ci' }
const ORDERS = '/api/purchasing/purchase-orders'

interface Thing {
  id: string
  sku: string
  name: string
  pack_size: number
  legal_name: string
  version: number
}
type Headers = Record<string, string>

async function items(page: Page, path: string, headers: Headers): Promise<Thing[]> {
  const answer = await page.request.get(path, { headers })
  expect(answer.ok(), path).toBe(true)
  return ((await answer.json()) as { items: Thing[] }).items
}

/** The supplier that a user of the demonstration company belongs to, its products, and a warehouse. */
async function material(page: Page, headers: Headers) {
  const me = (await (await page.request.get('/api/identity/me', { headers: await as(page, 'supplier') })).json()) as {
    supplier_id: string
  }
  const suppliers = await items(page, '/api/purchasing/suppliers?limit=200&sort=created_at', headers)
  const supplier = suppliers.find((one) => one.id === me.supplier_id)
  const other = suppliers.find((one) => one.id !== me.supplier_id)
  const products = await items(
    page,
    `/api/purchasing/products?supplier_id=${me.supplier_id}&sort=name&limit=50`,
    headers,
  )
  const foreign = (await items(page, `/api/purchasing/products?supplier_id=${other?.id}&limit=1`, headers))[0]
  const warehouse = (await items(page, '/api/inventory/warehouses?limit=1', headers))[0]
  if (!supplier || !warehouse || !foreign || products.length < 10) throw new Error('not the demonstration company')
  return { supplier, products, foreign, warehouse }
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

async function writeOrder(page: Page, headers: Headers, days = 7, count = 2) {
  const { supplier, products, warehouse } = await material(page, headers)
  const answer = await page.request.post(ORDERS, {
    headers,
    data: {
      supplier_id: supplier.id,
      warehouse_id: warehouse.id,
      expected_on: inDays(days),
      lines: products
        .slice(0, count)
        .map((product) => ({ product_id: product.id, quantity: 24, unit_cost: { amount: 125_000, currency: 'COP' } })),
    },
  })
  expect(answer.status()).toBe(201)
  return (await answer.json()) as Thing & { number: string; lines: { product_id: string }[] }
}

async function post(page: Page, headers: Headers, path: string, data?: unknown) {
  const answer = await page.request.post(`${ORDERS}/${path}`, { headers, data })
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
  return (await answer.json()) as Thing
}

/** A keyboard that counts its keys. */
function keyboard(page: Page) {
  let keys = 0
  return {
    type: async (text: string) => {
      keys += text.length
      await page.keyboard.type(text)
    },
    press: async (key: string) => {
      keys += 1
      await page.keyboard.press(key)
    },
    count: () => keys,
  }
}

const product = (page: Page, n: number) =>
  page.getByRole('combobox', { name: `Producto de la línea ${n}`, exact: true })
const quantity = (page: Page, n: number) => page.getByLabel(`Cantidad de la línea ${n}`, { exact: true })
const cost = (page: Page, n: number) => page.getByLabel(`Costo unitario de la línea ${n}`, { exact: true })
const sum = (page: Page) => page.locator('strong[data-sum=total]')

test('a clerk writes and sends an order of ten lines with the keyboard alone', CI, async ({ page }) => {
  test.setTimeout(120_000)
  const headers = await as(page, 'admin')
  const { supplier, products, warehouse } = await material(page, headers)
  await signIn(page, 'purchasing', '/purchase-orders/new')
  const keys = keyboard(page)
  const began = Date.now()
  await expect(page.getByRole('combobox', { name: 'Proveedor' })).toBeFocused()
  await keys.type(supplier.legal_name.slice(0, 6))
  await keys.press('Enter')
  await expect(page.getByRole('combobox', { name: 'Bodega' })).toBeFocused()
  await keys.type(warehouse.name.split(' ').at(-1) ?? '')
  await keys.press('Enter')
  await expect(page.getByLabel('Se espera')).toBeFocused()
  await keys.press('Enter')
  await expect(product(page, 1)).toBeFocused()
  // No waiting from here on: as fast as the keys come.
  for (const [index, one] of products.slice(0, 10).entries()) {
    await keys.type(one.sku)
    await keys.press('Enter')
    await keys.type(index % 2 ? '2p' : '24')
    await keys.press('Enter')
    // Where it was bought before, the cost stands there, marked: typing replaces it.
    await keys.type('1250')
    await keys.press('Enter')
  }
  const units = products.slice(0, 10).reduce((all, one, index) => all + (index % 2 ? 2 * one.pack_size : 24), 0)
  const total = `$\u00a0${new Intl.NumberFormat('es-CO').format(units * 1250)}`
  await expect(sum(page)).toHaveText(total)
  await keys.press('Control+Enter')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/Orden P\d{8}/)
  const seconds = ((Date.now() - began) / 1000).toFixed(1)
  console.log(`ten lines: ${keys.count()} keys, ${seconds} s by machine`)
  // A clerk who types 5 keys a second needs 45 seconds for as many.
  expect(keys.count()).toBeLessThanOrEqual(225)
  await expect(page.locator('header').getByText('Enviada', { exact: true })).toBeVisible()
  await expect(page.locator('dd[data-sum=total]')).toHaveText(total)
  for (const one of products.slice(0, 10)) await expect(page.getByText(one.sku, { exact: true })).toBeVisible()

  // The second time the costs are known: Enter takes them.
  await page.goto('/purchase-orders/new')
  const again = keyboard(page)
  await expect(page.getByRole('combobox', { name: 'Proveedor' })).toBeFocused()
  await again.type(supplier.legal_name.slice(0, 6))
  for (const at of ['po-warehouse', 'po-day']) {
    await again.press('Enter')
    await expect(page.locator(`#${at}`)).toBeFocused()
  }
  await again.press('Enter')
  await again.type(products[0]?.sku ?? '')
  await again.press('Enter')
  await again.type('3p')
  await again.press('Enter')
  await expect(cost(page, 1)).toHaveValue('1.250')
  await again.press('Enter')
  await expect(product(page, 2)).toBeFocused()
  await expect(quantity(page, 1)).toHaveValue(new Intl.NumberFormat('es-CO').format(3 * (products[0]?.pack_size ?? 0)))
  await again.press('Control+s')
  await expect(page.locator('header').getByText('Borrador', { exact: true })).toBeVisible()
})

test('who is faster than the server gets what was typed, never what stood there before', async ({ page }) => {
  const headers = await as(page, 'admin')
  const { supplier, products, warehouse } = await material(page, headers)
  const [one, two] = products
  await page.route('**/api/purchasing/products?*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700))
    await route.continue()
  })
  await signIn(page, 'purchasing', `/purchase-orders/new?supplier_id=${supplier.id}&warehouse_id=${warehouse.id}`)
  await product(page, 1).focus()
  await page.keyboard.type(`${one?.sku}`)
  await page.keyboard.press('Enter')
  await expect(quantity(page, 1)).toBeFocused()
  await page.keyboard.type('5')
  await page.keyboard.press('Enter')
  await page.keyboard.type('100')
  await page.keyboard.press('Enter')
  await page.keyboard.type(`${two?.sku}`)
  await page.keyboard.press('Enter')
  await page.keyboard.type('6')
  await page.keyboard.press('Enter')
  await page.keyboard.type('100')
  await page.keyboard.press('Enter')
  // Of several nobody chose: none is taken.
  const prefix = one?.sku.slice(0, 3) ?? ''
  await page.keyboard.type(prefix)
  await page.keyboard.press('Enter')
  await page.keyboard.type('7')
  await expect(product(page, 1)).toHaveValue(one?.name ?? '')
  await expect(product(page, 2)).toHaveValue(two?.name ?? '')
  await expect(page.getByText(`Varios productos coinciden con «${prefix}»: elija uno.`)).toBeVisible()
  await expect(quantity(page, 3)).toHaveValue('7')
  await page.keyboard.press('Control+s')
  await expect(product(page, 3)).toBeFocused()
  await expect(page.getByRole('alert').filter({ hasText: 'Línea 3' })).toBeVisible()
})

test('rows of a spreadsheet are pasted, errors stand at their lines, and a reload keeps all of it', async ({
  page,
}) => {
  const headers = await as(page, 'admin')
  const { supplier, products, foreign } = await material(page, headers)
  const [one, two] = products
  await signIn(page, 'purchasing', `/purchase-orders/new?supplier_id=${supplier.id}`)
  const rows = [
    'SKU\tCantidad\tCosto',
    `${one?.sku}\t24\t1.250,50`,
    `${two?.sku}\t2p`,
    `NO-HAY-99\t5\t100`,
    `${foreign.sku}\t5\t100`,
    `${one?.sku}\tdoce\t100`,
  ].join('\n')
  await product(page, 1).focus()
  await page.evaluate((text) => {
    const data = new DataTransfer()
    data.setData('text/plain', text)
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    )
  }, rows)
  await expect(product(page, 6)).toBeFocused()
  const shown = async () => {
    await expect(product(page, 1)).toHaveValue(one?.name ?? '')
    await expect(cost(page, 1)).toHaveValue('1.250,50')
    await expect(product(page, 2)).toHaveValue(two?.name ?? '')
    await expect(product(page, 3)).toHaveValue('NO-HAY-99')
    await expect(page.getByText('No hay un producto «NO-HAY-99» de este proveedor.')).toBeVisible()
    await expect(page.getByText(/Es de otro proveedor/)).toBeVisible()
    await expect(page.getByText('Ya está en la línea 1: sume las cantidades.')).toBeVisible()
    await expect(quantity(page, 5)).toHaveValue('doce')
  }
  await shown()
  await page.waitForTimeout(400)
  await page.reload()
  await expect(page.getByText('Recuperamos lo que había escrito')).toBeVisible()
  await shown()
  for (const n of [5, 4, 3]) await page.getByRole('button', { name: `Quitar la línea ${n}` }).click()
  await cost(page, 2).fill('900')
  await page.getByRole('combobox', { name: 'Bodega' }).click()
  await page.getByRole('option').first().click()
  await page.getByRole('button', { name: /Guardar borrador/ }).click()
  await expect(page.locator('header').getByText('Borrador', { exact: true })).toBeVisible()
})

test('what the server refuses stands at its line', async ({ page }) => {
  const headers = await as(page, 'admin')
  const { supplier, warehouse } = await material(page, headers)
  const sku = `E2E-${Math.random().toString(36).slice(2, 8)}`.toUpperCase()
  const price = { amount: 100_000, currency: 'COP' }
  const made = await page.request.post('/api/purchasing/products', {
    headers,
    data: { sku, name: `Queso ${sku}`, supplier_id: supplier.id, price, tax_rate_bp: 0 },
  })
  expect(made.status()).toBe(201)
  const { id, version } = (await made.json()) as Thing
  // Otherwise the page would hear of it by itself.
  await page.route('**/api/events', (route) => route.abort())
  await signIn(page, 'purchasing', `/purchase-orders/new?supplier_id=${supplier.id}&warehouse_id=${warehouse.id}`)
  await product(page, 1).focus()
  await page.keyboard.type(sku)
  await page.keyboard.press('Enter')
  await page.keyboard.type('5')
  await page.keyboard.press('Enter')
  await page.keyboard.type('900')
  await expect(product(page, 1)).toHaveValue(`Queso ${sku}`)
  const archived = await page.request.patch(`/api/purchasing/products/${id}`, {
    headers: { ...headers, 'if-match': `"${version}"`, 'content-type': 'application/merge-patch+json' },
    data: { status: 'archived' },
  })
  expect(archived.ok()).toBe(true)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('alert').filter({ hasText: 'Línea 1' })).toContainText('archivado')
  await expect(product(page, 1)).toBeFocused()
  await expect(product(page, 1)).toHaveAttribute('aria-invalid', 'true')
  await expect(quantity(page, 1)).toHaveValue('5')
})

test('what somebody else changed meanwhile is shown, and nobody overwrites it unseen', async ({ page }) => {
  const headers = await as(page, 'admin')
  const order = await writeOrder(page, headers)
  await signIn(page, 'purchasing', `/purchase-orders/${order.id}/edit`)
  await expect(quantity(page, 1)).toHaveValue('24')
  await page.getByLabel('Nota para el proveedor').fill('Por el muelle 2')
  const theirs = await page.request.patch(`${ORDERS}/${order.id}`, {
    headers: { ...headers, 'if-match': `"${order.version}"`, 'content-type': 'application/merge-patch+json' },
    data: { note: 'Por el muelle 7', expected_on: inDays(9) },
  })
  expect(theirs.ok()).toBe(true)
  await page.keyboard.press('Control+s')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Alguien cambió esto mientras tanto')
  await expect(dialog.getByLabel('Por el muelle 2')).toBeChecked()
  await dialog.getByRole('button', { name: 'Guardar mi elección' }).click()
  await expect(page.locator('header').getByText('Borrador', { exact: true })).toBeVisible()
  await expect(page.getByText('Por el muelle 2')).toBeVisible()
})

test('an order is sent, changed, and closed, before the eyes of others', async ({ page, browser }) => {
  test.setTimeout(120_000)
  const headers = await as(page, 'admin')
  const order = await writeOrder(page, headers)
  const context = await browser.newContext()
  const watcher = await context.newPage()
  await signIn(watcher, 'warehouse', `/purchase-orders/${order.id}`)
  await expect(watcher.locator('header').getByText('Borrador', { exact: true })).toBeVisible()
  // The warehouse reads it, and writes nothing.
  for (const name of ['Editar', 'Enviar al proveedor', 'Más', 'Recibir', /Confirmar/]) {
    await expect(watcher.getByRole('link', { name, exact: true })).toHaveCount(0)
    await expect(watcher.getByRole('button', { name, exact: true })).toHaveCount(0)
  }

  await signIn(page, 'purchasing', `/purchase-orders/${order.id}`)
  await page.getByRole('button', { name: 'Enviar al proveedor' }).click()
  await expect(page.getByRole('dialog')).toContainText('@')
  await page.getByRole('dialog').getByRole('button', { name: 'Enviar' }).click()
  await expect(page.locator('header').getByText('Enviada', { exact: true })).toBeVisible()
  await expect(watcher.locator('header').getByText('Enviada', { exact: true })).toBeVisible()
  await expect(watcher.getByRole('link', { name: 'Recibir' })).toHaveAttribute('href', `/receipts/${order.id}`)

  // The supplier delivers less, later.
  const short = { product_id: order.lines[0]?.product_id, quantity: 10 }
  await post(page, await as(page, 'supplier'), `${order.id}/confirm`, { on: inDays(8), lines: [short] })
  await expect(page.locator('header').getByText('Confirmada', { exact: true })).toBeVisible()
  await expect(page.locator('header').getByText('Incompleta', { exact: true })).toBeVisible()
  await expect(page.getByText('14 no llegarán')).toBeVisible()
  await expect(page.getByText('El proveedor la entrega tarde')).toBeVisible()

  await page.getByRole('link', { name: 'Cambiar el pedido' }).click()
  await expect(page.getByText('El proveedor ya tiene esta orden')).toBeVisible()
  await quantity(page, 2).fill('30')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Hay cambios sin confirmar')).toBeVisible()
  await expect(page.getByText('24 → 30')).toBeVisible()
  await expect(page.locator('header').getByText('Enviada', { exact: true })).toBeVisible()

  const lines = order.lines.map((line) => ({
    product_id: line.product_id,
    quantity: 8,
    damaged: 1,
    lot: 'L-9',
    expires_on: inDays(60),
  }))
  await post(page, headers, `${order.id}/receipts`, { lines })
  await expect(page.locator('header').getByText('Recibida en parte', { exact: true })).toBeVisible()
  await expect(page.getByText('1 dañada').first()).toBeVisible()
  await expect(page.getByText('En inventario')).toBeVisible()
  await page.getByRole('button', { name: 'Más' }).click()
  await page.getByRole('menuitem', { name: /Cerrar/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sí, cerrarla' }).click()
  await expect(page.locator('header').getByText('Recibida', { exact: true })).toBeVisible()
  await expect(watcher.locator('header').getByText('Recibida', { exact: true })).toBeVisible()
  await context.close()
})

test('an order that is not wanted is cancelled after a question', async ({ page }) => {
  const order = await writeOrder(page, await as(page, 'admin'))
  await signIn(page, 'purchasing', `/purchase-orders?number=${order.number}`)
  await page.getByRole('link', { name: order.number }).click()
  for (const answer of ['Dejarla', 'Sí, cancelar la orden']) {
    await page.getByRole('button', { name: 'Más' }).click()
    await page.getByRole('menuitem', { name: 'Cancelar la orden' }).click()
    await page.getByRole('dialog').getByRole('button', { name: answer }).click()
  }
  await expect(page.locator('header').getByText('Cancelada', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Más' }).click()
  await expect(page.getByRole('menuitem')).toHaveText(['Imprimir', 'Pedir otra vez'])
})

test('the list is narrowed to what is late, and found by number', async ({ page }) => {
  const headers = await as(page, 'admin')
  const late = await writeOrder(page, headers, -3)
  await post(page, headers, `${late.id}/send`)
  await signIn(page, 'warehouse', '/purchase-orders')
  await expect(page.getByRole('link', { name: 'Nueva orden de compra' })).toHaveCount(0)
  await page.getByLabel('Atrasada').selectOption('true')
  await expect(page.getByRole('link', { name: late.number })).toBeVisible()
  await expect(page.getByRole('table').getByText('Atrasada').first()).toBeVisible()
  await page.getByLabel('Buscar').fill(late.number)
  await expect(page.getByRole('table').getByRole('link')).toHaveText([late.number])
})

test('on a phone filters open from one button, and each in use can be taken away', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await signIn(page, 'purchasing', '/purchase-orders')
  await expect(page.getByLabel('Orden', { exact: true })).toHaveValue('-created_at')
  await expect(page.getByRole('combobox', { name: 'Situación' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Filtros', exact: true }).press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByLabel('Estado', { exact: true })).toBeFocused()
  await page.getByRole('combobox', { name: 'Situación' }).selectOption('true')
  await page.getByLabel('Se espera desde').fill(inDays(-400))
  await expect(page).toHaveURL(/expected_from=.*/)
  await expect(page.getByRole('button', { name: 'Filtros (2)' })).toHaveAttribute('aria-expanded', 'true')
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Filtros (2)' })).toBeFocused()
  await expect(page.getByRole('combobox', { name: 'Situación' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Quitar Situación: Abiertas' }).click()
  await expect(page).not.toHaveURL(/open=/)
  await expect(page.getByRole('button', { name: 'Filtros (1)' })).toBeFocused()
})

test('on paper there is the order and nothing else', async ({ page }) => {
  const order = await writeOrder(page, await as(page, 'admin'))
  await choose(page, 'es', 'dark')
  await signIn(page, 'purchasing', `/purchase-orders/${order.id}/print`)
  const paper = page.locator('article')
  await expect(paper).toContainText(order.number)
  await expect(paper).toContainText('BORRADOR')
  await expect(paper.locator('tbody tr')).toHaveCount(2)
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('navigation')).toBeHidden()
  await expect(page.getByRole('button', { name: 'Imprimir' })).toBeHidden()
  await expect(paper).toBeVisible()
  const colours = await paper.evaluate((element) => {
    const style = getComputedStyle(element)
    return [style.color, style.backgroundColor]
  })
  expect(colours).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)'])
})

test('a supplier sees the orders that it was sent, and may confirm and print them', async ({ page }) => {
  const headers = await as(page, 'admin')
  const sent = await writeOrder(page, headers)
  await post(page, headers, `${sent.id}/send`)
  const draft = await writeOrder(page, headers)
  await signIn(page, 'supplier', '/purchase-orders')
  await expect(page.getByRole('link', { name: sent.number })).toBeVisible()
  await expect(page.getByRole('link', { name: draft.number })).toHaveCount(0)
  await page.getByRole('link', { name: sent.number }).click()
  await expect(page.getByRole('link', { name: 'Confirmar' })).toHaveAttribute(
    'href',
    `/purchase-orders/${sent.id}/confirm`,
  )
  const header = page.locator('main header')
  await expect(header.getByRole('button')).toHaveCount(0)
  await expect(header.getByRole('link', { name: /Confirmar|Imprimir/ })).toHaveCount(2)
  await expect(header.getByRole('link')).toHaveCount(3)
  await page.goto(`/purchase-orders/${draft.id}`)
  await expect(page.getByText('Esto no existe o no es visible para usted.')).toBeVisible()
  await page.goto('/purchase-orders/new')
  await expect(page.getByRole('combobox', { name: 'Proveedor' })).toHaveCount(0)
})

test('logistics gets neither menu nor data', async ({ page }) => {
  const order = await writeOrder(page, await as(page, 'admin'))
  const asked: string[] = []
  page.on('request', (request) => request.url().includes(ORDERS) && asked.push(request.url()))
  await signIn(page, 'logistics', '/purchase-orders')
  await expect(page.getByRole('navigation').first()).toBeVisible()
  await expect(page.getByRole('link', { name: 'Órdenes de compra' })).toHaveCount(0)
  await expect(page.getByRole('table')).toHaveCount(0)
  await page.goto(`/purchase-orders/${order.id}`)
  await expect(page.locator('main')).not.toContainText(order.number)
  expect(asked).toEqual([])
})

for (const lang of ['es', 'en'] as const) {
  for (const scheme of ['light', 'dark'] as const) {
    test(`axe finds nothing on the pages of purchase orders: ${lang}, ${scheme}`, async ({ page }) => {
      test.setTimeout(180_000)
      const headers = await as(page, 'admin')
      const draft = await writeOrder(page, headers)
      const order = await writeOrder(page, headers, -1, 3)
      await post(page, headers, `${order.id}/send`)
      const [first, second] = order.lines
      await post(page, headers, `${order.id}/confirm`, {
        lines: [{ product_id: first?.product_id, quantity: 20 }],
        note: 'Falta empaque.',
      })
      await post(page, headers, `${order.id}/receipts`, {
        lines: [{ product_id: second?.product_id, quantity: 9, damaged: 2, lot: 'L-1', expires_on: inDays(80) }],
      })
      await choose(page, lang, scheme)
      await signIn(page, 'admin')
      for (const path of [
        '/purchase-orders',
        `/purchase-orders/${order.id}`,
        `/purchase-orders/${draft.id}`,
        `/purchase-orders/${order.id}/edit`,
        `/purchase-orders/${order.id}/print`,
        '/purchase-orders/new',
      ]) {
        for (const width of [1366, 360]) {
          await page.setViewportSize({ width, height: width === 360 ? 740 : 768 })
          await page.goto(path)
          await expect(page.locator('main h1')).toBeVisible()
          await expect(page.locator('main .mantine-Loader-root')).toHaveCount(0)
          expect(await violations(page), `${path} at ${width}`).toEqual([])
          const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
          expect(over, `${path} at ${width} scrolls sideways`).toBeLessThanOrEqual(0)
        }
      }
    })
  }
}
