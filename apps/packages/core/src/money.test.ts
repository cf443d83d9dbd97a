import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { lineAmounts, orderAmounts, priceAt, priceWithTax } from './money'
import { Random } from './testing/random'

interface Vector {
  price: number
  quantity: number
  tax_rate_bp: number
  net: number
  tax: number
  total: number
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../../contracts/vectors/line_amounts.json', import.meta.url), 'utf8'),
) as Vector[]

const cop = (amount: number) => ({ amount, currency: 'COP' })

describe('amounts', () => {
  it('the shared vectors hold', () => {
    expect(vectors.length).toBeGreaterThan(10)
    for (const { price, quantity, tax_rate_bp, net, tax, total } of vectors) {
      expect(lineAmounts(cop(price), quantity, tax_rate_bp), `${price} × ${quantity}`).toEqual({
        net: cop(net),
        tax: cop(tax),
        total: cop(total),
      })
    }
  })

  it('tax is within half a minor unit of the exact value', () => {
    const random = new Random(7)
    for (let i = 0; i < 2_000; i += 1) {
      const [price, quantity, rate] = [random.below(1_000_000), 1 + random.below(1_000), random.below(10_001)]
      const { net, tax, total } = lineAmounts(cop(price), quantity, rate)
      const error = BigInt(tax.amount) * 10_000n - BigInt(net.amount) * BigInt(rate)
      expect(error >= -5_000n && error <= 5_000n).toBe(true)
      expect(total.amount).toBe(net.amount + tax.amount)
    }
  })

  it('of an order are the sums of its lines, each rounded for itself', () => {
    const lines = [lineAmounts(cop(5), 1, 1_000), lineAmounts(cop(5), 1, 1_000), lineAmounts(cop(100), 3, 1_900)]
    expect(orderAmounts(lines)).toEqual({ subtotal: cop(310), tax: cop(59), total: cop(369) })
    expect(orderAmounts([])).toEqual({ subtotal: cop(0), tax: cop(0), total: cop(0) })
  })

  it('that are too large are an error and not another amount', () => {
    expect(() => lineAmounts(cop(Number.MAX_SAFE_INTEGER), 2, 0)).toThrow(RangeError)
    const mixed = [lineAmounts(cop(1), 1, 0), lineAmounts({ amount: 1, currency: 'USD' }, 1, 0)]
    expect(() => orderAmounts(mixed)).toThrow(RangeError)
  })
})

describe('prices', () => {
  it('that were to come when they were read begin by themselves', () => {
    const product = {
      price: cop(100),
      coming_prices: [
        { price: cop(110), valid_from: '2026-11-25T05:00:00Z' },
        { price: cop(120), valid_from: '2026-12-01T05:00:00Z' },
      ],
    }
    expect(priceAt(product, new Date('2026-11-25T04:59:59Z'))).toEqual(cop(100))
    expect(priceAt(product, new Date('2026-11-25T05:00:00Z'))).toEqual(cop(110))
    expect(priceAt(product, new Date('2027-01-01T00:00:00Z'))).toEqual(cop(120))
  })

  it('are shown with tax', () => {
    expect(priceWithTax(cop(100), 1_900)).toEqual(cop(119))
  })
})
