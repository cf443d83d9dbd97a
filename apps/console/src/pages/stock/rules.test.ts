import { describe, expect, it } from 'vitest'
import { byDay, expiring, signOf } from './rules'

describe('adjustments', () => {
  it('only a count goes either way', () => {
    expect(signOf('counted', 'more')).toBe(1)
    expect(signOf('counted', 'less')).toBe(-1)
    expect(signOf('found', 'less')).toBe(1)
    for (const reason of ['lost', 'damaged', 'expired'] as const) expect(signOf(reason, 'more')).toBe(-1)
  })
})

describe('what expires', () => {
  const lot = (expires_on: string | null, on_hand = 1) => ({ expires_on, on_hand })
  it('is told by its last day, which is still good', () => {
    const found = expiring(
      [
        lot('2026-12-24'),
        lot('2026-11-23'),
        lot('2026-11-24'),
        lot('2026-12-25'),
        lot('2027-02-22'),
        lot('2027-02-23'),
      ],
      '2026-11-24',
    )
    expect(found.get('expired')).toEqual([lot('2026-11-23')])
    expect(found.get(30)).toEqual([lot('2026-11-24'), lot('2026-12-24')])
    expect(found.get(60)).toEqual([lot('2026-12-25')])
    expect(found.get(90)).toEqual([lot('2027-02-22')])
  })
  it('leaves out what is empty or never expires', () => {
    const found = expiring([lot(null), lot('2026-11-25', 0)], '2026-11-24')
    expect([...found.values()].flat()).toEqual([])
  })
})

describe('stock by day', () => {
  it('is told backwards from the present', () => {
    const movements = [
      { at: '2026-11-24T15:00:00Z', delta: -4 },
      { at: '2026-11-23T15:00:00Z', delta: 10 },
      { at: '2026-11-23T16:00:00Z', delta: -1 },
    ]
    expect(byDay(20, movements, '2026-11-22', '2026-11-24', (at) => at.slice(0, 10))).toEqual([
      { day: '2026-11-22', onHand: 15 },
      { day: '2026-11-23', onHand: 24 },
      { day: '2026-11-24', onHand: 20 },
    ])
  })
})
