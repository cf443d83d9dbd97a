import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** A browser with a profile of its own, which can be killed and opened again. */
export class Handset {
  readonly #folder = mkdtempSync(join(process.env.TMPDIR ?? tmpdir(), 'storeflow-phone-'))
  #process: ChildProcess | undefined
  #browser: Browser | undefined
  /** Errors that no page has caught. */
  readonly problems: string[] = []
  /** What pages wrote to the console as errors, and requests that failed: no fault in itself. */
  readonly said: string[] = []

  async open(): Promise<void> {
    const args = [
      '--headless=new',
      `--user-data-dir=${this.#folder}`,
      '--remote-debugging-port=0',
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-gpu',
      '--window-size=360,740',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      'about:blank',
    ]
    const env = { ...process.env, TZ: 'America/Bogota' }
    // A group of its own, so that all of its processes can be killed together.
    const child = spawn(CHROMIUM, args, { env, stdio: ['ignore', 'ignore', 'pipe'], detached: true })
    this.#process = child
    const address = await new Promise<string>((found, failed) => {
      let said = ''
      child.stderr?.on('data', (piece: Buffer) => {
        said = (said + piece).slice(-4_000)
        const match = /DevTools listening on (ws:\S+)/.exec(said)
        if (match?.[1]) found(match[1])
      })
      child.on('error', failed)
      child.on('exit', () => failed(new Error(`the browser ended: ${said}`)))
    })
    this.#browser = await chromium.connectOverCDP(address)
  }

  get context(): BrowserContext {
    const context = this.#browser?.contexts()[0]
    if (!context) throw new Error('the browser is not open')
    return context
  }

  async tab(): Promise<Page> {
    const page = await this.context.newPage()
    await page.setViewportSize({ width: 360, height: 740 })
    page.setDefaultTimeout(20_000)
    await page.addInitScript(() => localStorage.setItem('storeflow-customer:lang', 'es'))
    page.on('pageerror', (error) => this.problems.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') this.said.push(message.text())
    })
    page.on('requestfailed', (request) => this.said.push(`${request.url()} ${request.failure()?.errorText}`))
    return page
  }

  /** As when the battery is taken out. */
  async kill(): Promise<void> {
    const child = this.#process
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((done) => child.once('exit', done))
    process.kill(-child.pid, 'SIGKILL')
    await gone
    await this.#browser?.close().catch(() => {})
    this.#browser = undefined
    this.#process = undefined
  }

  async end(): Promise<void> {
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}
