import { type Dictionary, Formats, type Lang, type Texts, textsOf } from '@storeflow/i18n'
import { company } from './company'
import { Store } from './store'

const first: Lang = globalThis.document?.documentElement.lang === 'en' ? 'en' : 'es'
export const lang = new Store<Lang>(first, 'sf-lang')

export function changeLang(to: Lang): void {
  document.documentElement.lang = to
  lang.set(to)
}

export const useLang = (): Lang => lang.use()

/** The texts of an area in the reader's language; switching shows at once. */
export function useTexts<T>(dictionary: Dictionary<T>): Texts<T> {
  return textsOf(dictionary, lang.use())
}

const formats: Partial<Record<Lang, Formats>> = {}

/** For code outside components. */
export function formatsNow(): Formats {
  const now = lang.get()
  formats[now] ??= new Formats(now, company)
  return formats[now]
}

/** Numbers, money, dates as the reader writes them, in the company's zone. */
export function useFormats(): Formats {
  lang.use()
  return formatsNow()
}

/** A text in both languages, for the few places that are known before an area is loaded. */
export interface Both {
  es: string
  en: string
}
