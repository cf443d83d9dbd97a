import { describe, expect, it } from 'vitest'
import { degrees, pasted, View } from './place'

describe('coordinates', () => {
  it('are read as people write them', () => {
    expect(degrees('4.65', 90)).toBe(4.65)
    expect(degrees(' −74,08 ', 180)).toBe(-74.08)
    expect(degrees('91', 90)).toBeUndefined()
    expect(degrees('abc', 90)).toBeUndefined()
    expect(degrees('', 90)).toBeUndefined()
  })
  it('can be pasted as a pair', () => {
    expect(pasted('4.6443, -74.1169')).toEqual({ lat: 4.6443, lon: -74.1169 })
    expect(pasted('4,6443; -74,1169')).toEqual({ lat: 4.6443, lon: -74.1169 })
    expect(pasted('4.6443')).toBeUndefined()
    expect(pasted('4,6443')).toBeUndefined()
  })
})

describe('a view', () => {
  const view = new View({ lat: 4, lon: -74 }, 10, 400, 200)
  it('has the centre in the middle and north above', () => {
    expect(view.toPixels({ lat: 4, lon: -74 })).toEqual({ x: 200, y: 100 })
    expect(view.toPixels({ lat: 5, lon: -74 }).y).toBe(80)
    expect(view.toPixels({ lat: 4, lon: -73 }).x).toBeGreaterThan(200)
  })
  it('goes there and back', () => {
    const { x, y } = view.toPixels({ lat: 6.244, lon: -75.574 })
    expect(view.toPoint(x, y)).toEqual({ lat: 6.244, lon: -75.574 })
  })
  it('draws lines at whole steps', () => {
    expect(view.lines().lats).toEqual([0, 2, 4, 6, 8])
  })
})
