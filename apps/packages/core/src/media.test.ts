import { beforeEach, describe, expect, it } from 'vitest'
import { freshName, openTab, stubBrowser, type Tab } from './testing/phone'
import { Random } from './testing/random'
import { FakeServer, type Jar } from './testing/server'

let server: FakeServer
let jar: Jar
let tab: Tab
let clock: number

beforeEach(async () => {
  stubBrowser()
  server = new FakeServer()
  jar = { user: freshName('ana') }
  clock = Date.parse('2026-11-24T12:00:00Z')
  tab = await open()
})

const open = () => openTab(server, jar, jar.user as string, { now: () => clock, random: () => 1 })

function photo(size: number, seed = 1): Blob {
  const random = new Random(seed)
  return new Blob([Uint8Array.from({ length: size }, () => random.below(256))], { type: 'image/jpeg' })
}
const report = (id: string) => ({ id, kind: 'shortage', path: '/api/sales/orders', body: { id, lines: [] } })
const about = (id: string) => ({ service: 'sales', kind: 'shortage', subject: { type: 'shortage', id } })
const bytesOf = async (blob: Blob) => [...new Uint8Array(await blob.arrayBuffer())]

async function flushAll(): Promise<void> {
  for (let i = 0; i < 400; i += 1) {
    clock += 60_000
    const reports = await tab.outbox.flush({ now: true })
    if ((await tab.media.flush({ now: true })) === 'empty' && reports === 'empty') return
  }
}

