/** Spanish is the default; English is complete. */
export const LANGS = ['es', 'en'] as const
export type Lang = (typeof LANGS)[number]

/** A text that depends on a number `n`; the language decides which form. */
export interface Plural {
  one: string
  other: string
}

/** What somebody writes: plain texts, texts with `{parameters}`, plurals by `{n}`, and groups of them. */
export interface Entries {
  readonly [key: string]: string | Plural | Entries
}

/** The same keys in another language. */
export type Same<T> = {
  readonly [K in keyof T]: T[K] extends string ? string : T[K] extends object ? Same<T[K]> : never
}

type Names<S extends string> = S extends `${string}{${infer N}}${infer R}` ? N | Names<R> : never
type Values<S extends string> = { [N in Names<S>]: string | number }

/** What a page uses: `t.title`, `t.hello({ name })`, `t.count({ n: 3 })`, `t.group.title`. */
export type Texts<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? [Names<T[K]>] extends [never]
      ? string
      : (values: Values<T[K]>) => string
    : T[K] extends { one: infer A extends string; other: infer B extends string }
      ? (values: { n: number } & Omit<Values<A | B>, 'n'>) => string
      : Texts<T[K]>
}

export interface Dictionary<T> {
  es: T
  en: Same<T>
  /** Filled when first used. */
  made: Partial<Record<Lang, Texts<T>>>
}

/** A dictionary: a key that is missing in English does not compile. */
export function dictionary<const T extends Entries>(es: T, en: Same<T>): Dictionary<T> {
  return { es, en, made: {} }
}

/** Its texts in a language. */
export function textsOf<T>(dictionary: Dictionary<T>, lang: Lang): Texts<T> {
  dictionary.made[lang] ??= make(dictionary[lang] as Entries, lang) as Texts<T>
  return dictionary.made[lang]
}

const rules: { [L in Lang]?: { plurals: Intl.PluralRules; numbers: Intl.NumberFormat } } = {}

/** Made when a number is first written: they take a phone longer than everything else here. */
function rulesOf(lang: Lang) {
  rules[lang] ??= { plurals: new Intl.PluralRules(lang), numbers: new Intl.NumberFormat(LOCALES[lang]) }
  return rules[lang]
}

function make(entries: Entries, lang: Lang): Record<string, unknown> {
  const fill = (text: string, values: Record<string, string | number>) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name]
      if (value === undefined) return whole
      return typeof value === 'number' ? rulesOf(lang).numbers.format(value) : value
    })
  return Object.fromEntries(
    Object.entries(entries).map(([key, entry]) => {
      if (typeof entry === 'string') {
        return [key, entry.includes('{') ? (values: Record<string, string | number>) => fill(entry, values) : entry]
      }
      if (isPlural(entry)) {
        return [
          key,
          (values: Record<string, string | number>) =>
            fill(rulesOf(lang).plurals.select(Number(values.n)) === 'one' ? entry.one : entry.other, values),
        ]
      }
      return [key, make(entry, lang)]
    }),
  )
}

function isPlural(entry: Plural | Entries): entry is Plural {
  return typeof entry.one === 'string' && typeof entry.other === 'string' && Object.keys(entry).length === 2
}

/** Numbers as they are written in Colombia. */
export const LOCALES: Record<Lang, string> = { es: 'es-CO', en: 'en-GB' }

/** Dates: `24 nov 2026, 14:05`; English too has the day before the month and 24 hours. */
export const DATE_LOCALES: Record<Lang, string> = { es: 'es', en: 'en-GB' }

/** Differences between the languages that no compiler sees: parameters that only one of them uses. For tests. */
export function mismatches(dictionary: Dictionary<unknown>): string[] {
  const found: string[] = []
  const names = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]))].sort().join(',')
  const compare = (es: unknown, en: unknown, path: string) => {
    if (typeof es === 'string' && typeof en === 'string') {
      if (names(es) !== names(en)) found.push(`${path}: {${names(es)}} and {${names(en)}}`)
      if (es.trim() === '' || en.trim() === '') found.push(`${path}: empty`)
      return
    }
    const [a, b] = [es, en] as [Record<string, unknown>, Record<string, unknown>]
    const plural = isPlural(a as unknown as Entries)
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      if (!(key in a) || !(key in b)) found.push(`${path}.${key}: only in one language`)
      else if (!plural) compare(a[key], b[key], `${path}.${key}`)
    }
  }
  compare(dictionary.es, dictionary.en, '')
  return found
}
