import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { type BrowserContext, chromium, type LaunchOptions } from '@playwright/test'
import { expect, test } from './support'

const LIGHTHOUSE = 'lighthouse@12.8.2'
const ROUNDS = 5

export interface Measured {
  /** Medians of what was measured. */
  median: Record<string, number>
  all: Record<string, number[]>
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** A browser that Lighthouse and Playwright share, so that somebody can be signed in; `measure` is the median of five. */
export async function withLighthouse(
  baseURL: string,
  launch: LaunchOptions,
  flags: string[],
  work: (measure: (path: string) => Promise<Measured>, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const port = (server.address() as { port: number }).port
  await new Promise((done) => server.close(done))
  const context = await chromium.launchPersistentContext(test.info().outputPath('profile'), {
    ...launch,
    args: [...(launch.args ?? []), `--remote-debugging-port=${port}`],
    locale: 'es-CO',
    baseURL,
  })
  const measure = async (path: string): Promise<Measured> => {
    const all: Record<string, number[]> = {}
    for (let round = 0; round < ROUNDS; round += 1) {
      const { stdout } = await promisify(execFile)(
        'npx',
        ['--yes', LIGHTHOUSE, `${baseURL}${path}`, '--output=json', '--quiet', `--port=${port}`].concat(
          '--disable-storage-reset',
          '--only-categories=performance,accessibility,best-practices',
          flags,
        ),
        { maxBuffer: 100_000_000, env: { ...process.env, CI: '1' } },
      )
      const { categories, audits, finalDisplayedUrl } = JSON.parse(stdout) as {
        categories: Record<string, { score: number }>
        audits: Record<string, { numericValue?: number }>
        finalDisplayedUrl: string
      }
      expect(new URL(finalDisplayedUrl).pathname).toBe(path)
      const values = Object.entries(categories).map(([name, { score }]) => [name, Math.round(score * 100)] as const)
      const times = (['largest-contentful-paint', 'total-blocking-time', 'interactive'] as const).map(
        (name) => [name, Math.round(audits[name]?.numericValue ?? 0)] as const,
      )
      for (const [name, value] of [...values, ...times]) all[name] = [...(all[name] ?? []), value]
    }
    return { median: Object.fromEntries(Object.entries(all).map(([name, values]) => [name, median(values)])), all }
  }
  try {
    await work(measure, context)
  } finally {
    await context.close()
  }
}
