import { type Lang, LOCALES, minorUnits } from '@storeflow/i18n'

/** A value of an exported cell. Money becomes a number in whole units, days and instants become dates. */
export type Cell =
  | string
  | number
  | boolean
  | null
  | undefined
  | { amount: number; currency: string }
  | { day: string | null | undefined }
  | { instant: string | null | undefined }

/** What a cell holds once it is written: text, a number, or a local date with or without time. */
export type Plain = string | number | { at: string; time: boolean } | undefined

export function plain(cell: Cell, zone: string): Plain {
  if (cell === null || cell === undefined || cell === '') return undefined
  if (typeof cell === 'boolean') return cell ? 1 : 0
  if (typeof cell !== 'object') return cell
  if ('amount' in cell) return cell.amount / minorUnits(cell.currency)
  if ('day' in cell) return cell.day ? { at: cell.day, time: false } : undefined
  if (!cell.instant) return undefined
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  return { at: local.format(new Date(cell.instant)), time: true }
}

/** With a byte order mark, so that spreadsheets read accents; separated as they expect it where the language is spoken. */
export function csv(rows: Plain[][], lang: Lang): Blob {
  const separator = lang === 'es' ? ';' : ','
  const decimal = new Intl.NumberFormat(LOCALES[lang]).formatToParts(0.5).find((part) => part.type === 'decimal')?.value
  const write = (cell: Plain): string => {
    if (cell === undefined) return ''
    if (typeof cell === 'number') return String(cell).replace('.', decimal ?? '.')
    if (typeof cell === 'object') return cell.at
    // What a spreadsheet would take for a formula stays text.
    const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
    return /["\n\r;,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  const text = rows.map((row) => row.map(write).join(separator)).join('\r\n')
  return new Blob(['\uFEFF', text, '\r\n'], { type: 'text/csv;charset=utf-8' })
}

export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
