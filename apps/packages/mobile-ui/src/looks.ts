import { Value } from '@storeflow/core'
import { type Dictionary, Formats, LANGS, type Lang, type Place, type Texts, textsOf } from '@storeflow/i18n'
import { useStore } from './observe'

export type Theme = 'auto' | 'light' | 'dark'

/** What somebody chose on this phone; `before.js` of each application reads the same before the first paint. */
export const lang = new Value<Lang>('es')
export const theme = new Value<Theme>('auto')
let app = ''
let place: Place = { zone: 'America/Bogota', currency: 'COP' }
const formats = new Map<Lang, Formats>()

/** Once, before the first page: for which application, and where its company is. */
export function startLooks(name: string, at: Place): void {
  app = name
  place = at
  const chosen = kept('lang')
  const root = document.documentElement
  lang.set(LANGS.find((one) => one === chosen) ?? (root.lang === 'en' ? 'en' : 'es'))
  const scheme = kept('theme')
  theme.set(scheme === 'light' || scheme === 'dark' ? scheme : 'auto')
  const wish = matchMedia('(prefers-color-scheme: dark)')
  const paint = () => {
    const dark = theme.get() === 'dark' || (theme.get() === 'auto' && wish.matches)
    root.dataset.theme = dark ? 'dark' : 'light'
    root.lang = lang.get()
  }
  paint()
  wish.addEventListener('change', paint)
  lang.subscribe(() => keep('lang', lang.get(), paint))
  theme.subscribe(() => keep('theme', theme.get(), paint))
}

export function useTexts<T>(dictionary: Dictionary<T>): Texts<T> {
  return textsOf(dictionary, useStore(lang))
}

export function useFormats(): Formats {
  return formatsOf(useStore(lang))
}

export function formatsOf(of: Lang): Formats {
  let found = formats.get(of)
  if (!found) {
    found = new Formats(of, place)
    formats.set(of, found)
  }
  return found
}

function kept(name: string): string | null {
  try {
    return localStorage.getItem(`storeflow-${app}:${name}`)
  } catch {
    return null
  }
}

function keep(name: string, value: string, then: () => void): void {
  try {
    localStorage.setItem(`storeflow-${app}:${name}`, value)
  } catch {
    // It holds until the page is closed.
  }
  then()
}