describe('a photo', () => {
  it('goes after its subject, in pieces, and leaves the phone when all of it is there', async () => {
    const content = photo(600_000)
    const prepared = await tab.media.prepare(about('r1'), content)
    await tab.outbox.enqueue(report('r1'), ['pieces'], (tx) => tab.media.put(tx, prepared))
    const { id, sha256 } = prepared.item
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(await tab.media.flush()).toBe('empty')
    expect(server.asked.filter((line) => line.includes('media'))).toEqual([])
    expect(await tab.media.counts()).toEqual({ waiting: 1, sent: 0, refused: 0, of: 1 })
    expect((await tab.media.content(id))?.size).toBe(600_000)
    await tab.outbox.flush()
    expect(await tab.media.flush()).toBe('empty')
    expect(server.asked.filter((line) => line.startsWith('PATCH'))).toHaveLength(3)
    const upload = server.uploads.get(id)
    expect(upload?.ready).toBe(true)
    expect(upload?.announced).toMatchObject({ id, sha256, size_bytes: 600_000, content_type: 'image/jpeg' })
    expect(upload?.bytes).toEqual(await bytesOf(content))
    expect(await tab.media.content(id)).toBeUndefined()
    expect((await tab.media.all())[0]).toMatchObject({ state: 'ready', offset: 600_000 })
    expect(await tab.media.counts()).toEqual({ waiting: 0, sent: 1, refused: 0, of: 1 })
  })

  it('asks after a break how far it is', async () => {
    await tab.outbox.enqueue(report('r1'))
    await tab.outbox.flush()
    const { id } = await tab.media.add(about('r1'), photo(700_000))
    let pieces = 0
    server.fault = (asked) => {
      if (asked.method !== 'PATCH') return undefined
      pieces += 1
      return pieces === 2 ? 'cut_after' : undefined
    }
    expect(await tab.media.flush()).toBe('left')
    // The phone knows of one piece, the server has two.
    expect((await tab.media.all())[0]).toMatchObject({ offset: 262_144, tries: 1 })
    expect(await tab.media.flush({ now: true })).toBe('empty')
    expect(server.asked.filter((line) => line.startsWith('HEAD'))).toHaveLength(1)
    expect(server.asked.filter((line) => line.startsWith('PATCH'))).toHaveLength(3)
    expect(server.uploads.get(id)?.ready).toBe(true)
  })

  it('goes on from the right offset when the server says that it was the wrong one', async () => {
    await tab.outbox.enqueue(report('r1'))
    await tab.outbox.flush()
    const { id } = await tab.media.add(about('r1'), photo(300_000))
    let first = true
    server.fault = (asked) => {
      if (asked.method !== 'PATCH' || !first) return undefined
      first = false
      // As if Chromium had sent the piece twice: the second one is out of place.
      for (const byte of asked.bytes) server.uploads.get(id)?.bytes.push(byte)
      return undefined
    }
    expect(await tab.media.flush()).toBe('empty')
    expect(server.uploads.get(id)?.bytes).toHaveLength(300_000)
  })

  it('asks whether it is ready where only the last answer was lost', async () => {
    await tab.outbox.enqueue(report('r1'))
    await tab.outbox.flush()
    await tab.media.add(about('r1'), photo(10))
    server.fault = (asked) => (asked.method === 'PATCH' && asked.bytes.length > 0 ? 'cut_after' : undefined)
    await tab.media.flush()
    expect(await tab.media.flush({ now: true })).toBe('empty')
    expect((await tab.media.all())[0]).toMatchObject({ state: 'ready' })
  })

  it('is announced again when the answer to that was lost, however often', async () => {
    await tab.outbox.enqueue(report('r1'))
    await tab.outbox.flush()
    await tab.media.add(about('r1'), photo(10))
    let cuts = 0
    server.fault = (asked) => {
      if (asked.method !== 'POST' || !asked.path.includes('media')) return undefined
      cuts += 1
      return cuts < 6 ? (cuts % 2 ? 'cut_before' : 'cut_after') : undefined
    }
    for (let i = 0; i < 5; i += 1) expect(await tab.media.flush({ now: true })).toBe('left')
    expect(await tab.media.flush({ now: true })).toBe('empty')
    expect((await tab.media.all())[0]).toMatchObject({ state: 'ready' })
  })

  it('is taken back with its report as long as the server knows of neither', async () => {
    const prepared = await tab.media.prepare(about('r1'), photo(10))
    await tab.outbox.enqueue(report('r1'), ['pieces'], (tx) => tab.media.put(tx, prepared))
    await expect(tab.outbox.remove('r1')).rejects.toMatchObject({ code: 'has_followers' })
    await tab.outbox.remove('r1', { followers: true })
    expect(await tab.media.all()).toEqual([])
    expect(await tab.store.db.count('pieces')).toBe(0)
  })

  it('that is refused holds what comes after it', async () => {
    const { id } = await tab.media.add(about('nobody'), photo(10))
    await tab.outbox.enqueue({ ...report('r2'), after: [id] })
    await tab.media.flush()
    expect((await tab.media.all())[0]).toMatchObject({ state: 'refused', problem: { code: 'not_found' } })
    expect((await tab.outbox.get('r2'))?.state).toBe('blocked')
    await tab.media.remove(id)
    expect((await tab.outbox.get('r2'))?.state).toBe('waiting')
  })

  it('arrives whole, whatever goes wrong', async () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const random = new Random(seed)
      const contents = new Map<string, Blob>()
      server.fault = (asked) =>
        asked.path !== '/livez' && random.chance(0.5)
          ? random.of(['cut_before', 'cut_after', 'unavailable'] as const)
          : undefined
      for (let i = 0; i < 3; i += 1) {
        const content = photo(1 + random.below(600_000), seed * 10 + i)
        const id = `r${seed}-${i}`
        const prepared = await tab.media.prepare(about(id), content)
        await tab.outbox.enqueue(report(id), ['pieces'], (tx) => tab.media.put(tx, prepared))
        contents.set(prepared.item.id, content)
        for (let n = random.below(4); n > 0; n -= 1) {
          const other = random.chance(0.3) ? await open() : undefined
          await tab.outbox.flush({ now: true })
          await Promise.all([tab.media.flush({ now: true }), other?.media.flush({ now: true })])
          if (random.chance(0.3)) {
            tab.kill()
            tab = await open()
          }
          other?.kill()
        }
      }
      await flushAll()
      for (const [id, content] of contents) {
        expect(server.uploads.get(id)?.ready, `seed ${seed}`).toBe(true)
        expect(Buffer.from(server.uploads.get(id)?.bytes ?? []).equals(Buffer.from(await bytesOf(content)))).toBe(true)
      }
      expect((await tab.media.counts()).waiting).toBe(0)
      expect(await tab.store.db.count('pieces')).toBe(0)
    }
  }, 60_000)
})
