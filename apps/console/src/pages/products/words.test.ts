import { describe, expect, it } from 'vitest'
import { categoryName, eras, isOwn, pictureAt, startOfDay, unitName } from './words'

describe('words of products', () => {
  it('writes categories for people', () => {
    expect(categoryName('aseo_hogar')).toBe('Aseo hogar')
    expect(categoryName(null)).toBeUndefined()
  })

  it('keeps units that it does not know', () => {
    expect(unitName('bag', { bag: 'bolsa' })).toBe('bolsa')
    expect(unitName('constructor', { bag: 'bolsa' })).toBe('constructor')
  })

  it('knows pictures of its own', () => {
    const own = '/api/purchasing/media/01a20daa-af66-743d-bfdf-3bca528ff802/pictures/320'
    expect(isOwn(own)).toBe(true)
    expect(pictureAt(own, 96)).toBe(own.replace('320', '96'))
    expect(isOwn('https://cdn.example/a.jpg')).toBe(false)
    expect(pictureAt('https://cdn.example/a.jpg', 96)).toBe('https://cdn.example/a.jpg')
  })

  it('begins days where the company is', () => {
    expect(startOfDay('2026-11-24', 'America/Bogota')).toBe('2026-11-24T05:00:00.000Z')
    expect(startOfDay('2026-03-29', 'Europe/Madrid')).toBe('2026-03-28T23:00:00.000Z')
    expect(startOfDay('2026-03-30', 'Europe/Madrid')).toBe('2026-03-29T22:00:00.000Z')
    expect(startOfDay('2026-01-01', 'Asia/Kolkata')).toBe('2025-12-31T18:30:00.000Z')
  })

  it('tells which price holds', () => {
    const at = (valid_from: string) => ({ valid_from })
    const found = eras(
      [at('2027-01-01T00:00:00Z'), at('2026-06-01T00:00:00Z'), at('2026-01-01T00:00:00Z')],
      Date.parse('2026-11-24T00:00:00Z'),
    )
    expect(found.map(({ era }) => era)).toEqual(['coming', 'present', 'past'])
  })
})
