import type { Capacity } from '@storeflow/api'
import { expect, it } from 'vitest'
import { daysFrom, goesOut, roomOf, weekdayOf } from './room'

const capacity = (of: Partial<Capacity>): Capacity => ({
  id: 'c',
  warehouse_id: 'w',
  used_stops: 0,
  used_grams: 0,
  set_by: 'staff',
  version: 1,
  created_at: '2026-11-24T00:00:00Z',
  ...of,
})

it('knows the weekday of a day', () => {
  expect(weekdayOf('2026-11-24')).toBe('tue')
  expect(weekdayOf('2026-11-29')).toBe('sun')
})

it('counts days over the end of a month', () => {
  expect(daysFrom('2026-11-29', 3)).toEqual(['2026-11-29', '2026-11-30', '2026-12-01'])
})

it('takes the day, then the weekday, then every day, then no limit', () => {
  const every = capacity({ stops: 100 })
  const tuesdays = capacity({ stops: 50, weekday: 'tue' })
  const day = capacity({ stops: 10, on: '2026-11-24', used_stops: 10 })
  expect(roomOf('w', '2026-11-24', [day], [every, tuesdays])).toMatchObject({ stops: 10, usedStops: 10, full: true })
  expect(roomOf('w', '2026-12-01', [day], [every, tuesdays])).toMatchObject({ stops: 50, usedStops: 0, full: false })
  expect(roomOf('w', '2026-12-02', [day], [every, tuesdays])).toMatchObject({ stops: 100, full: false })
  expect(roomOf('other', '2026-11-24', [day], [every])).toMatchObject({ stops: null, grams: null, full: false })
})

it('is full when nothing is taken', () => {
  expect(roomOf('w', '2026-11-24', [], [capacity({ stops: 0 })]).full).toBe(true)
})

it('knows days on which no calendar goes out', () => {
  expect(goesOut('2026-11-29', [{ weekdays: ['mon', 'sat'] }])).toBe(false)
  expect(goesOut('2026-11-28', [{ weekdays: ['mon', 'sat'] }])).toBe(true)
  expect(goesOut('2026-11-29', [])).toBe(true)
})
