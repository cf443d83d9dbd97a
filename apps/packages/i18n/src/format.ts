import { DATE_LOCALES, type Lang, LOCALES } from './texts'

/** An amount in minor units. */
export interface Amount {
  amount: number
  currency: string
}

/** What the formats of an installation depend on. */
export interface Place {
  /** IANA name of the company's zone. */
  zone: string
  currency: string
}

/** How many minor units make one: 100 for COP (ISO 4217), though nobody writes centavos. */
export function minorUnits(currency: string): number {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits
  return 10 ** (currency === 'COP' ? 2 : (digits ?? 2))
}

const made = new Map<string, unknown>()
function once<T>(key: string, make: () => T): T {
  let found = made.get(key) as T | undefined
  if (found === undefined) {
    found = make()
    made.set(key, found)
  }
  return found
}

/** Formats of one language at one place. */
export class Formats {
  constructor(
    readonly lang: Lang,
    readonly place: Place,
  ) {}

  get locale(): string {
    return LOCALES[this.lang]
  }

  /** `12.345` */
  number = (value: number, digits = 0): string =>
    once(
      `n${this.locale}${digits}`,
      () => new Intl.NumberFormat(this.locale, { maximumFractionDigits: digits }),
    ).format(value)

  /** `12,5 %` of 0.125. */
  percent = (share: number, digits = 1): string =>
    once(
      `p${this.locale}${digits}`,
      () => new Intl.NumberFormat(this.locale, { style: 'percent', maximumFractionDigits: digits }),
    ).format(share)

  /** `19 %` of 1900 basis points. */
  basisPoints = (points: number): string => this.percent(points / 10_000, 2)

  /** `$ 12.345`; minor units are shown only where there are some. */
  money = (money: Amount): string => {
    const value = money.amount / minorUnits(money.currency)
    const digits = Number.isInteger(value) ? 0 : Math.round(Math.log10(minorUnits(money.currency)))
    const figure = once(
      `m${this.locale}${digits}`,
      () => new Intl.NumberFormat(this.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    ).format(Math.abs(value))
    const sign = money.currency === this.place.currency ? symbolOf(money.currency) : money.currency
    return `${value < 0 ? '−' : ''}${sign}\u00a0${figure}`
  }

  /** `$ 1,2 M`: for charts and tight places. */
  shortMoney = (money: Amount): string => {
    const value = money.amount / minorUnits(money.currency)
    const figure = once(
      `s${this.locale}`,
      () => new Intl.NumberFormat(this.locale, { notation: 'compact', maximumFractionDigits: 1 }),
    ).format(value)
    return `${symbolOf(money.currency)}\u00a0${figure}`
  }

  /** An instant as a day and a time in the company's zone: `24 nov 2026, 14:05`. */
  instant = (iso: string): string => this.#at(iso, { ...DAY, ...TIME })

  /** The day of an instant in the company's zone. */
  dayOf = (iso: string): string => this.#at(iso, DAY)

  /** The time of an instant in the company's zone: `14:05`. */
  time = (iso: string): string => this.#at(iso, TIME)

  /** A local day, `2026-11-24`, as people write it. */
  day = (day: string): string => this.#day(day, DAY)

  /** With the name of the weekday: `martes, 24 de noviembre`. */
  longDay = (day: string): string => this.#day(day, { weekday: 'long', day: 'numeric', month: 'long' })

  /** `24 nov`: for charts. */
  shortDay = (day: string): string => this.#day(day, { day: 'numeric', month: 'short' })

  /** Today in the company's zone, `2026-11-24`. */
  today = (now: Date = new Date()): string =>
    once(`t${this.place.zone}`, () => new Intl.DateTimeFormat('sv-SE', { timeZone: this.place.zone })).format(now)

  /** `hace 3 minutos`, `in 2 days`. */
  ago = (iso: string, now: Date = new Date()): string => {
    const seconds = (new Date(iso).getTime() - now.getTime()) / 1000
    const format = once(`r${this.lang}`, () => new Intl.RelativeTimeFormat(this.lang, { numeric: 'auto' }))
    for (const [unit, size] of SPANS) {
      if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit)
    }
    return format.format(0, 'second')
  }

  /** `12 kB` */
  bytes = (size: number): string => {
    const step = Math.min(Math.floor(Math.log10(Math.max(size, 1)) / 3), 3)
    return `${this.number(size / 1000 ** step, step ? 1 : 0)}\u00a0${['B', 'kB', 'MB', 'GB'][step]}`
  }

  /** `1,5 kg` of 1500 grams. */
  weight = (grams: number): string =>
    grams < 1000 ? `${this.number(grams)}\u00a0g` : `${this.number(grams / 1000, 1)}\u00a0kg`

  #at(iso: string, style: Intl.DateTimeFormatOptions): string {
    const key = `d${DATE_LOCALES[this.lang]}${this.place.zone}${JSON.stringify(style)}`
    const format = once(
      key,
      () => new Intl.DateTimeFormat(DATE_LOCALES[this.lang], { ...style, timeZone: this.place.zone }),
    )
    return format.format(new Date(iso))
  }

  #day(day: string, style: Intl.DateTimeFormatOptions): string {
    const key = `l${DATE_LOCALES[this.lang]}${JSON.stringify(style)}`
    const format = once(key, () => new Intl.DateTimeFormat(DATE_LOCALES[this.lang], { ...style, timeZone: 'UTC' }))
    return format.format(new Date(`${day}T00:00:00Z`))
  }
}

const DAY: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' }
const TIME: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' }

const SPANS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

function symbolOf(currency: string): string {
  return once(`y${currency}`, () => {
    const parts = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    return parts.formatToParts(0).find((part) => part.type === 'currency')?.value ?? currency
  })
}

/** A local day so many days later. */
export function addDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}
