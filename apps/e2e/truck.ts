import type { Page } from '@playwright/test'
import { as, expect } from './support'

export interface OrderLine {
  product_id: string
  name: string
  quantity: number
  unit_cost: { amount: number; currency: string }
}

export interface SentOrder {
  id: string
  number: string
  supplier_id: string
  warehouse_id: string
  lines: OrderLine[]
}

/** A day so many days from today, in the company's zone. */
export const day = (days: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/Bogota' }).format(new Date(Date.now() + days * 86_400_000))

/** A purchase order of the demonstration's supplier (or of another one), written and sent by purchasing. */
export async function sentOrder(
  page: Page,
  how: { lines?: number; another?: boolean; send?: boolean; expires?: boolean } = {},
): Promise<SentOrder> {
  const headers = await as(page, 'purchasing')
  const get = async <T>(path: string, who = headers): Promise<T> =>
    (await (await page.request.get(path, { headers: who })).json()) as T
  const own = await get<{ supplier_id: string }>('/api/identity/me', await as(page, 'supplier'))
  let supplier_id = own.supplier_id
  if (how.another) {
    const all = await get<{ items: { id: string }[] }>('/api/purchasing/suppliers?limit=50&sort=created_at')
    supplier_id = all.items.find((one) => one.id !== own.supplier_id)?.id ?? ''
  }
  const products = await get<{
    items: { id: string; name: string; shelf_life_days?: number | null; price: OrderLine['unit_cost'] }[]
  }>(`/api/purchasing/products?supplier_id=${supplier_id}&limit=50`)
  const places = await get<{ items: { id: string }[] }>('/api/inventory/warehouses?limit=1')
  const warehouse_id = places.items[0]?.id ?? ''
  const lines = products.items
    .filter((one) => !how.expires || one.shelf_life_days)
    .slice(0, how.lines ?? 2)
    .map((one, at) => ({ product_id: one.id, quantity: 40 + at * 10, unit_cost: one.price }))
  const written = await page.request.post('/api/purchasing/purchase-orders', {
    headers,
    data: { supplier_id, warehouse_id, expected_on: day(3), lines },
  })
  expect(written.status()).toBe(201)
  const order = (await written.json()) as SentOrder
  if (how.send !== false) {
    const sent = await page.request.post(`/api/purchasing/purchase-orders/${order.id}/send`, { headers, data: {} })
    expect(sent.status()).toBe(200)
  }
  return order
}
