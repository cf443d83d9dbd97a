import { IconFileInvoice } from '@tabler/icons-react'
import { api, type Role } from '@/lib/api'
import type { Area } from '@/lib/area'

const readers: Role[] = ['admin', 'purchasing', 'warehouse', 'supplier']
/** Who writes, sends, cancels and closes purchase orders. */
export const buyers: Role[] = ['admin', 'purchasing']
/** Who counts what comes. */
export const receivers: Role[] = ['admin', 'purchasing', 'warehouse']
/** Who says what a supplier delivers: it, or the company on its behalf. */
export const confirmers: Role[] = ['admin', 'purchasing', 'supplier']

export const area: Area = {
  menu: [
    {
      path: '/purchase-orders',
      label: { es: 'Órdenes de compra', en: 'Purchase orders' },
      icon: IconFileInvoice,
      group: 'catalogue',
      order: 25,
      roles: readers,
    },
  ],
  routes: [
    { path: '/purchase-orders', load: () => import('./list'), roles: readers },
    { path: '/purchase-orders/new', load: () => import('./edit'), roles: buyers },
    { path: '/purchase-orders/$id', load: () => import('./detail'), roles: readers },
    { path: '/purchase-orders/$id/edit', load: () => import('./edit'), roles: buyers },
    { path: '/purchase-orders/$id/print', load: () => import('./print'), roles: readers },
  ],
  commands: [
    {
      path: '/purchase-orders/new',
      label: { es: 'Nueva orden de compra', en: 'New purchase order' },
      roles: buyers,
    },
  ],
  finders: [
    {
      label: { es: 'Órdenes de compra', en: 'Purchase orders' },
      roles: readers,
      find: async (text, signal) => {
        // Said over the phone in groups, perhaps without the letter; only the whole number is found.
        const digits = /^P?(\d{8,})$/i.exec(text.replaceAll(/[\s.-]/g, ''))?.[1]
        if (!digits) return []
        const page = await api.get('/api/purchasing/purchase-orders', {
          query: { number: `P${digits}`, limit: 5 },
          signal,
        })
        return page.items.map((one) => ({
          id: one.id,
          title: one.number,
          detail: one.supplier_name,
          path: `/purchase-orders/${one.id}`,
        }))
      },
    },
  ],
}
