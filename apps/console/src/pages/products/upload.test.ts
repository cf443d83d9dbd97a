import { Unreachable } from '@storeflow/api'
import { describe, expect, it } from 'vitest'
import { PIECE, type Sender, type Step, sha256, upload } from './upload'

const content = new Uint8Array(PIECE * 2 + 10).map((_, index) => index % 251)

/** A server that keeps pieces as the real one does; `trouble` may answer, or fail, before or after it has taken a piece. */
function server(trouble: (patches: number) => 'lost' | 'unreachable' | Response | undefined) {
  let got = new Uint8Array(0)
  let patches = 0
  let announced = 0
  const answer = (status: number) => new Response(null, { status, headers: { 'upload-offset': String(got.length) } })
  const sender: Sender = {
    post: async (_, { body }) => {
      announced += 1
      return { ...body, status: 'uploading', upload_offset: got.length } as never
    },
    send: async (_, init) => {
      patches += 1
      const met = trouble(patches)
      if (met === 'unreachable') throw new Unreachable()
      if (met instanceof Response) return met
      const offset = Number(new Headers(init.headers).get('upload-offset'))
      if (offset !== got.length) return answer(409)
      const piece = new Uint8Array(init.body as ArrayBuffer)
      got = new Uint8Array([...got, ...piece])
      if (met === 'lost') throw new Unreachable()
      return answer(204)
    },
  }
  return { sender, got: () => got, patches: () => patches, announced: () => announced }
}

async function run(sender: Sender) {
  const steps: Step[] = []
  await upload(sender, {
    id: '1',
    file: new Blob([content], { type: 'image/png' }),
    kind: 'product_image',
    subject: { type: 'product', id: '2' },
    progress: (step) => steps.push(step),
    sleep: async () => {},
  })
  return steps
}

describe('upload', () => {
  it('sends pieces one after the other', async () => {
    const s = server(() => undefined)
    await run(s.sender)
    expect(Buffer.compare(s.got(), content)).toBe(0)
    expect(s.patches()).toBe(3)
  })

  it('goes on where the server is, after lost answers too', async () => {
    const s = server((n) => (n === 1 ? 'unreachable' : n === 3 ? 'lost' : undefined))
    const steps = await run(s.sender)
    expect(Buffer.compare(s.got(), content)).toBe(0)
    expect(s.announced()).toBe(3)
    expect(steps).toContain('waiting')
  })

  it('asks again with an empty piece while the whole is being checked', async () => {
    const busy = () => new Response(null, { status: 503, headers: { 'retry-after': '1' } })
    const s = server((n) => (n === 4 ? busy() : n === 3 ? 'lost' : undefined))
    const steps = await run(s.sender)
    expect(Buffer.compare(s.got(), content)).toBe(0)
    expect(steps.at(-1)).toBe('finishing')
  })

  it('gives up when nothing comes through', async () => {
    await expect(run(server(() => 'unreachable').sender)).rejects.toThrow(Unreachable)
  })

  it('knows SHA-256', async () => {
    const digest = await sha256(new TextEncoder().encode('abc'))
    expect(digest).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})
