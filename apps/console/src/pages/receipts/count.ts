import type {
  NewPurchaseReceipt,
  Product,
  PurchaseOrder,
  PurchaseOrderLine,
  PurchaseOrderSummary,
} from '@storeflow/api'
import { addDays } from '@storeflow/i18n'

/** Goods of one lot, as typed. */
export interface Lot {
  key: string
  /** All that came, damaged ones included. */
  quantity: number | null
  damaged: number | null
  lot: string
  /** As typed: `311226`, `31/12/2026`. */
  expires: string
}

/** What was counted of a line; a line that nobody touched has none. */
export interface Counted {
  /** Being counted, counted, or nothing came. */
  state: 'open' | 'taken' | 'none'
  lots: Lot[]
  /** Somebody typed something; an open line that nobody touched counts for nothing. */
  touched?: boolean
}

/** Everything typed about one truck, kept until it is received. */
export interface Count {
  /** Of the receipt: the same however often it is sent. */
  id: string
  lines: Record<string, Counted>
  note: string
  /** It was sent once and no answer came: perhaps it arrived. */
  sent?: boolean
}

export const newCount = (): Count => ({ id: crypto.randomUUID(), lines: {}, note: '' })

const iso = (year: number, month: number, day: number): string | undefined => {
  if (year < 2000 || year > 2199 || month < 1 || month > 12 || day < 1) return undefined
  const at = new Date(Date.UTC(year, month - 1, day))
  return at.getUTCDate() === day ? at.toISOString().slice(0, 10) : undefined
}
const century = (text: string): number => (text.length <= 2 ? 2000 + Number(text) : Number(text))
const lastOf = (year: number, month: number): string | undefined =>
  month >= 1 && month <= 12 ? iso(year, month, new Date(Date.UTC(year, month, 0)).getUTCDate()) : undefined

/** A day as labels and people write it, day first: `311226`, `31122026`, `31/12/26`, `12/2026` (its last day), `2026-12-31`. */
export function parseDay(text: string): string | undefined {
  const clean = text.trim()
  const parts = clean.split(/[\s./-]+/)
  if (parts.some((part) => !/^\d{1,8}$/.test(part))) return undefined
  const [a = '', b = '', c = ''] = parts
  if (parts.length === 3) {
    return a.length === 4 ? iso(Number(a), Number(b), Number(c)) : iso(century(c), Number(b), Number(a))
  }
  if (parts.length === 2) return lastOf(century(b), Number(a))
  if (parts.length !== 1) return undefined
  const n = (from: number, to?: number) => Number(a.slice(from, to))
  if (a.length === 4) return lastOf(century(a.slice(2)), n(0, 2))
  if (a.length === 6) return iso(century(a.slice(4)), n(2, 4), n(0, 2)) ?? lastOf(n(2), n(0, 2))
  if (a.length === 8) return iso(n(4), n(2, 4), n(0, 2)) ?? iso(n(0, 4), n(4, 6), n(6))
  return undefined
}

/** `2026-12-31` as it is typed: `31/12/2026`. */
export const typedDay = (day: string): string => day.split('-').reverse().join('/')

/** What is known of a product beside the order's line. */
export type Known = Pick<Product, 'id' | 'shelf_life_days' | 'min_days_left' | 'pack_size' | 'barcode'>

/** A lot as it is offered: all that should come, and how long such goods last. */
export function offered(open: number, known: Known | undefined, today: string): Lot {
  const days = known?.shelf_life_days
  return {
    key: crypto.randomUUID(),
    quantity: open > 0 ? open : null,
    damaged: null,
    lot: '',
    expires: days ? typedDay(addDays(today, days)) : '',
  }
}

/** Another lot of the same line: what the others leave. */
export function another(lots: Lot[], open: number, known: Known | undefined, today: string): Lot {
  return offered(open - tally(lots).came, known, today)
}

export interface Tally {
  came: number
  damaged: number
  usable: number
}

export function tally(lots: Lot[]): Tally {
  const came = lots.reduce((sum, lot) => sum + (lot.quantity ?? 0), 0)
  const damaged = lots.reduce((sum, lot) => sum + (lot.damaged ?? 0), 0)
  return { came, damaged, usable: came - damaged }
}

