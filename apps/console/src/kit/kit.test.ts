import { describe, expect, it } from 'vitest'
import { changesOf, errorsByPath, orNull, pathOf } from './editor'
import { csv, plain } from './export'
import { differences } from './history'
import { letters, serial, xlsx } from './xlsx'

describe('forms', () => {
  it('show a refusal at its field and at the one that holds it', () => {
    const errors = errorsByPath([
      { path: pathOf('/lines/0/quantity'), detail: 'too many' },
      { path: pathOf('/price/amount'), detail: 'too low' },
    ])
    expect(errors).toMatchObject({ 'lines.0.quantity': 'too many', price: 'too low', 'price.amount': 'too low' })
  })

  it('send only what differs', () => {
    const base = { a: 'x', b: null, c: { amount: 1 } }
    expect(changesOf(base, { a: 'y', b: null, c: { amount: 1 } })).toEqual({ a: 'y' })
    expect([orNull('  '), orNull(' a ')]).toEqual([null, 'a'])
  })
})

describe('exports', () => {
  const zone = 'America/Bogota'

  it('turn values into what spreadsheets calculate with', () => {
    expect(plain({ amount: 1_234_550, currency: 'COP' }, zone)).toBe(12_345.5)
    expect(plain({ instant: '2026-11-25T03:05:00Z' }, zone)).toEqual({ at: '2026-11-24 22:05:00', time: true })
    expect(plain({ day: '2026-11-24' }, zone)).toEqual({ at: '2026-11-24', time: false })
    expect(plain(null, zone)).toBeUndefined()
  })

  it('write CSV that a spreadsheet opens without harm', async () => {
    const text = await csv(
      [['a;b', 'say "hi"', '=1+1', 12.5, undefined, { at: '2026-11-24', time: false }]],
      'es',
    ).text()
    expect(text).toBe(`"a;b";"say ""hi""";'=1+1;12,5;;2026-11-24\r\n`)
    const bytes = new Uint8Array(await csv([['ñ']], 'en').arrayBuffer())
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  })

  it('write a workbook whose parts are whole', async () => {
    const blob = await xlsx('pedidos', [
      ['Nombre', 'Precio', 'Día'],
      ['Té & «café» <1>', 12.5, { at: '2026-11-24', time: false }],
    ])
    const files = await unzip(new Uint8Array(await blob.arrayBuffer()))
    expect(Object.keys(files)).toContain('[Content_Types].xml')
    const sheet = files['xl/worksheets/sheet1.xml'] ?? ''
    expect(sheet).toContain('Té &amp; «café» &lt;1&gt;')
    expect(sheet).toContain('<c r="B2"><v>12.5</v></c>')
    expect(sheet).toContain(`<c r="C2" s="2"><v>${serial('2026-11-24')}</v></c>`)
    expect([letters(0), letters(25), letters(26), letters(701)]).toEqual(['A', 'Z', 'AA', 'ZZ'])
    expect(serial('1900-03-01')).toBe(61)
  })
})

it('history names what differs', () => {
  const detail = {
    from: { phone: null, status: 'active', version: 1 },
    to: { phone: '+57', status: 'active', version: 2 },
  }
  expect(differences({ what: 'supplier_changed', detail }, { phone: 'Teléfono', status: 'Estado' })).toEqual([
    { key: 'phone', label: 'Teléfono', from: null, to: '+57' },
  ])
})

it('reads both words for a change, and what only says how it is now', () => {
  const labels = { name: 'Nombre' }
  const changed = { before: { name: 'A', city: 'Cali' }, after: { name: 'B', city: 'Buga' } }
  expect(differences({ what: 'customer_changed', detail: changed }, labels)).toEqual([
    { key: 'name', label: 'Nombre', from: 'A', to: 'B' },
  ])
  expect(differences({ what: 'warehouse_changed', detail: { name: 'Norte' } }, labels)).toEqual([
    { key: 'name', label: 'Nombre', from: undefined, to: 'Norte' },
  ])
  expect(differences({ what: 'warehouse_created', detail: { name: 'Norte' } }, labels)).toEqual([])
})

/** Reads the local entries of an archive as ours are written. */
async function unzip(bytes: Uint8Array<ArrayBuffer>): Promise<Record<string, string>> {
  const view = new DataView(bytes.buffer)
  const files: Record<string, string> = {}
  let at = 0
  while (view.getUint32(at, true) === 0x04034b50) {
    const [size, length] = [view.getUint32(at + 18, true), view.getUint16(at + 26, true)]
    const name = new TextDecoder().decode(bytes.slice(at + 30, at + 30 + length))
    const data = bytes.slice(at + 30 + length, at + 30 + length + size)
    const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
    files[name] = await new Response(stream).text()
    at += 30 + length + size
  }
  return files
}
