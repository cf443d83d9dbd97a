import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { LOOKS, type Look, layOut } from '../sheet'
import { expect, PASSWORD, test, violations } from '../support'

/** Pictures of the customers' application in every language, theme and width onto docs/customer/, with axe on each. */
const pictures = fileURLToPath(new URL('../results/customer-pictures', import.meta.url))
const sheets = fileURLToPath(new URL('../../../docs/customer', import.meta.url))

const SCREENS = {
  before: ['sign-in', 'register', 'forgot-password', 'reset-password'],
  shopping: ['home', 'catalogue', 'search', 'search-close', 'favourites', 'product', 'cart'],
  orders: ['orders', 'saved', 'cancel', 'confirmed', 'delivered', 'report', 'rejected'],
  account: ['account', 'unsent', 'shop'],
} as const
type Screen = (typeof SCREENS)[keyof typeof SCREENS][number]

const fileOf = (screen: string, { lang, scheme, width }: Look) => `${pictures}/${screen} ${lang}-${scheme}-${width}.png`

async function take(page: Page, screen: Screen, look: Look): Promise<void> {
  await expect(page.locator('.m-waiting')).toHaveCount(0)
  await page.waitForTimeout(300)
  const found = await violations(page)
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  if (over > 0) found.push(`scrolls sideways by ${over} px`)
  expect.soft(found, `${screen} ${look.lang} ${look.scheme} ${look.width}`).toEqual([])
  await page.screenshot({ path: fileOf(screen, look), animations: 'disabled', caret: 'hide' })
}

interface Order {
  id: string
  status: string
}
interface Stock {
  product_id: string
  in_one_warehouse: number
}

/** Reads the API as the shop that is pictured. */
async function readAs(page: Page) {
  const signedIn = await page.request.post('/api/identity/sessions', {
    data: { login: 'customer@demo.storeflow.test', password: PASSWORD, app: 'api' },
  })
  const { access_token } = (await signedIn.json()) as { access_token: string }
  const headers = { authorization: `Bearer ${access_token}` }
  return {
    get: async <T>(path: string): Promise<T[]> =>
      ((await (await page.request.get(path, { headers })).json()) as { items: T[] }).items,
    post: (path: string, data: unknown) => page.request.post(path, { headers, data }),
  }
}

test.beforeAll(() => {
  mkdirSync(pictures, { recursive: true })
})

for (const look of LOOKS) {
  const { lang, scheme, width } = look
  test(`pictures: ${lang}, ${scheme}, ${width}`, async ({ page, context }) => {
    test.setTimeout(180_000)
    await page.setViewportSize({ width, height: width === 360 ? 740 : 768 })
    await page.addInitScript(
      ([lang, scheme]) => {
        localStorage.setItem('storeflow-customer:lang', lang)
        localStorage.setItem('storeflow-customer:theme', scheme)
      },
      [lang, scheme] as const,
    )
    for (const screen of SCREENS.before) {
      await page.goto(`/customer/${screen === 'reset-password' ? `${screen}#token=none` : screen}`)
      await expect(page.locator('form')).toBeVisible()
      await take(page, screen, look)
    }

    const api = await readAs(page)
    // What the demonstration company happens not to have on this day.
    const stock = await api.get<Stock>('/api/inventory/availability/changes?limit=5000')
    const sold = stock.filter((one) => one.in_one_warehouse > 0).sort((a, b) => a.in_one_warehouse - b.in_one_warehouse)
    const furnish = async (status: string, one: Stock | undefined, more: number) => {
      const found = () => api.get<Order>(`/api/sales/orders?status=${status}&limit=1`)
      if ((await found()).length > 0 || !one) return
      const lines = [{ product_id: one.product_id, quantity: more > 0 ? one.in_one_warehouse + more : 1 }]
      expect((await api.post('/api/sales/orders', { fulfilment: 'complete', lines })).status()).toBe(202)
      await expect.poll(async () => (await found()).length, { timeout: 20_000 }).toBe(1)
    }
    await furnish('rejected', sold[0], 50)
    await furnish('scheduled', sold.at(-1), 0)

    await page.goto('/customer/')
    await page.locator('input[name=login]').fill('customer@demo.storeflow.test')
    await page.locator('input[name=password]').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await expect(page.locator('.c-categories')).toBeVisible()
    await take(page, 'home', look)
    const one = async (status: string) => (await api.get<Order>(`/api/sales/orders?status=${status}&limit=1`))[0]?.id

    await page.goto('/customer/catalogue')
    const add = page.locator('.c-row .m-add')
    for (let i = 0; i < 3; i += 1) {
      await add.first().click()
      await expect(page.locator('.c-row .m-stepper')).toHaveCount(i + 1)
    }
    await take(page, 'catalogue', look)
    await page.getByRole('searchbox').fill('leche')
    await take(page, 'search', look)
    await page.getByRole('searchbox').fill('axeite')
    await take(page, 'search-close', look)
    await page.goto('/customer/catalogue?list=favourites')
    await take(page, 'favourites', look)
    await page.goto('/customer/catalogue?q=leche')
    await page.locator('.c-row a').first().click()
    await expect(page.locator('.c-product')).toBeVisible()
    await take(page, 'product', look)
    await page.goto('/customer/cart')
    await expect(page.locator('.c-line').first()).toBeVisible()
    await take(page, 'cart', look)

    for (const [screen, status] of [
      ['confirmed', 'scheduled'],
      ['delivered', 'delivered'],
      ['rejected', 'rejected'],
    ] as const) {
      await page.goto(`/customer/orders/${await one(status)}`)
      await expect(page.locator('.c-timeline')).toBeVisible()
      await take(page, screen, look)
    }
    await page.goto(`/customer/orders/${await one('delivered')}/report`)
    await page.locator('main .m-add').first().click()
    await take(page, 'report', look)
    await page.goto('/customer/account/shop')
    await expect(page.locator('form')).toBeVisible()
    await take(page, 'shop', look)

    await page.goto('/customer/cart')
    await expect(page.locator('.c-line').first()).toBeVisible()
    await context.setOffline(true)
    await page.locator('.c-confirm .m-first').click()
    await expect(page.locator('.c-stand')).toBeVisible()
    // What says so goes by itself.
    await expect(page.locator('.m-toast')).toHaveCount(0)
    await take(page, 'saved', look)
    await page.locator('.m-danger').click()
    await take(page, 'cancel', look)
    await page.keyboard.press('Escape')
    await page.goto('/customer/orders')
    await take(page, 'orders', look)
    await page.goto('/customer/account')
    await expect(page.locator('.c-facts')).toBeVisible()
    await take(page, 'account', look)
    await page.getByRole('button', { name: /^(Cerrar sesión|Sign out)$/ }).click()
    await take(page, 'unsent', look)
    await context.setOffline(false)
  })
}

test('the contact sheets', async ({ browser }) => {
  test.setTimeout(120_000)
  await layOut(browser, {
    folder: sheets,
    groups: new Map(Object.entries(SCREENS)),
    pictureOf: (screen, look) => fileOf(screen, look),
    first: 360,
    shown: { 1366: 318, 360: 240 },
    scratch: pictures,
    title: 'The customer app, seen',
    lead: 'Every screen on the demonstration company: Spanish and English, light and dark, at 360 and 1366 px.',
    mostBytes: 2_500_000,
  })
})
