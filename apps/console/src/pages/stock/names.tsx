import type { AnswerOf } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api, queries, reading } from '@/lib/api'

type Changes = AnswerOf<'/api/purchasing/products/changes'>

interface Named {
  name: string
  sku: string
}

interface Names {
  next?: string
  by: Map<string, Named>
}

const KEY = ['product-names']

/** Stock knows products by id only; their names come once, and afterwards only what has changed. */
export function useProducts(): { nameOf: (id: string) => string; skuOf: (id: string) => string } {
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }): Promise<Names> => {
      const before = queries.getQueryData<Names>(KEY)
      const by = new Map(before?.by)
      let since = before?.next
      for (;;) {
        const page: Changes = await api.get('/api/purchasing/products/changes', {
          query: { since, limit: 5000 },
          signal,
        })
        // Archived products are among the gone, but old lots still show them: what is known of them stays.
        for (const { id, name, sku } of page.items) by.set(id, { name, sku })
        if (!page.more) return { next: page.next, by }
        since = page.next
      }
    },
    structuralSharing: false,
    staleTime: 300_000,
    gcTime: Number.POSITIVE_INFINITY,
  })
  return useMemo(
    () => ({
      nameOf: (id) => data?.by.get(id)?.name ?? (data ? id.slice(0, 8) : '…'),
      skuOf: (id) => data?.by.get(id)?.sku ?? '',
    }),
    [data],
  )
}

/** All warehouses: there are few. */
export function useWarehouses() {
  const { data } = useQuery(reading('/api/inventory/warehouses', { query: { limit: 200, sort: 'name' } }))
  return useMemo(() => {
    const all = data?.items ?? []
    const by = new Map(all.map((one) => [one.id as string, one]))
    return {
      all,
      nameOf: (id: string) => by.get(id)?.name ?? (data ? id.slice(0, 8) : '…'),
      codeOf: (id: string) => by.get(id)?.code ?? '…',
    }
  }, [data])
}
