import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test as base, expect, type Page } from '@playwright/test'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const PASSWORD = process.env.STOREFLOW_DEMO_PASSWORD ?? 'demo-demo-2026'
export type Person = 'admin' | 'purchasing' | 'warehouse' | 'logistics' | 'sales' | 'supplier'

/** Every journey fails when the page breaks or breaks its security policy. */
export const test = base.extend<{ watched: string[] }>({
  watched: [
    async ({ page }, use) => {
      const problems: string[] = []
      page.on('pageerror', (error) => problems.push(error.message))
      page.on('console', (message) => {
        if (/Content Security Policy|Warning:|Minified React/.test(message.text())) problems.push(message.text())
      })
      await use(problems)
      expect(problems).toEqual([])
    },
    { auto: true },
  ],
})

export { expect }

export async function signIn(page: Page, who: Person, path = '/'): Promise<void> {
  await page.goto(path)
  await page.locator('input[autocomplete=username]').fill(`${who}@demo.storeflow.test`)
  await page.locator('input[type=password]').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await expect(page.locator('header').first()).toBeVisible()
}

/** Language and theme as somebody chose them. */
export async function choose(page: Page, lang: 'es' | 'en', scheme: 'light' | 'dark'): Promise<void> {
  await page.addInitScript(
    ([lang, scheme]) => {
      localStorage.setItem('sf-lang', lang as string)
      localStorage.setItem('sf-scheme', scheme as string)
    },
    [lang, scheme],
  )
}

/** WCAG 2.2 AA and good practice, as axe sees it. The engine comes by the debugger: the page's policy stays as it is. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: put there by the line before
    const found = await (globalThis as any).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return found.violations.flatMap((one: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
      one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary}`),
    )
  })
}

/** Calls the API as somebody, beside the page. */
export async function as(page: Page, who: Person, url = '') {
  const answer = await page.request.post(`${url}/api/identity/sessions`, {
    data: { login: `${who}@demo.storeflow.test`, password: PASSWORD, app: 'api' },
  })
  const { access_token } = (await answer.json()) as { access_token: string }
  return { authorization: `Bearer ${access_token}` }
}
