import type { Order } from '@storeflow/api'
import { expect, it } from 'vitest'
import { boughtBefore } from './bought'

const order = (created_at: string, products: string[], more: Partial<Order> = {}) =>
  ({
    created_at,
    status: 'delivered',
    lines: products.map((product_id) => ({ product_id })),
    ...more,
  }) as unknown as Order

it('what is bought often comes first, then what was bought last; what came to nothing does not count', () => {
  const orders = [
    order('2026-11-20', ['rice', 'milk']),
    order('2026-11-10', ['rice', 'oil']),
    order('2026-11-22', ['beer', 'beer2'], { status: 'rejected' }),
    order('2026-11-23', ['oil'], { parent_id: 'x' }),
  ]
  expect(boughtBefore(orders)).toEqual(['rice', 'milk', 'oil'])
})
