import { expect, it } from 'vitest'
import { moodOf } from './services'

const health = { service: 'sales', database: 'up', waiting: 0, outgoing: 0, dead: 0, commits: 1, writes: 1 }

it('tells how a service is', () => {
  expect(moodOf(undefined, false)).toBe('unknown')
  expect(moodOf(undefined, true)).toBe('down')
  expect(moodOf({ ...health, database: 'down' }, false)).toBe('down')
  expect(moodOf({ ...health, dead: 1 }, false)).toBe('trouble')
  expect(moodOf({ ...health, waiting: 60, outgoing: 41 }, false)).toBe('busy')
  expect(moodOf(health, false)).toBe('well')
})
