import { IconClipboardList } from '@tabler/icons-react'
import { api, STAFF } from '@/lib/api'
import type { Area } from '@/lib/area'

export const area: Area = {
  menu: [
    {
      path: '/orders',
      label: { es: 'Pedidos', en: 'Orders' },
      icon: IconClipboardList,
      group: 'sales',
      order: 10,
      roles: STAFF,
    },
  ],
  routes: [
    { path: '/orders', load: () => import('./list'), roles: STAFF },
    { path: '/orders/new', load: () => import('./new'), roles: STAFF },
    { path: '/orders/$id', load: () => import('./detail'), roles: STAFF },
  ],
  commands: [{ path: '/orders/new', label: { es: 'Nuevo pedido', en: 'New order' }, roles: STAFF }],
  finders: [
    {
      label: { es: 'Pedidos', en: 'Orders' },
      roles: STAFF,
      find: async (text, signal) => {
        // The number is said over the phone in groups; only the whole number is found.
        const number = text.replaceAll(/[\s.-]/g, '')
        if (!/^\d{8,}$/.test(number)) return []
        const page = await api.get('/api/sales/orders', { query: { number, limit: 5 }, signal })
        return page.items.map((one) => ({
          id: one.id,
          title: one.number,
          detail: one.business_name,
          path: `/orders/${one.id}`,
        }))
      },
    },
  ],
}
