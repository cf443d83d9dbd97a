import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * What happens to a request. `cut_before`: it never arrives; `cut_after`: it is done and the answer is lost; `signed_out`: the
 * session has ended, as far as the phone can see.
 */
export type Fault = 'cut_before' | 'cut_after' | 'unavailable' | 'slow' | 'signed_out' | undefined

const DIST = process.env.PHONE_DIST ?? fileURLToPath(new URL('../../customer/dist', import.meta.url).href)

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
}

/** Stands between the phone and the server and breaks what it is told to break. */
export class FaultProxy {
  /** Asked for each request of the API. */
  fault: (method: string, path: string) => Fault = () => undefined
  /** How often each fault has happened. */
  readonly happened: Record<string, number> = {}
  /** POSTs of orders that came through, whoever sent them. */
  orderPosts = 0
  #server: Server | undefined
  #sockets = new Set<Socket>()
  #port = 0
  #forwardsPages = false

  constructor(private readonly upstream: () => string) {}

  /** `localhost`, because there a browser takes service workers and cookies without TLS. */
  get url(): string {
    return `http://localhost:${this.#port}`
  }

  async start(): Promise<void> {
    // The binary's own pages where it has them; otherwise those that were built last.
    const page = await fetch(`${this.upstream()}/customer/`).then(
      (answer) => answer.text(),
      () => '',
    )
    this.#forwardsPages = !process.env.PHONE_DIST && page.includes('/customer/assets/')
    await this.up()
  }

  get pages(): string {
    return this.#forwardsPages ? 'of the binary' : 'of apps/customer/dist'
  }

  /** Takes connections (again). */
  async up(): Promise<void> {
    if (this.#server) return
    const server = createServer((incoming, outgoing) => void this.#serve(incoming, outgoing))
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    // Both families: `localhost` is either.
    await new Promise<void>((done, failed) => {
      server.once('error', failed)
      server.listen(this.#port, '::', done)
    })
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  /** Nobody listens any more. */
  async down(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = undefined
    const closed = new Promise((done) => server.close(done))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const path = new URL(incoming.url ?? '/', 'http://x').pathname
    const method = incoming.method ?? 'GET'
    if (!path.startsWith('/api/') && path !== '/livez' && !this.#forwardsPages) return this.#page(path, outgoing)
    const fault = path.startsWith('/api/') ? this.fault(method, path) : undefined
    if (fault) this.happened[fault] = (this.happened[fault] ?? 0) + 1
    if (fault === 'cut_before') {
      incoming.socket.destroy()
      return
    }
    if (fault === 'unavailable') return refuse(outgoing, 503, 'not_ready', { 'retry-after': '1' })
    if (fault === 'signed_out') return refuse(outgoing, 401, 'session_ended')
    if (fault === 'slow') await new Promise((done) => setTimeout(done, 1_500))
    this.#forward(incoming, outgoing, fault === 'cut_after', method === 'POST' && path === '/api/sales/orders')
  }

  #forward(incoming: IncomingMessage, outgoing: ServerResponse, cut: boolean, isOrder: boolean): void {
    if (isOrder) this.orderPosts += 1
    const { hostname, port } = new URL(this.upstream())
    const onward = request(
      { hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers },
      (answer) => {
        answer.on('error', () => incoming.socket.destroy())
        if (cut) {
          // Done to its end, and then nobody hears of it.
          answer.resume()
          answer.on('end', () => incoming.socket.destroy())
          return
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      },
    )
    // A server that is not there is none for the phone either.
    onward.on('error', () => incoming.socket.destroy())
    outgoing.on('close', () => {
      if (!cut) onward.destroy()
    })
    incoming.pipe(onward)
  }

  async #page(path: string, outgoing: ServerResponse): Promise<void> {
    const file = path.startsWith('/customer/') ? normalize(path.slice('/customer'.length)) : '/'
    const name = extname(file) ? file : '/index.html'
    try {
      const content = await readFile(join(DIST, name))
      outgoing.writeHead(200, {
        'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
        'cache-control': 'no-cache',
      })
      outgoing.end(content)
    } catch {
      outgoing.writeHead(404).end()
    }
  }
}

function refuse(outgoing: ServerResponse, status: number, code: string, headers: Record<string, string> = {}): void {
  outgoing.writeHead(status, { 'content-type': 'application/problem+json', ...headers })
  outgoing.end(JSON.stringify({ type: 'about:blank', status, code, title: code, detail: code }))
}
