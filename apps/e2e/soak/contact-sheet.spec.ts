import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { faults, furnish, reader } from '../looks'
import { everyPage, everyRoute, filled } from '../pages'
import { LOOKS, type Look, layOut } from '../sheet'
import { choose, expect, type Person, signIn, test } from '../support'

/** Pictures that are there already are not taken again: an interrupted run goes on where it was. */
const pictures = process.env.CONTACT_PICTURES ?? fileURLToPath(new URL('../results/pictures', import.meta.url))
const sheets = fileURLToPath(new URL('../../../docs/console', import.meta.url))
const HEIGHT = { 1366: 768, 360: 740 }

const fileOf = (name: string, { lang, scheme, width }: Look) =>
  `${pictures}/${encodeURIComponent(name)} ${lang}-${scheme}-${width}.png`

/** Takes the picture, and says what is wrong with the page; one with faults is looked at again by the next run. */
async function take(page: Page, name: string, look: Look): Promise<void> {
  const found = await faults(page)
  const file = fileOf(name, look)
  expect.soft(found, `${name} ${look.lang} ${look.scheme} ${look.width}`).toEqual([])
  const taken = found.length > 0 ? file.replace(/png$/, 'bad.png') : file
  await page.screenshot({ path: `${taken}.part.png`, animations: 'disabled', caret: 'hide' })
  renameSync(`${taken}.part.png`, taken)
}

test.beforeAll(() => {
  mkdirSync(pictures, { recursive: true })
})

for (const look of LOOKS) {
  const { lang, scheme, width } = look
  const missing = (name: string) => !existsSync(fileOf(name, look))
  test(`pictures: ${lang}, ${scheme}, ${width}`, async ({ page, browser, baseURL }) => {
    test.setTimeout(900_000)
    await furnish(page)
    await choose(page, lang, scheme)
    await page.setViewportSize({ width, height: HEIGHT[width] })
    for (const [name, path] of [
      ['/ (signed out)', '/'],
      ['/reset-password', '/reset-password'],
    ] as const) {
      if (!missing(name)) continue
      await page.goto(path)
      await expect(page.locator('form')).toBeVisible()
      await take(page, name, look)
    }
    await signIn(page, 'admin')
    const pages = await everyPage(await reader(page))
    expect.soft(pages.filter(({ path }) => !path).map(({ name }) => name)).toEqual([])
    for (const { name, path } of pages) {
      if (!path || !missing(name)) continue
      await page.goto(path)
      await take(page, name, look)
    }
    // The same house, seen by others: what their menu names.
    for (const who of ['supplier', 'warehouse', 'sales'] as Person[]) {
      const context = await browser.newContext({
        baseURL,
        locale: 'es-CO',
        timezoneId: 'America/Bogota',
        viewport: { width: 1366, height: HEIGHT[width] },
      })
      const theirs = await context.newPage()
      await choose(theirs, lang, scheme)
      await signIn(theirs, who)
      await expect(theirs.locator('nav a[href]').first()).toBeVisible()
      const entries =
        who === 'supplier'
          ? await theirs.locator('nav a[href]').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? '/'))
          : ['/']
      await theirs.setViewportSize({ width, height: HEIGHT[width] })
      const wanted = entries.map((path) => ({ name: `${path} (${who})`, path }))
      if (who === 'supplier') {
        const get = await reader(theirs, who)
        for (const route of everyRoute().filter(
          (route) => /^.purchase-orders.*[$]/.test(route) && !/edit$/.test(route),
        )) {
          const path = await filled(route, get)
          expect.soft(path, route).toBeDefined()
          if (path) wanted.push({ name: `${route} (${who})`, path })
        }
      }
      for (const { name, path } of wanted) {
        if (!missing(name)) continue
        await theirs.goto(path)
        await take(theirs, name, look)
      }
      await context.close()
    }
  })
}

test('the contact sheets', async ({ browser }) => {
  test.setTimeout(300_000)
  const names = [...new Set(readdirSync(pictures).map((file) => decodeURIComponent(file.split(' ')[0] ?? '')))].sort()
  const groups = new Map<string, string[]>()
  for (const name of names) {
    const group = /\((signed out|no such page)\)|reset-password/.test(name)
      ? 'frame'
      : name.split(' ')[0]?.split('/')[1] || 'home'
    groups.set(group, [...(groups.get(group) ?? []), name])
  }
  await layOut(browser, {
    folder: sheets,
    groups,
    pictureOf: (name, look) => {
      const good = fileOf(name, look)
      return [good, good.replace(/png$/, 'bad.png')].find((file) => existsSync(file))
    },
    first: 1366,
    shown: { 1366: 410, 360: 152 },
    scratch: pictures,
    title: 'The console, seen',
    lead: 'Every page on the demonstration company: Spanish and English, light and dark, at 1366 and 360 px.',
    mostBytes: 6_000_000,
  })
})
