import { faults, furnish, reader } from '../looks'
import { everyPage } from '../pages'
import { choose, expect, signIn, test, violations } from '../support'

/** Each page twice, so that each language, theme and width is seen; `make soak` looks at every combination. */
for (const [lang, scheme, width] of [
  ['es', 'light', 1366],
  ['en', 'dark', 360],
] as const) {
  test(`axe finds nothing and nothing scrolls sideways: ${lang}, ${scheme}, ${width}`, async ({ page }) => {
    test.setTimeout(300_000)
    await furnish(page)
    await choose(page, lang, scheme)
    await page.setViewportSize({ width, height: 768 })
    await page.goto('/')
    await expect(page.locator('input[type=password]')).toBeVisible()
    expect(await violations(page), 'sign-in').toEqual([])
    await page.goto('/reset-password')
    await expect(page.locator('form')).toBeVisible()
    expect(await violations(page), 'reset').toEqual([])
    await signIn(page, 'admin')
    const pages = await everyPage(await reader(page))
    // A page that nobody can look at needs an entry in `pages.ts`.
    expect.soft(pages.filter(({ path }) => !path).map(({ name }) => name)).toEqual([])
    for (const { name, path } of pages) {
      if (!path) continue
      await page.goto(path)
      expect.soft(await faults(page), name).toEqual([])
    }
  })
}
