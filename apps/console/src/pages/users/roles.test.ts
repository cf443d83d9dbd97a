import { expect, it } from 'vitest'
import { stateOf } from './roles'

it('tells whether a key can still be used', () => {
  const now = new Date('2026-11-24T12:00:00Z')
  expect(stateOf({}, now)).toBe('active')
  expect(stateOf({ expires_at: '2026-11-25T00:00:00Z' }, now)).toBe('active')
  expect(stateOf({ expires_at: '2026-11-24T12:00:00Z' }, now)).toBe('expired')
  expect(stateOf({ expires_at: '2027-01-01T00:00:00Z', revoked_at: '2026-11-01T00:00:00Z' }, now)).toBe('revoked')
})
