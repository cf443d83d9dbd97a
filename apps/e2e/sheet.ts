import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type Browser, expect } from '@playwright/test'

/** What is pictured: languages, themes and widths of an application. */
export interface Look {
  lang: 'es' | 'en'
  scheme: 'light' | 'dark'
  width: 360 | 1366
}

export const LOOKS: readonly Look[] = (['es', 'en'] as const).flatMap((lang) =>
  (['light', 'dark'] as const).flatMap((scheme) => ([1366, 360] as const).map((width) => ({ lang, scheme, width }))),
)

interface Sheets {
  /** Where they go, as WebP. */
  folder: string
  /** By name of the sheet: what is on it. */
  groups: ReadonlyMap<string, readonly string[]>
  /** The picture, if it was taken. */
  pictureOf: (name: string, look: Look) => string | undefined
  /** The wider ones first or last. */
  first: 360 | 1366
  /** How wide they are on the sheet. */
  shown: Record<Look['width'], number>
  /** A scratch folder. */
  scratch: string
  title: string
  lead: string
  mostBytes: number
}

/** Puts pictures onto one sheet for each group, and a page that lists them. */
export async function layOut(browser: Browser, sheets: Sheets): Promise<void> {
  const { folder, groups, pictureOf, first, shown, scratch } = sheets
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const page = await browser.newPage({ viewport: { width: 2330, height: 800 } })
  const looks = LOOKS.toSorted((a, b) => (a.width - b.width) * (first === 360 ? 1 : -1))
  let bytes = 0
  for (const [group, names] of groups) {
    const rows = names.map((name) => {
      const cells = looks.map((look) => {
        const file = pictureOf(name, look)
        return file ? `<img class=w${look.width} src="${pathToFileURL(file)}">` : '<i>—</i>'
      })
      return `<h2>${name}</h2><div>${cells.join('')}</div>`
    })
    const html = `${scratch}/${group}.html`
    writeFileSync(
      html,
      `<!doctype html><meta charset=utf-8><style>body{margin:12px;background:#8a8f98;font:16px sans-serif}
      h2{font-size:18px;margin:10px 0 4px}div{display:flex;gap:8px;align-items:flex-start}
      .w1366{width:${shown[1366]}px}.w360{width:${shown[360]}px}</style>${rows.join('')}`,
    )
    await page.goto(pathToFileURL(html).href)
    const height = await page.evaluate(() => document.documentElement.scrollHeight)
    const debug = await page.context().newCDPSession(page)
    const { data } = await debug.send('Page.captureScreenshot', {
      format: 'webp',
      quality: 60,
      captureBeyondViewport: true,
      clip: { x: 0, y: 0, width: 2330, height, scale: 1 },
    })
    writeFileSync(`${folder}/${group}.webp`, Buffer.from(data, 'base64'))
    rmSync(html)
    bytes += statSync(`${folder}/${group}.webp`).size
  }
  await page.close()
  writeFileSync(
    `${folder}/README.md`,
    [
      `# ${sheets.title}`,
      '',
      sheets.lead,
      '`make soak` (`tools/apps.sh sheets`) makes them, with axe on each and nothing that scrolls sideways.',
      '',
      ...[...groups].map(
        ([group, names]) => `- [${group}](${group}.webp): ${names.map((name) => `\`${name}\``).join(', ')}`,
      ),
      '',
    ].join('\n'),
  )
  expect(bytes, 'bytes of all sheets').toBeLessThan(sheets.mostBytes)
}
