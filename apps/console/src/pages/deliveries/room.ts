import type { Calendar, Capacity, Weekday } from '@storeflow/api'
import { addDays } from '@storeflow/i18n'

export const WEEKDAYS: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

export function weekdayOf(day: string): Weekday {
  return WEEKDAYS[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7] as Weekday
}

export interface Room {
  stops: number | null
  grams: number | null
  usedStops: number
  usedGrams: number
  full: boolean
}

/**
 * What a warehouse takes on a day: the day's own entry, else the default of its weekday, else that of every day, else
 * no limit. Only days that have an entry say what is used.
 */
export function roomOf(warehouse: string, day: string, days: Capacity[], defaults: Capacity[]): Room {
  const mine = (one: Capacity) => one.warehouse_id === warehouse
  const own = days.find((one) => mine(one) && one.on === day)
  const found =
    own ??
    defaults.find((one) => mine(one) && one.weekday === weekdayOf(day)) ??
    defaults.find((one) => mine(one) && !one.weekday)
  const stops = found?.stops ?? null
  const grams = found?.grams ?? null
  const usedStops = own?.used_stops ?? 0
  const usedGrams = own?.used_grams ?? 0
  return {
    stops,
    grams,
    usedStops,
    usedGrams,
    full: (stops !== null && usedStops >= stops) || (grams !== null && usedGrams >= grams),
  }
}

export const daysFrom = (first: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => addDays(first, index))

/** Whether any calendar delivers on that weekday; public holidays are the server's to know. */
export const goesOut = (day: string, calendars: Pick<Calendar, 'weekdays'>[] | undefined): boolean =>
  !calendars?.length || calendars.some((one) => one.weekdays.includes(weekdayOf(day)))
