import { mkdirSync, readFileSync } from 'node:fs'
import { everyRoute, filled } from '../pages'
import { choose, expect, signIn, test, violations } from '../support'

type Look = [lang: 'es' | 'en', scheme: 'light' | 'dark', widths: number[]]

/** CI looks at each page twice; `make soak` at every combination, and keeps pictures of them (CONTACT_SHEET=folder). */
const sheets = process.env.CONTACT_SHEET
const LOOKS: Look[] = sheets
  ? (['es', 'en'] as const).flatMap((lang) =>
      (['light', 'dark'] as const).map((scheme): Look => [lang, scheme, [1366, 360]]),
    )
  : [
      ['es', 'light', [1366]],
      ['en', 'dark', [360]],
    ]

for (const [lang, scheme, widths] of LOOKS) {
  test(`axe finds nothing and nothing scrolls sideways: ${lang}, ${scheme}, ${widths}`, async ({ page }) => {
    test.setTimeout(900_000)
    await choose(page, lang, scheme)
    await page.goto('/')
    await expect(page.locator('input[type=password]')).toBeVisible()
    expect(await violations(page), 'sign-in').toEqual([])
    await page.goto('/reset-password')
    await expect(page.locator('form')).toBeVisible()
    expect(await violations(page), 'reset').toEqual([])

    const answer = page.waitForResponse((response) => response.url().endsWith('/api/identity/sessions'))
    await signIn(page, 'admin')
    const { access_token } = (await (await answer).json()) as { access_token: string }
    const get = async (path: string): Promise<unknown> => {
      const found = await page.request.get(path, { headers: { authorization: `Bearer ${access_token}` } })
      return found.ok() ? found.json() : {}
    }
    for (const width of widths) {
      const pictures: { path: string; file: string }[] = []
      await page.setViewportSize({ width, height: 768 })
      for (const route of everyRoute()) {
        const path = await filled(route, get)
        if (!path) {
          test.info().annotations.push({ type: 'not looked at', description: route })
          continue
        }
        await page.goto(path)
        await expect.soft(page.locator('main h1'), path).toBeVisible()
        await expect.soft(page.locator('main .mantine-Loader-root'), path).toHaveCount(0)
        expect.soft(await violations(page), `${route} at ${width}`).toEqual([])
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        expect.soft(over, `${route} at ${width} scrolls sideways`).toBeLessThanOrEqual(0)
        if (sheets) {
          const file = test.info().outputPath(`${pictures.length}-${width}.png`)
          await page.screenshot({ path: file })
          pictures.push({ path: route, file })
        }
      }
      if (sheets) await contactSheet(page, `${sheets}/${lang}-${scheme}-${width}.jpg`, pictures, width)
    }
  })
}

/** All pictures on one. */
async function contactSheet(
  page: import('@playwright/test').Page,
  file: string,
  pictures: { path: string; file: string }[],
  width: number,
): Promise<void> {
  mkdirSync(file.replace(/\/[^/]*$/, ''), { recursive: true })
  const size = width > 600 ? 420 : 180
  const cells = pictures.map(
    ({ path, file }) =>
      `<figure style="margin:0"><img style="width:${size}px;border:1px solid #888" src="data:image/png;base64,${readFileSync(file, 'base64')}"><figcaption style="font:12px sans-serif">${path}</figcaption></figure>`,
  )
  const sheet = await page.context().newPage()
  await sheet.setViewportSize({ width: 1720, height: 800 })
  await sheet.setContent(
    `<body style="margin:12px;display:flex;flex-wrap:wrap;gap:12px;background:#ccc">${cells.join('')}</body>`,
  )
  await sheet.screenshot({ path: file, fullPage: true, type: 'jpeg', quality: 70 })
  await sheet.close()
}
