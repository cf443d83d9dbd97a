import { company } from '@/lib/company'

/** `aseo_hogar` → `Aseo hogar`; what people typed themselves stays as they typed it. */
export function categoryName(category: string | null | undefined): string | undefined {
  if (!category) return undefined
  const words = category.replaceAll('_', ' ')
  return words.charAt(0).toLocaleUpperCase() + words.slice(1)
}

/** The word for a unit that everybody knows; others as they were typed. */
export function unitName(unit: string, words: Record<string, string>): string {
  return Object.hasOwn(words, unit) ? (words[unit] ?? unit) : unit
}

const OWN = /^(\/api\/purchasing\/media\/[^/]+\/pictures\/)\d+$/

/** Whether a picture was uploaded here. */
export const isOwn = (url: string | null | undefined): boolean => !!url && OWN.test(url)

/** The address of a picture at a size: 96, 320 or 960. Pictures of elsewhere have one size. */
export const pictureAt = (url: string, size: 96 | 320 | 960): string => url.replace(OWN, `$1${size}`)

/** The first instant of a local day of the company. */
export function startOfDay(day: string, zone: string = company.zone): string {
  const wanted = Date.parse(`${day}T00:00:00Z`)
  // The offset at that time; asked twice, because it may change in between.
  let at = wanted
  for (let i = 0; i < 2; i += 1) at = wanted - offsetAt(at, zone)
  return new Date(at).toISOString()
}

function offsetAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  return Date.parse(`${parts.format(new Date(at)).replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000
}

export type Era = 'coming' | 'present' | 'past'

/** Of prices, the latest first: which is still to come, which holds, which are over. */
export function eras<T extends { valid_from: string }>(prices: T[], now: number): (T & { era: Era })[] {
  let holds = false
  return prices.map((price) => {
    if (Date.parse(price.valid_from) > now) return { ...price, era: 'coming' }
    const era: Era = holds ? 'past' : 'present'
    holds = true
    return { ...price, era }
  })
}
