import type { PurchaseOrder } from '@storeflow/api'
import { describe, expect, it } from 'vitest'
import { another, bodyOf, type Count, difference, faults, type Lot, offered, parseDay, refusals, whenOf } from './count'

const known = { id: 'p', shelf_life_days: 90, min_days_left: 15, pack_size: 12, barcode: null }
const lot = (over: Partial<Lot> = {}): Lot => ({ key: 'k', quantity: 10, damaged: null, lot: '', expires: '', ...over })

describe('a day is read as labels write it', () => {
  it.each([
    ['311226', '2026-12-31'],
    ['31122026', '2026-12-31'],
    ['20261231', '2026-12-31'],
    ['31/12/26', '2026-12-31'],
    ['31/12/2026', '2026-12-31'],
    ['1.2.2027', '2027-02-01'],
    ['31 12 2026', '2026-12-31'],
    ['2026-12-31', '2026-12-31'],
    ['02/2028', '2028-02-29'],
    ['0227', '2027-02-28'],
    ['122026', '2026-12-31'],
  ])('%s', (text, day) => expect(parseDay(text)).toBe(day))

  it.each(['', '310226', '31/13/2026', '12', 'mañana', '1/1/1999', '31/12/2026/1', '3112261'])('%s is none', (text) =>
    expect(parseDay(text)).toBeUndefined(),
  )
})

describe('a line', () => {
  it('is offered whole, and the next lot with the rest', () => {
    expect(offered(120, known, '2026-11-24')).toMatchObject({ quantity: 120, expires: '22/02/2027' })
    expect(another([lot({ quantity: 100 })], 120, undefined, '2026-11-24')).toMatchObject({ quantity: 20, expires: '' })
    expect(another([lot({ quantity: 130 })], 120, undefined, '2026-11-24').quantity).toBeNull()
  })

  it('tells over and short by what can be used', () => {
    const line = { open: 20 }
    expect(difference(line, { state: 'taken', lots: [lot({ quantity: 12, damaged: 2 }), lot()] })).toBe(0)
    expect(difference(line, { state: 'taken', lots: [lot({ quantity: 25 })] })).toBe(5)
    expect(difference(line, { state: 'none', lots: [lot()] })).toBe(-20)
  })

  it('has faults that are told before sending', () => {
    expect(faults(lot({ quantity: null }), undefined)).toEqual({ quantity: 'quantity' })
    expect(faults(lot({ damaged: 11 }), known)).toEqual({ damaged: 'damaged', expires: 'noDay' })
    expect(faults(lot({ expires: '310226' }), undefined)).toEqual({ expires: 'badDay' })
    expect(faults(lot({ expires: '311226' }), known)).toEqual({})
  })
})

describe('a receipt', () => {
  const order = { lines: [{ product_id: 'a' }, { product_id: 'b' }, { product_id: 'c' }] } as unknown as PurchaseOrder
  const count: Count = {
    id: 'r',
    note: ' ',
    lines: {
      b: { state: 'taken', lots: [lot({ key: 'b1', lot: ' L1 ', expires: '311226' }), lot({ key: 'b2', damaged: 1 })] },
      a: { state: 'taken', lots: [lot({ key: 'a1' })] },
      c: { state: 'none', lots: [] },
    },
  }

  it('holds lots in the order’s order, without what did not come', () => {
    const { body, places } = bodyOf(order, count)
    expect(body).toEqual({
      id: 'r',
      note: null,
      lines: [
        { product_id: 'a', quantity: 10, damaged: 0, lot: null, expires_on: null },
        { product_id: 'b', quantity: 10, damaged: 0, lot: 'L1', expires_on: '2026-12-31' },
        { product_id: 'b', quantity: 10, damaged: 1, lot: null, expires_on: null },
      ],
    })
    expect(places.map((place) => place.lot)).toEqual(['a1', 'b1', 'b2'])
  })

  it('is refused at the field', () => {
    const errors = [
      { pointer: '/lines/2/expires_on', detail: 'vence' },
      { pointer: '/note', detail: 'larga' },
    ]
    const found = refusals(errors, bodyOf(order, count).places)
    expect(found).toEqual({ at: { b2: { expires: 'vence' } }, products: ['b'], others: ['larga'] })
  })
})

it('what was promised decides when it comes', () => {
  const order = { expected_on: '2026-11-20', promised_on: '2026-11-28' }
  expect(whenOf(order, '2026-11-24')).toBe('week')
  expect(whenOf({ ...order, promised_on: null }, '2026-11-24')).toBe('late')
  expect(whenOf({ ...order, promised_on: '2026-11-24' }, '2026-11-24')).toBe('today')
  expect(whenOf({ ...order, promised_on: '2026-12-24' }, '2026-11-24')).toBe('later')
})
