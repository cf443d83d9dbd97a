import { type Amount, fold, minorUnits } from '@storeflow/i18n'

/** The most of anything that the server takes. */
export const MOST_UNITS = 1_000_000
export const MOST_LINES = 500

/** Why what was typed for a product is none yet. */
export type Trouble = 'unknown' | 'several' | 'failed'

/** A line as it is typed: texts, so that nothing is lost of what was typed or pasted, right or wrong. */
export interface Line {
  /** Stays the same while lines come and go. */
  key: string
  product_id: string | null
  /** What was typed for a product that is still looked for, or was not found. */
  typed: string
  trouble: Trouble | null
  /** `240`, or packs: `10p`. */
  quantity: string
  /** For one unit: `1250.5`. */
  cost: string
}

export const newLine = (values: Partial<Line> = {}): Line => ({
  key: crypto.randomUUID(),
  product_id: null,
  typed: '',
  trouble: null,
  quantity: '',
  cost: '',
  ...values,
})

export const blank = (line: Line): boolean => !line.product_id && !line.typed && !line.quantity && !line.cost

/** Which lines are sent: the server counts only these. */
export const filledLines = (lines: Line[]): number[] => lines.flatMap((line, index) => (blank(line) ? [] : [index]))

/** A whole number as people write it, with marks between the thousands. */
function whole(text: string): number | undefined {
  const digits = /^\d+$/.test(text)
    ? text
    : /^\d{1,3}([.,\s\u00a0']\d{3})+$/.test(text)
      ? text.replaceAll(/\D/g, '')
      : /^\d+[.,]0{1,2}$/.exec(text)?.[0].replace(/[.,]0+$/, '')
  return digits === undefined || digits.length > 12 ? undefined : Number(digits)
}

export interface Quantity {
  units: number
  /** How many packs were typed; `undefined` where units were. */
  packs?: number
}

const PACKS = /^(.*?)\s*(?:p|paq|paqs|paquetes?|packs?|cajas?|cj|c|cases?|cs|x|\*)\.?$/i

/** `240` is units; `10p`, `10 paq`, `10 cajas` or `10x` are packs. A pack is a way to type units: it becomes units at once. */
export function quantityOf(text: string, packSize: number | undefined): Quantity | undefined {
  const typed = text.trim()
  const units = whole(typed)
  if (units !== undefined) return { units }
  const packs = whole(PACKS.exec(typed)?.[1]?.trim() ?? '')
  if (packs === undefined || !packSize) return undefined
  return { units: packs * packSize, packs }
}

/** Whether packs were typed, whatever their size. */
export const saysPacks = (text: string): boolean => whole(PACKS.exec(text.trim())?.[1]?.trim() ?? '') !== undefined

/** Whole packs and what is left. */
export function inPacks(units: number, packSize: number): { packs: number; rest: number } {
  return { packs: Math.floor(units / packSize), rest: units % packSize }
}

/**
 * `1.250`, `1,250.50`, `$ 1250,5`: minor units. Money has two decimals at most, so three figures after a single mark are
 * thousands, in whatever language it was written.
 */
export function minorOf(text: string, currency: string): number | undefined {
  const typed = text.replaceAll(/[\s\u00a0\u202f'$]|COP/gi, '')
  if (!/^\d[\d.,]*$/.test(typed)) return undefined
  const at = Math.max(typed.lastIndexOf('.'), typed.lastIndexOf(','))
  const tail = typed.length - at - 1
  const mark = typed[at] ?? ''
  const several = at >= 0 && typed.indexOf(mark) !== at
  const decimals = at >= 0 && !several && tail >= 1 && tail <= 2
  const integer = decimals ? typed.slice(0, at) : typed
  if (decimals && integer.includes(mark)) return undefined
  if (/[.,]/.test(integer) && !/^\d{1,3}(\.\d{3})+$|^\d{1,3}(,\d{3})+$/.test(integer)) return undefined
  const units = minorUnits(currency)
  const figure = Number(`${integer.replaceAll(/\D/g, '')}.${decimals ? typed.slice(at + 1) : '0'}`)
  const minor = Math.round(figure * units)
  return Number.isSafeInteger(minor) ? minor : undefined
}

/** As it is kept while it is typed: `1250.5`. */
export const costText = (cost: Amount): string => String(cost.amount / minorUnits(cost.currency))

/** Unit cost × quantity in minor units; what is too large is no number any more and the server says so. */
export const amountOf = (cost: number, units: number): number => Number(BigInt(cost) * BigInt(units))

export interface Pasted {
  product: string
  quantity: string
  cost: string
}

const HEADINGS = ['sku', 'codigo', 'producto', 'product', 'referencia', 'articulo', 'item', 'code', 'ean', 'barcode']

/** Whether a text is rows of a spreadsheet rather than a word. */
export const isTable = (text: string): boolean => /[\t\n]/.test(text.trim())

/** Rows of a spreadsheet: SKU, quantity and perhaps cost; a row of headings and empty rows are left out. */
export function pasted(text: string): Pasted[] {
  const rows = text
    .split(/\r?\n/)
    .filter((row) => row.trim() !== '')
    .map((row) => (row.includes('\t') ? row.split('\t') : row.split(';')).map((cell) => unquoted(cell)))
  const first = rows[0]
  if (first && HEADINGS.includes(fold(first[0] ?? '').split(' ')[0] ?? '') && !/\d/.test(first[1] ?? '')) rows.shift()
  return rows.map(([product = '', quantity = '', cost = '']) => ({ product, quantity, cost }))
}

const unquoted = (cell: string): string =>
  cell
    .trim()
    .replace(/^"([\s\S]*)"$/, '$1')
    .replaceAll('""', '"')
    .trim()

/** What is found for a text that is the whole of what was typed: the one, none, or several of which nobody chose. */
export function theOne<T extends { id: string; sku: string; barcode?: string | null; name: string }>(
  text: string,
  found: T[],
): T | Trouble {
  const asked = fold(text)
  const exact = found.filter((one) => [one.sku, one.barcode ?? ''].some((code) => code !== '' && fold(code) === asked))
  const named = found.filter((one) => fold(one.name) === asked)
  for (const ones of [exact, named, found]) if (ones.length === 1 && ones[0]) return ones[0]
  return found.length === 0 ? 'unknown' : 'several'
}

/** Those whose code is what was typed come first. */
export function exactFirst<T extends { sku: string; barcode?: string | null }>(text: string, found: T[]): T[] {
  const asked = fold(text)
  const is = (one: T) => (fold(one.sku) === asked || (!!one.barcode && fold(one.barcode) === asked) ? 0 : 1)
  return [...found].sort((a, b) => is(a) - is(b))
}

/** Products that stand in more than one line: for each line the number of the earlier one. */
export function twins(lines: Line[]): Map<number, number> {
  const seen = new Map<string, number>()
  const found = new Map<number, number>()
  lines.forEach((line, index) => {
    if (!line.product_id) return
    const before = seen.get(line.product_id)
    if (before === undefined) seen.set(line.product_id, index)
    else found.set(index, before)
  })
  return found
}
