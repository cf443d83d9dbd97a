import type { Page } from '@playwright/test'
import { everyRoute } from '../pages'
import { as, expect, type Person, signIn, test } from '../support'

/** What somebody must not see: its entry of the menu, its pages, and what they are read from if nobody else's page needs it. */
const ADMINISTRATION = {
  '/users': '/api/identity/users',
  '/api-keys': '/api/identity/api-keys',
  '/health': '/api/sales/system/health',
  '/dead-letters': '/api/sales/system/dead-letters',
  '/sagas': '/api/ordering/sagas',
  '/audit': '/api/identity/system/audit',
}
const HIDDEN: Partial<Record<Person, Record<string, string>>> = {
  purchasing: ADMINISTRATION,
  warehouse: { ...ADMINISTRATION, '/imports': '/api/purchasing/imports' },
  logistics: { ...ADMINISTRATION, '/imports': '/api/purchasing/imports' },
  sales: { ...ADMINISTRATION, '/imports': '/api/purchasing/imports' },
  supplier: {
    ...ADMINISTRATION,
    '/imports': '/api/purchasing/imports',
    '/orders': '/api/sales/orders',
    '/customers': '/api/identity/customers',
    '/warehouses': '', // where to deliver is for suppliers too
    '/receipts': '',
    // How much there is of its products it may see; not the lots.
    '/stock/lots': '/api/inventory/lots',
    '/stock/expiring': '',
    '/stock/movements': '/api/inventory/movements',
    '/stock/adjust': '',
    '/stock/products': '',
    '/deliveries': '/api/logistics/deliveries',
    '/calendars': '/api/logistics/calendars',
  },
}

/** What every page asks, whoever looks. */
const ANYBODY = /^\/api\/(identity\/(sessions|me|company)|events|config)/

/** A page without a load of the whole application: as a link does it, or somebody who types an address into history. */
async function open(page: Page, path: string): Promise<void> {
  await page.evaluate((path) => {
    history.pushState({}, '', path)
    dispatchEvent(new PopStateEvent('popstate'))
  }, path)
}

for (const [who, hidden] of Object.entries(HIDDEN) as [Person, Record<string, string>][]) {
  test(`who must not see a page gets neither menu nor data: ${who}`, { tag: '@ci' }, async ({ page }) => {
    test.setTimeout(90_000)
    const headers = await as(page, who)
    await signIn(page, who, '/account')
    await expect(page.locator('main h1')).toBeVisible()
    const entries = await page.locator('nav a[href]').evaluateAll((all) => all.map((one) => one.getAttribute('href')))
    expect(entries).toContain('/products')
    const asked: string[] = []
    page.on('request', (request) => {
      const { pathname } = new URL(request.url())
      if (pathname.startsWith('/api/') && !ANYBODY.test(pathname)) asked.push(pathname)
    })
    for (const [path, api] of Object.entries(hidden)) {
      expect(entries).not.toContain(path)
      if (api) expect.soft((await page.request.get(api, { headers })).status(), `${who} asks ${api}`).toBe(403)
      for (const route of everyRoute().filter((route) => route === path || route.startsWith(`${path}/`))) {
        await open(page, '/account')
        await expect(page.getByRole('heading', { level: 1, name: 'Mi cuenta' })).toBeVisible()
        await open(page, route.replace(/\$\w+/, '01936b3e-0000-7000-8000-000000000000'))
        await expect(page.getByText('No tiene acceso a esta página'), `${who} at ${route}`).toBeVisible()
      }
    }
    expect(asked).toEqual([])
  })
}
