import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PASSWORD } from './support'

const binary =
  process.env.STOREFLOW_BIN ?? fileURLToPath(new URL('../../target/release/storeflow', import.meta.url).href)

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (!address || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** A demonstration company of a journey's own, which may be killed. */
export class Company {
  readonly folder = mkdtempSync(join(process.env.TMPDIR ?? tmpdir(), 'storeflow-journey-'))
  private process: ChildProcess | undefined
  private port = 0

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Begins, or goes on with what is there after `kill`. */
  async start(): Promise<void> {
    this.port ||= await freePort()
    const process_ = spawn(
      binary,
      ['up', '--demo', '--data', join(this.folder, 'company'), '--host', '127.0.0.1', '--port', `${this.port}`],
      {
        env: { ...process.env, STOREFLOW_DEMO_PASSWORD: PASSWORD, STOREFLOW_RATE_LIMIT: '0', STOREFLOW_LOG: 'warn' },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    this.process = process_
    await new Promise<void>((ready, failed) => {
      let said = ''
      process_.stdout?.on('data', (piece: Buffer) => {
        said += piece
        if (/StoreFlow runs/.test(said)) ready()
      })
      process_.on('error', failed)
      process_.on('exit', () => failed(new Error(`the company ended: ${said}`)))
    })
  }

  /** As a power cut. */
  async kill(): Promise<void> {
    const ended = this.process
    if (!ended || ended.exitCode !== null || ended.signalCode !== null) return
    const gone = new Promise((done) => ended.once('exit', done))
    ended.kill('SIGKILL')
    await gone
  }

  async end(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Does something to a database of a company on one machine that its API would not do: what breaks in real life. */
export function onDatabase(folder: string, service: string, sql: string): string {
  return execFileSync('sqlite3', ['-cmd', '.timeout 10000', join(folder, `${service}.db`), sql], { encoding: 'utf8' })
}
