import type { Page } from '@playwright/test'
import type { Get } from './pages'
import { as, expect, type Person, violations } from './support'
import { sentOrder } from './truck'

/** Reads the API as somebody. */
export async function reader(page: Page, who: Person = 'admin'): Promise<Get> {
  const headers = await as(page, who)
  return async (path) => {
    const found = await page.request.get(path, { headers })
    return found.ok() ? found.json() : {}
  }
}

/**
 * What a demonstration company does not begin with, so that each page has something to show: an import with errors, and a
 * purchase order in each state that has a page of its own.
 */
export async function furnish(page: Page): Promise<void> {
  const headers = await as(page, 'admin')
  const items = async <T>(path: string): Promise<T[]> =>
    ((await (await page.request.get(path, { headers })).json()) as { items: T[] }).items
  if ((await items('/api/purchasing/imports?limit=1')).length === 0) {
    const [maker] = await items<{ legal_name: string }>('/api/purchasing/suppliers?limit=1')
    const rows = Array.from(
      { length: 60 },
      (_, i) => `Galletas ${i};GAL-${i};${maker?.legal_name};${i % 20 === 7 ? 'mil' : 900 + i}`,
    )
    const buffer = Buffer.from(['nombre;codigo sku;fabricante;precio', ...rows].join('\n'))
    const made = await page.request.post('/api/purchasing/imports', {
      headers,
      multipart: { kind: 'products', file: { name: 'lista.csv', mimeType: 'text/csv', buffer } },
    })
    expect(made.ok()).toBe(true)
  }
  for (const status of ['draft', 'sent']) {
    const own = await page.request.get(`/api/purchasing/purchase-orders?status=${status}&limit=1`, {
      headers: await as(page, 'supplier'),
    })
    // A supplier sees no drafts.
    const there = status === 'draft' ? await items(`/api/purchasing/purchase-orders?status=draft&limit=1`) : undefined
    if ((there ?? ((await own.json()) as { items: unknown[] }).items).length === 0) {
      await sentOrder(page, { lines: 8, send: status === 'sent' })
    }
  }
}

/** Waits until a page stands; what is wrong with it: axe's findings, and whether it scrolls sideways. */
export async function faults(page: Page): Promise<string[]> {
  await expect.soft(page.locator('h1').first(), page.url()).toBeVisible()
  await expect.soft(page.locator('main .mantine-Loader-root'), page.url()).toHaveCount(0)
  const found = await violations(page)
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  if (over > 0) found.push(`scrolls sideways by ${over} px`)
  return found
}
