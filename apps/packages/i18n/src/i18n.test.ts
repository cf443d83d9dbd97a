import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { addDays, dictionary, Formats, fold, mismatches, textsOf } from '.'

const bogota = { zone: 'America/Bogota', currency: 'COP' }
const es = new Formats('es', bogota)
const en = new Formats('en', bogota)

describe('formats', () => {
  it('write money as people do', () => {
    expect(es.money({ amount: 1_234_500, currency: 'COP' })).toBe('$\u00a012.345')
    expect(es.money({ amount: 1_234_550, currency: 'COP' })).toBe('$\u00a012.345,50')
    expect(es.money({ amount: -100, currency: 'COP' })).toBe('−$\u00a01')
    expect(en.money({ amount: 1_234_500, currency: 'COP' })).toBe('$\u00a012,345')
    expect(es.money({ amount: 500, currency: 'USD' })).toBe('USD\u00a05')
  })

  it('show instants in the company’s zone and days as they are', () => {
    expect(es.instant('2026-11-25T03:05:00Z')).toBe('24 nov 2026, 22:05')
    expect(es.day('2026-11-24')).toBe('24 nov 2026')
    expect(en.day('2026-11-24')).toBe('24 Nov 2026')
    expect(es.today(new Date('2026-11-25T03:05:00Z'))).toBe('2026-11-24')
  })

  it('tell how long ago', () => {
    const now = new Date('2026-11-24T12:00:00Z')
    expect(es.ago('2026-11-24T11:57:00Z', now)).toBe('hace 3 minutos')
    expect(en.ago('2026-11-26T12:00:00Z', now)).toBe('in 2 days')
  })

  it('percent, bytes, weights, days', () => {
    expect(es.basisPoints(1900)).toMatch(/^19\s?%$/)
    expect(es.bytes(1_234_567)).toBe('1,2\u00a0MB')
    expect(es.weight(1500)).toBe('1,5\u00a0kg')
    expect(addDays('2026-02-27', 2)).toBe('2026-03-01')
  })
})

describe('texts', () => {
  const words = dictionary(
    { title: 'Pedidos', hello: 'Hola, {name}', rows: { one: '{n} fila', other: '{n} filas' }, group: { in: 'Dentro' } },
    { title: 'Orders', hello: 'Hello, {name}', rows: { one: '{n} row', other: '{n} rows' }, group: { in: 'Inside' } },
  )

  it('have parameters, plurals and groups', () => {
    const t = textsOf(words, 'es')
    expect([t.title, t.hello({ name: 'Ana' }), t.group.in]).toEqual(['Pedidos', 'Hola, Ana', 'Dentro'])
    expect([t.rows({ n: 1 }), t.rows({ n: 12_345 })]).toEqual(['1 fila', '12.345 filas'])
    expect(textsOf(words, 'en').rows({ n: 0 })).toBe('0 rows')
  })

  it('that differ in parameters are found', () => {
    expect(mismatches(words)).toEqual([])
    expect(mismatches(dictionary({ a: '{x}' }, { a: 'y' }))).toHaveLength(1)
  })
})

it('folds as the server does', () => {
  const file = new URL('../../../../contracts/vectors/search_fold.json', import.meta.url)
  const vectors = JSON.parse(readFileSync(file, 'utf8')) as { text: string; folded: string }[]
  expect(vectors.length).toBeGreaterThan(5)
  for (const { text, folded } of vectors) expect(fold(text), text).toBe(folded)
})
