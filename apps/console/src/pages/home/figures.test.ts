import { afterEach, describe, expect, it, vi } from 'vitest'
import { arrivals, attention, throttled, totals } from './figures'

const sales = { stuck: 1, backordered: 0, rejected: 2, delivery_failed: 0 }
const stock = {
  out_of_stock: 0,
  running_out: 3,
  expired: 0,
  expiring_30: 4,
  expiring_60: 6,
  expiring_90: 6,
  waiting: 0,
}
const purchasing = { drafts: 1, unconfirmed: 2, late: 1, short: 0, expected_today: 0, expected_week: 0 }

describe('what needs somebody', () => {
  it('is what there is of what the role works on, the worst first', () => {
    const keys = (roles: Parameters<typeof attention>[1]) =>
      attention({ sales, stock, purchasing, dead: 1 }, roles, '2026-11-18').map((tile) => tile.key)
    expect(keys(['admin'])[0]).toBe('dead')
    expect(keys(['warehouse'])).toEqual(['late', 'running_out', 'expiring_30', 'expiring_60'])
    expect(keys(['sales_manager'])).toEqual(['stuck', 'rejected', 'running_out', 'expiring_30'])
    expect(keys(['supplier'])).toEqual(['late', 'to_confirm'])
    expect(keys(['logistics'])).toEqual([])
    expect(attention({}, ['admin'], '2026-11-18')).toEqual([])
  })

  it('leads to exactly these', () => {
    const [, rejected] = attention({ sales }, ['admin'], '2026-11-18')
    expect(rejected).toMatchObject({ n: 2, to: '/orders', search: { status: 'rejected', from: '2026-11-18' } })
    const between = attention({ stock }, ['purchasing'], '').find((tile) => tile.key === 'expiring_60')
    expect(between).toMatchObject({ n: 2, search: { within: '60' } })
  })
})

it('leads from goods to come to exactly these', () => {
  const expected = { ...purchasing, expected_today: 1, expected_week: 4 }
  expect(
    arrivals(expected, '2026-11-24').map(({ n, search }) => [n, search.expected_from, search.expected_to]),
  ).toEqual([
    [1, '2026-11-24', '2026-11-24'],
    [4, '2026-11-24', '2026-11-30'],
  ])
  const [short] = attention({ purchasing: { ...purchasing, late: 0, unconfirmed: 0, short: 3 } }, ['supplier'], '')
  expect(short).toMatchObject({ n: 3, to: '/purchase-orders', search: { short: 'true', open: 'true' } })
})

it('adds the days up', () => {
  const net = (amount: number) => ({ amount, currency: 'COP' as never })
  const days = [
    { on: '2026-11-23', orders: 2, net: net(100), units_ordered: 10, units_filled: 9 },
    { on: '2026-11-24', orders: 1, net: net(50), units_ordered: 10, units_filled: 10 },
  ]
  expect(totals(days)).toEqual({ orders: 3, net: 150, fill: 0.95 })
  expect(totals([]).fill).toBeNull()
})

describe('throttled', () => {
  afterEach(() => vi.useRealTimers())

  it('answers a burst at once and once more', () => {
    vi.useFakeTimers()
    const work = vi.fn()
    const hear = throttled(work, 4_000)
    for (let i = 0; i < 10; i++) hear()
    vi.advanceTimersByTime(300)
    expect(work).toHaveBeenCalledTimes(1)
    for (let i = 0; i < 10; i++) hear()
    vi.advanceTimersByTime(1_000)
    expect(work).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(4_000)
    expect(work).toHaveBeenCalledTimes(2)
  })
})