/** Usable units beyond what should come; negative while some are missing. */
export const difference = (line: Pick<PurchaseOrderLine, 'open'>, counted: Counted): number =>
  (counted.state === 'none' ? 0 : tally(counted.lots).usable) - line.open

export type Fault = 'quantity' | 'damaged' | 'badDay' | 'noDay'

/** What is wrong with a lot that can be told without asking, by field. */
export function faults(lot: Lot, known: Known | undefined): Partial<Record<'quantity' | 'damaged' | 'expires', Fault>> {
  const found: Partial<Record<'quantity' | 'damaged' | 'expires', Fault>> = {}
  if (!lot.quantity) found.quantity = 'quantity'
  else if ((lot.damaged ?? 0) > lot.quantity) found.damaged = 'damaged'
  if (lot.expires.trim()) {
    if (!parseDay(lot.expires)) found.expires = 'badDay'
  } else if (known?.shelf_life_days) found.expires = 'noDay'
  return found
}

/** What is sent, and which lot each of its lines is. */
export function bodyOf(
  order: Pick<PurchaseOrder, 'lines'>,
  count: Count,
): { body: NewPurchaseReceipt; places: { product: string; lot: string }[] } {
  const places: { product: string; lot: string }[] = []
  const lines: NewPurchaseReceipt['lines'] = []
  for (const { product_id } of order.lines) {
    const counted = count.lines[product_id]
    if (counted?.state !== 'taken') continue
    for (const lot of counted.lots) {
      places.push({ product: product_id, lot: lot.key })
      lines.push({
        product_id,
        quantity: lot.quantity ?? 0,
        damaged: lot.damaged ?? 0,
        lot: lot.lot.trim() || null,
        expires_on: parseDay(lot.expires) ?? null,
      })
    }
  }
  return { body: { id: count.id, lines, note: count.note.trim() || null }, places }
}

const FIELDS: Record<string, string> = { expires_on: 'expires' }

/** The server's refusals by lot and field. */
export function refusals(
  errors: readonly { pointer: string; detail: string }[],
  places: { product: string; lot: string }[],
): { at: Record<string, Record<string, string>>; products: string[]; others: string[] } {
  const at: Record<string, Record<string, string>> = {}
  const products: string[] = []
  const others: string[] = []
  for (const { pointer, detail } of errors) {
    const [, index, field = ''] = /^\/lines\/(\d+)(?:\/(\w+))?/.exec(pointer) ?? []
    const place = index === undefined ? undefined : places[Number(index)]
    if (!place) {
      others.push(detail)
      continue
    }
    at[place.lot] = { ...at[place.lot], [FIELDS[field] ?? field]: detail }
    if (!products.includes(place.product)) products.push(place.product)
  }
  return { at, products, others }
}

/** A line's end in words: what the list and the check say of it. */
export type Outcome = 'pending' | 'open' | 'complete' | 'short' | 'over' | 'none'

export function outcome(line: Pick<PurchaseOrderLine, 'open'>, counted: Counted | undefined): Outcome {
  if (!counted || (counted.state === 'open' && !counted.touched)) return 'pending'
  if (counted.state !== 'taken') return counted.state
  const by = difference(line, counted)
  return by < 0 ? 'short' : by > 0 ? 'over' : 'complete'
}

export type When = 'late' | 'today' | 'week' | 'later'
export const WHENS: When[] = ['late', 'today', 'week', 'later']

/** The day on which it comes, as far as is known. */
export const dueOn = (order: Pick<PurchaseOrderSummary, 'promised_on' | 'expected_on'>): string =>
  order.promised_on ?? order.expected_on

export function whenOf(order: Pick<PurchaseOrderSummary, 'promised_on' | 'expected_on'>, today: string): When {
  const due = dueOn(order)
  if (due < today) return 'late'
  if (due === today) return 'today'
  return due <= addDays(today, 7) ? 'week' : 'later'
}

/** What comes first, first. */
export function byDue<T extends PurchaseOrderSummary>(orders: T[]): T[] {
  return [...orders].sort((a, b) => dueOn(a).localeCompare(dueOn(b)) || a.number.localeCompare(b.number))
}
