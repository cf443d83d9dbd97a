import type { Money, SyncedProduct } from '@storeflow/api'

/** What one order line costs. */
export interface LineAmounts {
  /** Price × quantity, without tax. */
  net: Money
  tax: Money
  /** Net + tax. */
  total: Money
}

/** What an order costs: the sums of its lines. */
export interface OrderAmounts {
  subtotal: Money
  tax: Money
  total: Money
}

/**
 * The amounts of a line by the rule of contracts/src/money.rs (same vectors): prices exclude tax; tax is rounded for each line,
 * half away from zero, to the minor unit. What is too large to be exact is an error and not another amount.
 */
export function lineAmounts(price: Money, quantity: number, taxRateBp: number): LineAmounts {
  const currency = price.currency
  const net = BigInt(price.amount) * BigInt(quantity)
  const numerator = net * BigInt(taxRateBp)
  const half = numerator < 0n ? -5_000n : 5_000n
  const tax = (numerator + half) / 10_000n
  return {
    net: { amount: exact(net), currency },
    tax: { amount: exact(tax), currency },
    total: { amount: exact(net + tax), currency },
  }
}

/** The sums of lines, in `currency` where there is none. */
export function orderAmounts(lines: readonly LineAmounts[], currency = 'COP'): OrderAmounts {
  const sum = (part: keyof LineAmounts): Money => {
    const of = lines[0]?.[part].currency ?? currency
    let amount = 0n
    for (const line of lines) {
      if (line[part].currency !== of) throw new RangeError('amounts of different currencies cannot be added')
      amount += BigInt(line[part].amount)
    }
    return { amount: exact(amount), currency: of }
  }
  return { subtotal: sum('net'), tax: sum('tax'), total: sum('total') }
}

/** A price with its tax, for one unit: what a shelf says. */
export function priceWithTax(price: Money, taxRateBp: number): Money {
  return lineAmounts(price, 1, taxRateBp).total
}

/** The price at an instant: one that is still to come when it was read may have begun since. */
export function priceAt(product: Pick<SyncedProduct, 'price' | 'coming_prices'>, now: Date = new Date()): Money {
  let price = product.price
  for (const coming of product.coming_prices ?? []) {
    if (Date.parse(coming.valid_from) <= now.getTime()) price = coming.price
  }
  return price
}

function exact(amount: bigint): number {
  const number = Number(amount)
  if (!Number.isSafeInteger(number)) throw new RangeError('the amount is too large')
  return number
}
