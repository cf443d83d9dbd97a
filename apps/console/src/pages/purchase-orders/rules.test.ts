import { describe, expect, it } from 'vitest'
import {
  amountOf,
  costText,
  exactFirst,
  filledLines,
  inPacks,
  isTable,
  minorOf,
  newLine,
  pasted,
  quantityOf,
  saysPacks,
  theOne,
  twins,
} from './rules'

describe('quantities', () => {
  it('are units, with or without marks', () => {
    for (const [text, units] of [
      ['240', 240],
      [' 1.200 ', 1200],
      ['1,200', 1200],
      ['1.000.000', 1_000_000],
      ['12,00', 12],
    ] as const) {
      expect(quantityOf(text, 12)).toEqual({ units })
    }
  })
  it('are packs where somebody says so', () => {
    for (const text of ['10p', '10 P', '10 paq', '10 cajas', '10x', '10*', '10 packs', '10 cj.']) {
      expect(quantityOf(text, 12)).toEqual({ units: 120, packs: 10 })
      expect(saysPacks(text)).toBe(true)
    }
    expect(quantityOf('10p', undefined)).toBeUndefined()
  })
  it('are nothing else', () => {
    for (const text of ['', '-3', '1,5', 'doce', '1.20', '12.0001', '1e3', 'p']) {
      expect(quantityOf(text, 12), text).toBeUndefined()
    }
  })
  it('are shown in packs', () => {
    expect(inPacks(30, 12)).toEqual({ packs: 2, rest: 6 })
  })
})

describe('costs', () => {
  it('are understood in either way of writing', () => {
    for (const [text, minor] of [
      ['1250', 125_000],
      ['$ 1.250', 125_000],
      ['1,250', 125_000],
      ['1.250,50', 125_050],
      ['1,250.50', 125_050],
      ['1250,5', 125_050],
      ['1250.5', 125_050],
      ['1.250.000', 125_000_000],
      ['0', 0],
      ['0,75', 75],
    ] as const) {
      expect(minorOf(text, 'COP'), text).toBe(minor)
    }
  })
  it('are refused rather than guessed', () => {
    for (const text of ['', '-1', 'mil', '1.25.0', '12,3456', '1.250,500,2', '1..2', ',5']) {
      expect(minorOf(text, 'COP'), text).toBeUndefined()
    }
  })
  it('are kept so that they mean the same', () => {
    for (const amount of [125_000, 125_050, 7, 0]) {
      expect(minorOf(costText({ amount, currency: 'COP' }), 'COP')).toBe(amount)
    }
    expect(amountOf(999_999_999, 1_000_000)).toBe(999_999_999_000_000)
  })
})

describe('what is pasted', () => {
  it('is rows of a spreadsheet', () => {
    expect(isTable('ACE-1\t12')).toBe(true)
    expect(isTable('ACE-1\nACE-2')).toBe(true)
    expect(isTable('Aceite de girasol\n')).toBe(false)
    expect(pasted('SKU\tCantidad\tCosto\r\nACE-1\t12\t1.250\r\n\r\n"ACE-2"\t3p\r\n')).toEqual([
      { product: 'ACE-1', quantity: '12', cost: '1.250' },
      { product: 'ACE-2', quantity: '3p', cost: '' },
    ])
    expect(pasted('ACE-1;12')).toEqual([{ product: 'ACE-1', quantity: '12', cost: '' }])
  })
})

describe('a product that was typed', () => {
  const product = (id: string, sku: string, name: string, barcode?: string) => ({ id, sku, name, barcode })
  const found = [product('a', 'ACE-10', 'Aceite 1 L'), product('b', 'ACE-1', 'Aceite', '770123')]
  it('is the one whose code it is, however many others begin so', () => {
    expect(theOne('ace-1', found)).toBe(found[1])
    expect(theOne('770123', found)).toBe(found[1])
    expect(theOne('aceite', found)).toBe(found[1])
    expect(exactFirst('ace 1', found)[0]).toBe(found[1])
  })
  it('is none where nobody chose', () => {
    expect(theOne('ace', found)).toBe('several')
    expect(theOne('ace', [])).toBe('unknown')
    expect(theOne('ace', found.slice(0, 1))).toBe(found[0])
  })
})

describe('lines', () => {
  it('without anything in them are not sent', () => {
    expect(filledLines([newLine({ quantity: '1' }), newLine(), newLine({ typed: 'x' })])).toEqual([0, 2])
  })
  it('name each product once', () => {
    const lines = ['a', null, 'b', 'a', null].map((product_id) => newLine({ product_id }))
    expect([...twins(lines)]).toEqual([[3, 0]])
  })
})
