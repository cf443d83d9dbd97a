import type { ConfirmPurchaseOrder, PurchaseOrder, PurchaseOrderLine } from '@storeflow/api'

/** What is said of a line. */
export interface Said {
  quantity: number | null
  on: string | null
}

/** What somebody has typed about an order; lines that nobody touched are not in it. */
export interface Draft {
  /** Of the order as it was when it was typed. */
  version?: number
  lines: Record<string, Said>
  note: string
}

export const newDraft = (): Draft => ({ lines: {}, note: '' })
export const isEmpty = (draft: Draft): boolean => Object.keys(draft.lines).length === 0 && draft.note.trim() === ''

type Of = Pick<PurchaseOrderLine, 'product_id' | 'quantity' | 'confirmed' | 'confirmed_on'>

/** What holds of a line: typed, or said before, or as ordered. */
export function saidOf(line: Of, draft: Draft, expected: string): Said {
  return (
    draft.lines[line.product_id] ?? {
      quantity: line.confirmed ?? line.quantity,
      on: line.confirmed_on ?? expected,
    }
  )
}

export type Fault = 'quantity' | 'day'

/** What can be told without asking. */
export function faultOf(said: Said): Fault | undefined {
  if (said.quantity === null) return 'quantity'
  // What does not come has no day.
  return said.quantity > 0 && !said.on ? 'day' : undefined
}

export interface Difference {
  /** Base units less (positive) or more (negative) than ordered. */
  less: number
  /** Days later than expected; negative when earlier. */
  later: number
  refused: boolean
}

export function differenceOf(line: Of, said: Said, expected: string): Difference {
  const refused = said.quantity === 0 && line.quantity > 0
  const later = said.on && !refused ? Math.round((Date.parse(said.on) - Date.parse(expected)) / 86_400_000) : 0
  return { less: line.quantity - (said.quantity ?? line.quantity), later, refused }
}

/** Every line is named, so that nothing is taken for ordered that somebody has said otherwise before. */
export function bodyOf(order: Pick<PurchaseOrder, 'lines' | 'expected_on'>, draft: Draft): ConfirmPurchaseOrder {
  return {
    lines: order.lines.map((line) => {
      const said = saidOf(line, draft, order.expected_on)
      return { product_id: line.product_id, quantity: said.quantity ?? 0, on: said.on || null }
    }),
    note: draft.note.trim() || null,
  }
}

/** The server's refusals by product and field. */
export function refusals(
  errors: readonly { pointer: string; detail: string }[],
  order: Pick<PurchaseOrder, 'lines'>,
): { at: Record<string, Record<string, string>>; others: string[] } {
  const at: Record<string, Record<string, string>> = {}
  const others: string[] = []
  for (const { pointer, detail } of errors) {
    const [, index, field = ''] = /^\/lines\/(\d+)\/(\w+)/.exec(pointer) ?? []
    const product = index === undefined ? undefined : order.lines[Number(index)]?.product_id
    if (product) at[product] = { ...at[product], [field]: detail }
    else others.push(detail)
  }
  return { at, others }
}

/** The longest time that sell-out is told of. */
export const MOST_DAYS = 92

/** How many days, both included. */
export const daysOf = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1
