import { mismatches } from '@storeflow/i18n'
import { describe, expect, it } from 'vitest'
import vectors from '../../../../../contracts/vectors/line_amounts.json'
import { texts as customers } from '../customers/texts'
import { filledLines, lineAmounts, onPage, sumOf } from './amounts'
import { texts } from './texts'

describe('amounts of an order', () => {
  it('are those of the server', () => {
    for (const { price, quantity, tax_rate_bp, net, tax, total } of vectors) {
      expect(lineAmounts(price, quantity, tax_rate_bp)).toEqual({ net, tax, total })
    }
  })

  it('add up line by line', () => {
    const lines = [lineAmounts(15, 1, 1000), lineAmounts(15, 1, 1000)]
    expect(sumOf(lines)).toEqual({ net: 30, tax: 4, total: 34 })
  })
})

describe('lines of the form', () => {
  const lines = [
    { key: 'a', product_id: 'x', quantity: 1 },
    { key: 'b', product_id: null, quantity: null },
    { key: 'c', product_id: null, quantity: 3 },
  ]
  it('without anything in them are not sent', () => {
    expect(filledLines(lines)).toEqual([0, 2])
  })
  it('get the refusals of what was sent', () => {
    expect(onPage('/lines/1/quantity', filledLines(lines))).toBe('/lines/2/quantity')
    expect(onPage('/lines', filledLines(lines))).toBe('/lines')
    expect(onPage('/note', filledLines(lines))).toBe('/note')
  })
})

describe('texts', () => {
  it('say the same in both languages', () => {
    expect(mismatches(texts)).toEqual([])
    expect(mismatches(customers)).toEqual([])
  })
})
