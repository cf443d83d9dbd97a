import type { Seller } from '@storeflow/api'
import { fold } from '@storeflow/i18n'
import { useQuery } from '@tanstack/react-query'
import type { Source } from '@/kit'
import { api, queries, reading } from '@/lib/api'

/** Sellers are few enough to be read at once, and no other way leads from an id to a name. */
const all = reading('/api/identity/sellers', { query: { sort: 'name', limit: 200 } })

export const sellers: Source = {
  key: 'sellers',
  find: async (search, signal) => {
    const page = await api.get('/api/identity/sellers', { query: { search, sort: 'name', limit: 20 }, signal })
    return page.items.map((one) => ({ id: one.id, title: one.name, detail: one.zone ?? undefined }))
  },
  get: async (id) => {
    const page = await queries.fetchQuery(all)
    return { id, title: page.items.find((one) => one.id === id)?.name ?? '—' }
  },
}

/** Names of sellers by id. */
export function useSellers(): Map<string, Seller> {
  const found = useQuery(all)
  return new Map(found.data?.items.map((one) => [one.id, one]))
}

export function useSellerName(id: string | null | undefined): string | undefined {
  const known = useSellers()
  return id ? known.get(id)?.name : undefined
}

/** Cities of the shops that match, for a filter: the server has no list of them. What is typed can be chosen as it is. */
export const cities: Source = {
  key: 'customers',
  find: async (text, signal) => {
    const page = await api.get('/api/identity/customers', { query: { search: text, limit: 200 }, signal })
    return citiesOf(
      page.items.map((one) => one.city),
      text,
    ).map((city) => ({ id: city, title: city }))
  },
  get: async (city) => ({ id: city, title: city }),
}

/** Each city once, in order; those that fit what was typed, which may also be one that nobody has seen yet. */
export function citiesOf(found: (string | null | undefined)[], text: string): string[] {
  const typed = text.trim()
  const unlike = new Map<string, string>()
  for (const city of found) {
    if (city && fold(city).includes(fold(typed))) unlike.set(fold(city), city)
  }
  if (typed && unlike.size === 0) unlike.set(fold(typed), typed)
  return [...unlike.values()].sort((a, b) => a.localeCompare(b))
}
