import type { AnswerOf } from '@storeflow/api'

export type Import = AnswerOf<'/api/purchasing/imports/{id}'>
export type ImportError = Import['errors'][number]

export const MOST = 32 * 1024 * 1024

/** What can be told of a file without sending it. */
export function refusal(file: { name: string; size: number }): 'wrongType' | 'tooLarge' | 'emptyFile' | undefined {
  if (!/\.(csv|tsv|txt|xlsx)$/i.test(file.name)) return 'wrongType'
  if (file.size === 0) return 'emptyFile'
  return file.size > MOST ? 'tooLarge' : undefined
}

/** Files called after suppliers list suppliers. */
export function kindOf(name: string): 'products' | 'suppliers' | undefined {
  if (/proveedor|supplier|fabricante/i.test(name)) return 'suppliers'
  return /product|catalog|catálogo|precio|price/i.test(name) ? 'products' : undefined
}

export const isBusy = (status: Import['status']): boolean =>
  status === 'checking' || status === 'committing' || status === 'undoing'

export interface Group {
  key: string
  column: string
  detail: string
  n: number
}

/** Errors that are alike: the same column and the same advice; the most frequent first. */
export function groups(errors: ImportError[]): Group[] {
  const found = new Map<string, Group>()
  for (const error of errors) {
    const key = keyOf(error)
    const group = found.get(key)
    if (group) group.n += 1
    else found.set(key, { key, column: error.column, detail: error.detail, n: 1 })
  }
  return [...found.values()].sort((a, b) => b.n - a.n)
}

export const keyOf = (error: ImportError): string => `${error.column}\n${error.code}`
