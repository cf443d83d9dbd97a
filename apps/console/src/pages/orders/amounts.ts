import type { Amount } from '@storeflow/i18n'

export interface Amounts {
  net: number
  tax: number
  total: number
}

/** Net, tax and total of a line in minor units; tax is rounded half away from zero, as the server does. */
export function lineAmounts(price: number, quantity: number, taxRateBp: number): Amounts {
  const net = BigInt(price) * BigInt(quantity)
  const tax = (net * BigInt(taxRateBp) + 5_000n) / 10_000n
  return { net: Number(net), tax: Number(tax), total: Number(net + tax) }
}

/** Totals are sums of lines. */
export function sumOf(lines: Amounts[]): Amounts {
  const sum = { net: 0, tax: 0, total: 0 }
  for (const line of lines) {
    sum.net += line.net
    sum.tax += line.tax
    sum.total += line.total
  }
  return sum
}

/** A price of the answer to an order whose prices have gone up. */
export interface PresentPrice {
  product_id: string
  price: Amount
  price_seen?: Amount | null
  higher: boolean
}

export interface Line {
  /** Stays the same while lines come and go. */
  key: string
  product_id: string | null
  quantity: number | null
}

export const blank = (line: Line): boolean => !line.product_id && line.quantity === null

/** Which lines are sent: the server counts only these. */
export const filledLines = (lines: Line[]): number[] => lines.flatMap((line, index) => (blank(line) ? [] : [index]))

/** `/lines/1/quantity` of what was sent, as the line on the page. */
export function onPage(pointer: string, filled: number[]): string {
  return pointer.replace(/^\/lines\/(\d+)/, (whole, index: string) => {
    const at = filled[Number(index)]
    return at === undefined ? whole : `/lines/${at}`
  })
}
