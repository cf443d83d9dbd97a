import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLighthouse } from '../lighthouse'
import { expect, PASSWORD, test } from '../support'

/** Of the customer app: reported, because it depends on what else the machine does; accessibility does not, and is a gate. */
const report = fileURLToPath(new URL('../../../target/customer-figures.json', import.meta.url))

// The pictures of a trace would be part of what is measured.
test.use({ trace: 'off' })

test('Lighthouse, phone with slow 4G and a sixth of the processor, median of five', async ({
  baseURL,
  launchOptions,
}) => {
  test.setTimeout(900_000)
  const figures: Record<string, unknown> = {}
  await withLighthouse(
    baseURL as string,
    launchOptions,
    ['--form-factor=mobile', '--throttling.cpuSlowdownMultiplier=6'],
    async (measure, context) => {
      const take = async (what: string, path: string) => {
        const found = await measure(path)
        figures[what] = found
        console.log(`Lighthouse, ${what}: ${JSON.stringify(found.median)}`)
        expect.soft(found.median.accessibility).toBeGreaterThanOrEqual(95)
      }
      await take('sign-in page', '/customer/sign-in')
      const page = await context.newPage()
      await page.goto('/customer/')
      await page.locator('input[name=login]').fill('customer@demo.storeflow.test')
      await page.locator('input[name=password]').fill(PASSWORD)
      await page.keyboard.press('Enter')
      await expect(page.locator('.c-categories')).toBeVisible()
      await page.close()
      await take('catalogue, signed in', '/customer/catalogue')
    },
  )
  mkdirSync(dirname(report), { recursive: true })
  writeFileSync(report, `${JSON.stringify(figures, null, 2)}\n`)
})
