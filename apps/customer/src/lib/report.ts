import type { components } from '@storeflow/api'

export type Report = components['schemas']['Shortage']
export type Kind = 'missing' | 'damaged' | 'wrong'

/** A report of what was wrong with a delivered order, as it is sent. */
export interface ReportBody {
  id: string
  order_id: string
  lines: { product_id: string; quantity: number; kind: Kind }[]
  note?: string
  captured_at: string
  media_ids: string[]
}
