import type { Page } from '@playwright/test'
import type { Get } from './pages'
import { as, expect, violations } from './support'

/** Reads the API as an administrator. */
export async function reader(page: Page): Promise<Get> {
  const headers = await as(page, 'admin')
  return async (path) => {
    const found = await page.request.get(path, { headers })
    return found.ok() ? found.json() : {}
  }
}

/** What a demonstration company does not begin with, so that each page has something to show: an import with errors. */
export async function furnish(page: Page): Promise<void> {
  const headers = await as(page, 'admin')
  const lists = (await (await page.request.get('/api/purchasing/imports?limit=1', { headers })).json()) as {
    items: unknown[]
  }
  if (lists.items.length === 0) {
    const makers = (await (await page.request.get('/api/purchasing/suppliers?limit=1', { headers })).json()) as {
      items: { legal_name: string }[]
    }
    const maker = makers.items[0]?.legal_name
    const rows = Array.from(
      { length: 60 },
      (_, i) => `Galletas ${i};GAL-${i};${maker};${i % 20 === 7 ? 'mil' : 900 + i}`,
    )
    const buffer = Buffer.from(['nombre;codigo sku;fabricante;precio', ...rows].join('\n'))
    const made = await page.request.post('/api/purchasing/imports', {
      headers,
      multipart: { kind: 'products', file: { name: 'lista.csv', mimeType: 'text/csv', buffer } },
    })
    expect(made.ok()).toBe(true)
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
