import type { Audited, Money } from '@storeflow/api'
import { api } from './api'

// What docs/openapi.json does not have yet. This file goes when it has.

export interface SalesOverview {
  from: string
  to: string
  attention: { stuck: number; backordered: number; rejected: number; delivery_failed: number }
  days: { on: string; orders: number; net: Money; units_ordered: number; units_filled: number }[]
}

export interface InventoryOverview {
  out_of_stock: number
  running_out: number
  expired: number
  expiring_30: number
  expiring_60: number
  expiring_90: number
  waiting: number
}

export interface PurchasingOverview {
  drafts: number
  unconfirmed: number
  late: number
  short: number
  expected_today: number
  expected_week: number
}

export interface LogisticsOverview {
  on: string
  warehouses: {
    warehouse_id: string
    deliveries: number
    done: number
    failed: number
    stops: number
    grams: number
  }[]
}

export interface IdentityOverview {
  pending_customers: number
}

export interface Company {
  id: string
  version: number
  legal_name: string
  tax_id: string
  address: string
  phone: string
  email: string
  created_at: string
  updated_at: string
}

export interface HistoryPage {
  items: Audited[]
  next_cursor?: string | null
}

interface Options {
  query?: Record<string, unknown>
  body?: unknown
  ifMatch?: number
  signal?: AbortSignal
}

type Loose = <T>(path: string, options?: Options) => Promise<T>

export const soonGet = api.get.bind(api) as unknown as Loose
export const soonPatch = api.patch.bind(api) as unknown as Loose
