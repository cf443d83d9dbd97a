import { choose, expect, signIn, test, violations } from '../support'

/** Pages that an administrator can open; `:supplier` and the like become an id of the demonstration company. */
const PAGES = ['/', '/account', '/suppliers', '/suppliers/new', '/suppliers/:suppliers']

const LISTS: Record<string, string> = { suppliers: '/api/purchasing/suppliers?limit=1' }

for (const lang of ['es', 'en'] as const) {
  for (const scheme of ['light', 'dark'] as const) {
    test(`axe finds nothing and nothing is wider than the page: ${lang}, ${scheme}`, async ({ page }) => {
      test.setTimeout(180_000)
      await choose(page, lang, scheme)
      await page.goto('/')
      await expect(page.locator('input[type=password]')).toBeVisible()
      expect(await violations(page), 'sign-in').toEqual([])
      await page.goto('/reset-password')
      await expect(page.locator('form')).toBeVisible()
      expect(await violations(page), 'reset').toEqual([])
      const token = page.waitForResponse((response) => response.url().endsWith('/api/identity/sessions'))
      await signIn(page, 'admin')
      const { access_token } = (await (await token).json()) as { access_token: string }
      for (const template of PAGES) {
        let path = template
        const name = template.match(/:(\w+)/)?.[1]
        if (name) {
          const found = await page.request.get(LISTS[name] ?? '', {
            headers: { authorization: `Bearer ${access_token}` },
          })
          path = template.replace(`:${name}`, ((await found.json()) as { items: { id: string }[] }).items[0]?.id ?? '')
        }
        for (const width of [1366, 360]) {
          await page.setViewportSize({ width, height: 768 })
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
