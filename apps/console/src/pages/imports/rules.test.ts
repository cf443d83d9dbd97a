import { mismatches } from '@storeflow/i18n'
import { describe, expect, it } from 'vitest'
import { groups, type ImportError, isBusy, kindOf, MOST, refusal } from './rules'
import { texts } from './texts'

describe('rules of imports', () => {
  it('refuses what is no table before it is sent', () => {
    expect(refusal({ name: 'precios.XLSX', size: 10 })).toBeUndefined()
    expect(refusal({ name: 'precios.csv', size: 0 })).toBe('emptyFile')
    expect(refusal({ name: 'precios.xls', size: 10 })).toBe('wrongType')
    expect(refusal({ name: 'precios.csv', size: MOST + 1 })).toBe('tooLarge')
  })

  it('guesses what a file lists', () => {
    expect(kindOf('Proveedores 2026.csv')).toBe('suppliers')
    expect(kindOf('lista de precios.xlsx')).toBe('products')
    expect(kindOf('hoja1.csv')).toBeUndefined()
  })

  it('knows when something is going on', () => {
    expect(isBusy('committing')).toBe(true)
    expect(isBusy('checked')).toBe(false)
  })

  it('puts alike errors together', () => {
    const error = (row: number, column: string, code: string): ImportError => ({
      id: String(row),
      row,
      column,
      value: '',
      code,
      detail: code,
    })
    const found = groups([error(2, 'precio', 'a'), error(3, 'nombre', 'b'), error(4, 'nombre', 'b')])
    expect(found.map(({ column, n }) => [column, n])).toEqual([
      ['nombre', 2],
      ['precio', 1],
    ])
  })

  it('says the same in both languages', () => expect(mismatches(texts)).toEqual([]))
})
