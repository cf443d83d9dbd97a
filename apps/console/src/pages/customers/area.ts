import { IconBuildingStore } from '@tabler/icons-react'
import { api, type Role, STAFF } from '@/lib/api'
import type { Area } from '@/lib/area'

/** Who registers, approves and blocks shops, and says who looks after them. */
export const managers: Role[] = ['admin', 'sales_manager']

export const area: Area = {
  menu: [
    {
      path: '/customers',
      label: { es: 'Clientes', en: 'Customers' },
      icon: IconBuildingStore,
      group: 'sales',
      order: 20,
      roles: STAFF,
    },
  ],
  routes: [
    { path: '/customers', load: () => import('./list'), roles: STAFF },
    { path: '/customers/new', load: () => import('./edit'), roles: managers },
    { path: '/customers/$id', load: () => import('./detail'), roles: STAFF },
    { path: '/customers/$id/edit', load: () => import('./edit'), roles: STAFF },
  ],
  commands: [{ path: '/customers/new', label: { es: 'Nuevo cliente', en: 'New customer' }, roles: managers }],
  finders: [
    {
      label: { es: 'Clientes', en: 'Customers' },
      roles: STAFF,
      find: async (search, signal) => {
        const page = await api.get('/api/identity/customers', { query: { search, limit: 5 }, signal })
        return page.items.map((one) => ({
          id: one.id,
          title: one.business_name,
          detail: one.city ?? one.phone,
          path: `/customers/${one.id}`,
        }))
      },
    },
  ],
}
