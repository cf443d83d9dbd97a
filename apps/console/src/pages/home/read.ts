import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api, queries, type Role, STAFF, useMe } from '@/lib/api'
import { useHints } from '@/lib/live'
import { SERVICES } from '@/lib/services'
import { healthOf } from '@/pages/system/services'
import { throttled } from './figures'

/** Figures cost more than a row, so a burst of hints reads them once in a while. */
const GAP = 4_000
/** What is late or stuck becomes so without anybody doing anything. */
const EVERY = 120_000

function useFigures<T>(resource: string, roles: readonly Role[], read: (signal: AbortSignal) => Promise<T>, part = '') {
  const me = useMe()
  const hear = useMemo(
    () => throttled(() => void queries.invalidateQueries({ queryKey: ['home', resource] }), GAP),
    [resource],
  )
  useHints(resource, hear)
  return useQuery({
    queryKey: ['home', resource, part],
    queryFn: ({ signal }) => read(signal),
    enabled: roles.some((role) => me.roles.includes(role)),
    refetchInterval: EVERY,
  })
}

export const useSales = () => useFigures('orders', STAFF, (signal) => api.get('/api/sales/overview', { signal }))

export const useStockFigures = () =>
  useFigures('stock', STAFF, (signal) => api.get('/api/inventory/overview', { signal }))

export const BUYERS: Role[] = ['admin', 'purchasing', 'warehouse', 'supplier']
export const usePurchasing = () =>
  useFigures('purchase-orders', BUYERS, (signal) => api.get('/api/purchasing/overview', { signal }))

export const useDay = (on: string) =>
  useFigures('deliveries', STAFF, (signal) => api.get('/api/logistics/overview', { query: { on }, signal }), on)

export const APPROVERS: Role[] = ['admin', 'sales_manager']
export const useCustomers = () =>
  useFigures('customers', APPROVERS, (signal) => api.get('/api/identity/overview', { signal }))

export const useSellOut = (from: string, to: string) =>
  useFigures(
    'orders',
    ['supplier'],
    (signal) => api.get('/api/sales/sell-out', { query: { from, to, group_by: 'day' }, signal }),
    from,
  )

/** The most stuck sagas that are counted. */
const MOST = 50

/** How the system is; the administrators' business. */
export function useSystem() {
  const admin = useMe().roles.includes('admin')
  const healths = useQueries({
    queries: SERVICES.map((service) => ({ ...healthOf(service), enabled: admin, refetchInterval: 30_000 })),
  })
  const sagas = useQuery({
    queryKey: ['home', 'sagas'],
    queryFn: ({ signal }) => api.get('/api/ordering/sagas', { query: { health: 'stuck', limit: MOST }, signal }),
    enabled: admin,
    refetchInterval: EVERY,
  })
  return {
    pending: admin && (healths.some((one) => one.isPending) || sagas.isPending),
    down: healths.filter((one) => one.isError || (one.data && one.data.database !== 'up')).length,
    dead: healths.reduce((sum, one) => sum + (one.data?.dead ?? 0), 0),
    stuck_sagas: sagas.data && { n: sagas.data.items.length, more: !!sagas.data.next_cursor },
  }
}
