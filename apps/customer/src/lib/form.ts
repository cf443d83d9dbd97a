import { ApiError, Unreachable } from '@storeflow/api'

/** What the server says of a form: by field, and above it. */
export interface Wrong {
  fields: Record<string, string>
  all?: string
}

export function wrongOf(error: unknown, unreachable: string, known: readonly string[]): Wrong {
  if (error instanceof ApiError) {
    const fields: Record<string, string> = {}
    for (const one of error.errors) {
      const name = one.pointer.split('/')[1] ?? ''
      if (known.includes(name)) fields[name] = one.detail
    }
    return { fields, all: Object.keys(fields).length > 0 ? undefined : error.message }
  }
  return { fields: {}, all: error instanceof Unreachable ? unreachable : String(error) }
}
