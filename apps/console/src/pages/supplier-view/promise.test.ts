import type { PurchaseOrder } from '@storeflow/api'
import { expect, it } from 'vitest'
import { bodyOf, daysOf, differenceOf, faultOf, isEmpty, newDraft, refusals, saidOf } from './promise'

const line = (over = {}) => ({ product_id: 'a', quantity: 20, confirmed: null, confirmed_on: null, ...over })
const day = '2026-11-24'

it('what was typed holds, then what was said, then what was ordered', () => {
  const draft = { ...newDraft(), lines: { a: { quantity: 5, on: '2026-11-30' } } }
  expect(saidOf(line(), draft, day)).toEqual({ quantity: 5, on: '2026-11-30' })
  expect(saidOf(line({ confirmed: 0, confirmed_on: '2026-11-25' }), newDraft(), day)).toEqual({
    quantity: 0,
    on: '2026-11-25',
  })
  expect(saidOf(line(), newDraft(), day)).toEqual({ quantity: 20, on: day })
  expect([isEmpty(newDraft()), isEmpty(draft), isEmpty({ ...newDraft(), note: 'x' })]).toEqual([true, false, false])
})

it('less, later and refused are told apart', () => {
  expect(differenceOf(line(), { quantity: 18, on: '2026-11-26' }, day)).toEqual({ less: 2, later: 2, refused: false })
  expect(differenceOf(line(), { quantity: 0, on: '2026-11-30' }, day)).toEqual({ less: 20, later: 0, refused: true })
  expect(differenceOf(line(), { quantity: 24, on: '2026-11-23' }, day)).toEqual({ less: -4, later: -1, refused: false })
  expect([
    faultOf({ quantity: null, on: day }),
    faultOf({ quantity: 1, on: null }),
    faultOf({ quantity: 0, on: null }),
  ]).toEqual(['quantity', 'day', undefined])
})

it('all lines are sent, and refused at their product', () => {
  const order = { expected_on: day, lines: [line(), line({ product_id: 'b', confirmed: 3, confirmed_on: day })] }
  const of = order as unknown as PurchaseOrder
  const draft = { lines: { a: { quantity: 0, on: null } }, note: ' Sin leche ' }
  expect(bodyOf(of, draft)).toEqual({
    note: 'Sin leche',
    lines: [
      { product_id: 'a', quantity: 0, on: null },
      { product_id: 'b', quantity: 3, on: day },
    ],
  })
  const errors = [
    { pointer: '/lines/1/quantity', detail: 'mucho' },
    { pointer: '/note', detail: 'larga' },
  ]
  expect(refusals(errors, of)).toEqual({ at: { b: { quantity: 'mucho' } }, others: ['larga'] })
})

it('days are counted with both ends', () => expect(daysOf('2026-11-01', '2026-11-30')).toBe(30))
