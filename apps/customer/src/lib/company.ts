import type { Place } from '@storeflow/i18n'

/** What the gateway writes into the page: the company that this installation belongs to. */
export interface Settings extends Place {
  version: string
  /** Address of map tiles with `{z}`, `{x}`, `{y}`; without it the map is a scale to move a pin on. */
  tiles?: string | null
  attribution?: string | null
}

const DEFAULTS: Settings = { zone: 'America/Bogota', currency: 'COP', version: 'dev' }

function read(): Settings {
  const text = globalThis.document?.querySelector<HTMLMetaElement>('meta[name="storeflow"]')?.content
  if (!text?.startsWith('{')) return DEFAULTS
  try {
    return { ...DEFAULTS, ...(JSON.parse(text) as Partial<Settings>) }
  } catch {
    return DEFAULTS
  }
}

export const company: Settings = read()
