import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { expect, test } from '@playwright/test'
import { PASSWORD } from '../support'

/** Firefox as Debian has it, through geckodriver: the little of WebDriver that a smoke journey takes, over HTTP. */
const driver = process.env.GECKODRIVER
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

class Firefox {
  private session = ''
  private constructor(
    private readonly url: string,
    private readonly process: ChildProcess,
  ) {}

  static async start(program: string): Promise<Firefox> {
    const server = createServer()
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    await new Promise((done) => server.close(done))
    const port = typeof address === 'object' ? address?.port : undefined
    const firefox = new Firefox(
      `http://127.0.0.1:${port}`,
      spawn(program, ['--port', `${port}`], { stdio: 'ignore', env: { ...process.env, HOME: test.info().outputDir } }),
    )
    await expect
      .poll(() =>
        fetch(`${firefox.url}/status`).then(
          (answer) => answer.ok,
          () => false,
        ),
      )
      .toBe(true)
    const options = { args: ['-headless'], prefs: { 'intl.accept_languages': 'es-CO, es' } }
    const made = (await firefox.send('POST', '/session', {
      capabilities: {
        alwaysMatch: { browserName: 'firefox', 'moz:firefoxOptions': options, timeouts: { implicit: 15_000 } },
      },
    })) as { sessionId: string; capabilities: { browserVersion: string } }
    firefox.session = `/session/${made.sessionId}`
    console.log(`Firefox ${made.capabilities.browserVersion}`)
    return firefox
  }

  private async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    })
    const { value } = (await answer.json()) as { value: { error?: string; message?: string } | null }
    if (!answer.ok) throw new Error(`${method} ${path}: ${value?.error} ${value?.message}`)
    return value
  }
  async find(xpath: string): Promise<string> {
    const found = await this.send('POST', `${this.session}/element`, { using: 'xpath', value: xpath })
    return `${this.session}/element/${(found as Record<string, string>)[ELEMENT]}`
  }

  open = (url: string) => this.send('POST', `${this.session}/url`, { url })
  address = () => this.send('GET', `${this.session}/url`) as Promise<string>
  text = async (xpath: string) => (await this.send('GET', `${await this.find(xpath)}/text`)) as string
  click = async (xpath: string) => this.send('POST', `${await this.find(xpath)}/click`, {})
  type = async (xpath: string, text: string) => this.send('POST', `${await this.find(xpath)}/value`, { text })

  async end(): Promise<void> {
    if (this.session) await this.send('DELETE', this.session).catch(() => {})
    this.process.kill('SIGKILL')
  }
}

test('Firefox signs in, opens a list and one of it, finds something, and signs out', async ({ baseURL }) => {
  test.setTimeout(120_000)
  test.skip(!driver, 'GECKODRIVER=/path/to/it; `tools/apps.sh firefox` installs it')
  const firefox = await Firefox.start(driver as string)
  try {
    await firefox.open(`${baseURL}/suppliers`)
    await firefox.type('//input[@autocomplete="username"]', 'purchasing@demo.storeflow.test')
    await firefox.type('//input[@type="password"]', PASSWORD)
    await firefox.click('//button[@type="submit"]')
    await firefox.find('//main//h1[normalize-space()="Proveedores"]')
    const name = await firefox.text('//main//tbody/tr[1]/td[1]')
    expect(name).not.toBe('')
    await firefox.type('//main//input[@type="search"]', name)
    await firefox.click(`//main//tbody[count(tr) < 4]/tr/td[1][normalize-space()="${name}"]`)
    await firefox.find(`//main//h1[normalize-space()="${name}"]`)
    expect(await firefox.address()).toMatch(/\/suppliers\/[0-9a-f-]{36}/)
    await firefox.click('//header//button[contains(., "Mi cuenta")]')
    await firefox.click('//*[@role="menuitem"][contains(., "Cerrar sesión")]')
    await firefox.find('//input[@type="password"]')
  } finally {
    await firefox.end()
  }
})
