import { as, choose, expect, signIn, test, violations } from '../support'
import { sentOrder } from '../truck'

test('the warehouse receives two lots, a short line and damaged goods, and they are in stock', {
  tag: '@ci',
}, async ({ page }) => {
  test.setTimeout(120_000)
  const order = await sentOrder(page, { lines: 3, expires: true })
  const [lots, short, damaged] = order.lines
  if (!lots || !short || !damaged) throw new Error('three lines')
  const code = `J${Date.now() % 10_000_000}`
  await signIn(page, 'warehouse', '/receipts')
  await expect(page.getByRole('heading', { level: 1, name: 'Recepción' })).toBeVisible()
  expect(await violations(page)).toEqual([])

  // The number is scanned: found, and open.
  await page.getByLabel('Número de orden o proveedor').fill(order.number)
  await expect(page.getByRole('link', { name: new RegExp(order.number) })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: `Recibir ${order.number}` })).toBeVisible()

  // Two lots. What is typed survives a reload.
  await page.getByRole('button', { name: `Contar ${lots.name}` }).click()
  await page.getByLabel('Llegaron', { exact: true }).fill('30')
  await page.getByLabel('Lote', { exact: true }).fill(`${code}-A`)
  await page.getByLabel('Vence').first().fill('311230')
  await page.getByRole('button', { name: 'Otro lote' }).click()
  const second = page.locator('[data-lot="1"]')
  await expect(second.getByLabel('Llegaron', { exact: true })).toHaveValue('10')
  await second.getByLabel('Lote', { exact: true }).fill(`${code}-B`)
  await second.getByLabel('Vence').first().fill('30/06/2031')
  await page.waitForTimeout(300)
  await page.reload()
  await expect(page.getByText('Aquí sigue lo que ya contó en este equipo.')).toBeVisible()
  await expect(second.getByLabel('Lote', { exact: true })).toHaveValue(`${code}-B`)
  await second.getByLabel('Vence').first().press('Enter')

  // By the keyboard alone: the lot has the focus, then the day, then the next line.
  await expect(page.getByRole('listitem').filter({ hasText: lots.name }).getByText('Completo')).toBeVisible()
  const next = page.locator(`#line-${short.product_id}`)
  await expect(next.getByLabel('Lote', { exact: true })).toBeFocused()
  const began = Date.now()
  await page.keyboard.type(`${code}-C`)
  await page.keyboard.press('Enter')
  await page.keyboard.type('010731')
  await next.getByLabel('Llegaron', { exact: true }).fill(`${short.quantity - 8}`)
  await expect(next.getByText(`Faltan 8 de ${short.quantity} por llegar`)).toBeVisible()
  expect(await violations(page)).toEqual([])
  await next.getByRole('button', { name: 'Listo' }).click()
  expect(Date.now() - began).toBeLessThan(8_000)

  const last = page.locator(`#line-${damaged.product_id}`)
  await last.getByLabel('Lote', { exact: true }).fill(`${code}-D`)
  await last.getByLabel('Vence').first().fill('01/07/2031')
  await last.getByLabel('De ellas, dañadas').fill('4')
  await last.getByLabel('De ellas, dañadas').press('Enter')
  await page.getByRole('button', { name: 'Revisar' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Revise antes de recibir' })).toBeVisible()
  await expect(page.getByText('2 productos con faltante')).toBeVisible()
  await expect(page.getByText('4 dañadas').first()).toBeVisible()
  expect(await violations(page)).toEqual([])

  // The answer is lost on its way: sent again it is not received twice.
  let cut = false
  await page.route('**/receipts', async (route) => {
    if (cut || route.request().method() !== 'POST') return route.fallback()
    cut = true
    await route.fetch()
    await route.abort()
  })
  await page.getByRole('button', { name: /^Recibir \d+ unidades/ }).click()
  await expect(page).toHaveURL(/receipt=|receipts\//)
  const again = page.getByRole('button', { name: 'Enviar otra vez' })
  const received = page.getByRole('heading', { level: 1, name: `Recibo de ${order.number}` })
  await expect(again.or(received)).toBeVisible()
  if (await again.isVisible()) await again.click({ timeout: 3_000 }).catch(() => {})
  await expect(received).toBeVisible()
  await expect(page.getByText('En existencias', { exact: true })).toBeVisible({ timeout: 20_000 })
  expect(await violations(page)).toEqual([])

  const headers = await as(page, 'warehouse')
  const url = `/api/purchasing/purchase-orders/${order.id}`
  const now = (await (await page.request.get(url, { headers })).json()) as {
    status: string
    receipts: unknown[]
    lines: { received: number; damaged: number; open: number }[]
  }
  expect(now.status).toBe('partially_received')
  expect(now.receipts).toHaveLength(1)
  expect(now.lines.map((line) => [line.received, line.damaged, line.open])).toEqual([
    [40, 0, 0],
    [short.quantity - 8, 0, 8],
    [damaged.quantity - 4, 4, 4],
  ])

  await page.getByRole('link', { name: lots.name }).first().click()
  await expect(page).toHaveURL(new RegExp(`/stock/products/${lots.product_id}`))
  await expect(page.getByText(`${code}-A`).first()).toBeVisible()
  await expect(page.getByText(`${code}-B`).first()).toBeVisible()
})

test('what the server refuses stands at its line, and nothing is lost', async ({ page }) => {
  const order = await sentOrder(page, { lines: 2, expires: true })
  const [first] = order.lines
  if (!first) throw new Error('a line')
  // The page does not know that it expires: the server does.
  await page.route('**/api/purchasing/products?*', async (route) => {
    const answer = await route.fetch()
    const json = (await answer.json()) as { items: { shelf_life_days: number | null }[] }
    for (const item of json.items) item.shelf_life_days = null
    await route.fulfill({ response: answer, json })
  })
  await signIn(page, 'warehouse', `/receipts/${order.id}`)
  await page.getByRole('button', { name: 'Llegaron completos los 2 que no vencen' }).click()
  await page.getByRole('button', { name: 'Revisar' }).click()
  await page.getByRole('button', { name: /^Recibir \d+ unidades/ }).click()
  await expect(page.getByText('No se recibió nada todavía. Corrija lo señalado:')).toBeVisible()
  const line = page.locator(`#line-${first.product_id}`)
  await expect(line.getByText(/Este producto vence: indique la fecha/)).toBeVisible()
  await expect(line.getByLabel('Llegaron', { exact: true })).toHaveValue(`${first.quantity}`)
  expect(await violations(page)).toEqual([])
})

test('it is for thumbs: tablet and phone, dark, English', async ({ page }) => {
  await choose(page, 'en', 'dark')
  const order = await sentOrder(page, { lines: 2, expires: true })
  await signIn(page, 'warehouse', '/receipts')
  for (const [width, height] of [
    [820, 1180],
    [360, 740],
  ] as const) {
    await page.setViewportSize({ width, height })
    for (const path of ['/receipts', `/receipts/${order.id}`]) {
      await page.goto(path)
      await expect(page.locator('main h1')).toBeVisible()
      await expect(page.locator('main .mantine-Loader-root')).toHaveCount(0)
      const count = page.getByRole('button', { name: /^Count / }).first()
      if (path !== '/receipts' && (await count.isVisible())) await count.click()
      expect.soft(await violations(page), path).toEqual([])
      const small = await page
        .locator('main button:visible, main input:not([tabindex="-1"]):visible, main li > a:visible')
        .evaluateAll((all) =>
          all
            .map((one) => ({ height: one.getBoundingClientRect().height, text: one.outerHTML.slice(0, 120) }))
            .filter((one) => one.height > 1 && one.height < 48),
        )
      expect.soft(small, `${path} at ${width}`).toEqual([])
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect.soft(over, `${path} at ${width} scrolls sideways`).toBeLessThanOrEqual(0)
    }
  }
})
