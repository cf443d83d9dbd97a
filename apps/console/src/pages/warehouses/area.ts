import { IconBuildingWarehouse } from '@tabler/icons-react'
import { api, type Role, STAFF } from '@/lib/api'
import type { Area } from '@/lib/area'

export const editors: Role[] = ['admin', 'warehouse', 'logistics']

export const area: Area = {
  menu: [
    {
      path: '/warehouses',
      label: { es: 'Bodegas', en: 'Warehouses' },
      icon: IconBuildingWarehouse,
      group: 'stock',
      order: 20,
      roles: STAFF,
    },
  ],
  routes: [
    { path: '/warehouses', load: () => import('./list'), roles: STAFF },
    { path: '/warehouses/new', load: () => import('./edit'), roles: editors },
    { path: '/warehouses/$id', load: () => import('./detail'), roles: STAFF },
    { path: '/warehouses/$id/edit', load: () => import('./edit'), roles: editors },
  ],
  commands: [{ path: '/warehouses/new', label: { es: 'Nueva bodega', en: 'New warehouse' }, roles: editors }],
  finders: [
    {
      label: { es: 'Bodegas', en: 'Warehouses' },
      roles: STAFF,
      find: async (search, signal) => {
        const page = await api.get('/api/inventory/warehouses', { query: { search, limit: 5 }, signal })
        return page.items.map((one) => ({
          id: one.id,
          title: one.name,
          detail: `${one.code} · ${one.city}`,
          path: `/warehouses/${one.id}`,
        }))
      },
    },
  ],
}
