import { describe, expect, it } from 'vitest'
import { parsePoint, pointText } from './point'
import { citiesOf } from './sellers'

describe('a point on the map', () => {
  it('is read as maps copy it', () => {
    const modelia = { lat: 4.6673, lon: -74.1194 }
    expect(parsePoint('4.6673, -74.1194')).toEqual(modelia)
    expect(parsePoint('4.6673,-74.1194')).toEqual(modelia)
    expect(parsePoint(' 4,6673; -74,1194 ')).toEqual(modelia)
    expect(parsePoint('4,6673, -74,1194')).toEqual(modelia)
    expect(parsePoint('https://maps.example/maps/@4.6673,-74.1194,17z')).toEqual(modelia)
    expect(parsePoint(pointText(modelia))).toEqual(modelia)
  })
  it('is nothing where there is none', () => {
    for (const text of ['', 'Calle 13 # 4-31', '4.6673', '95.1, 10.2', '4.6, 190.5']) {
      expect(parsePoint(text)).toBeNull()
    }
  })
})

describe('cities to choose from', () => {
  it('come once, in order, without case and accents', () => {
    expect(citiesOf(['Cali', 'Bogotá', null, 'bogota', 'Cali'], '').length).toBe(2)
    expect(citiesOf(['Cali', 'Bogotá'], 'bogo')).toEqual(['Bogotá'])
  })
  it('may be what was typed', () => {
    expect(citiesOf(['Cali'], ' Leticia ')).toEqual(['Leticia'])
  })
})
