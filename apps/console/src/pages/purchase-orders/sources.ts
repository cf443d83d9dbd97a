import type { Product } from '@storeflow/api'
import { type Amount, fold } from '@storeflow/i18n'
import { useQueries, useQuery } from '@tanstack/react-query'
import { type Source, warehouses } from '@/kit'
import { api, listing, queries, reading } from '@/lib/api'
import { exactFirst, type Trouble, theOne } from './rules'

/** Warehouses by name, code or city; all of them are read, so that Enter takes one that fits. */
export const warehousesByText: Source = {
  ...warehouses,
  find: async (text, signal) => {
    const words = fold(text).split(' ').filter(Boolean)
    const all = await warehouses.find('', signal)
    return all.filter((one) => {
      const where = fold(`${one.title} ${one.detail ?? ''}`)
      return words.every((word) => where.includes(word))
    })
  },
}

/** What was found is known at once, without asking for it again. */
function remember(found: Product[]): void {
  for (const product of found) {
    const { queryKey } = reading('/api/purchasing/products/{id}', { params: { id: product.id } })
    if (!queries.getQueryData(queryKey)) queries.setQueryData(queryKey, product)
  }
}

/** Active products of a supplier (or of all) by beginnings of words of SKU, name, barcode. */
export async function findProducts(text: string, supplier_id: string | null, signal?: AbortSignal): Promise<Product[]> {
  const page = await api.get('/api/purchasing/products', {
    query: { search: text.trim(), supplier_id: supplier_id ?? undefined, sort: 'name', limit: 20 },
    signal,
  })
  remember(page.items)
  return exactFirst(text, page.items)
}

/** The one product that somebody typed and did not wait for, or pasted. */
export async function resolveProduct(text: string, supplier_id: string | null): Promise<Product | Trouble> {
  try {
    const found = theOne(text, await findProducts(text, supplier_id))
    if (typeof found !== 'string' || found !== 'unknown' || !supplier_id) return found
    // Of another supplier: the line says so.
    const elsewhere = theOne(text, await findProducts(text, null))
    return typeof elsewhere === 'string' ? 'unknown' : elsewhere
  } catch {
    return 'failed'
  }
}

export type Products = Map<string, Product>

/** Products by id. */
export function useProducts(ids: string[]): Products {
  return useQueries({
    queries: ids.map((id) => reading('/api/purchasing/products/{id}', { params: { id } })),
    combine: (found) => new Map(found.flatMap(({ data }) => (data ? [[data.id, data] as const] : []))),
  })
}

/** How many units are in a pack, of the products of a supplier. */
export function usePacks(supplier_id: string): Map<string, number> {
  const { data } = useQuery(
    listing('/api/purchasing/products', { query: { supplier_id, status: 'all', sort: 'name', limit: 200 } }),
  )
  return new Map(data?.items.map((product) => [product.id, product.pack_size]))
}

/** What was paid for the products of a supplier in its latest orders. */
export function useLastCosts(supplier_id: string | null): Map<string, Amount> {
  const latest = useQuery({
    ...reading('/api/purchasing/purchase-orders', { query: { supplier_id: supplier_id ?? '', limit: 6 } }),
    enabled: !!supplier_id,
  })
  const ids = (latest.data?.items ?? []).flatMap((order) => (order.status === 'cancelled' ? [] : [order.id]))
  return useQueries({
    queries: ids.map((id) => reading('/api/purchasing/purchase-orders/{id}', { params: { id } })),
    combine: (found) => {
      const costs = new Map<string, Amount>()
      for (const { data } of found) {
        for (const line of data?.lines ?? []) {
          if (!costs.has(line.product_id)) costs.set(line.product_id, line.unit_cost)
        }
      }
      return costs
    },
  })
}
