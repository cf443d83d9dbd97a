import type { Place } from '@storeflow/i18n'

/** What the gateway writes into the page: the company that this installation belongs to. */
export interface Settings extends Place {
  version: string
  /** Address of map tiles with `{z}`, `{x}`, `{y}`; without it maps show positions only. */
  tiles?: string
  attribution?: string
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

/** The nonce of this page, for the style elements that Mantine makes. */
export const nonce: string | undefined =
  globalThis.document?.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce || undefined

// The scroll lock of dialogs makes a style element too, and looks here.
if (nonce) Object.assign(globalThis, { __webpack_nonce__: nonce })
