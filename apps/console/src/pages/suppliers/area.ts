import { IconBuildingFactory2 } from '@tabler/icons-react'
import { api, type Role, STAFF } from '@/lib/api'
import type { Area } from '@/lib/area'

const readers: Role[] = [...STAFF, 'supplier']
export const editors: Role[] = ['admin', 'purchasing']

export const area: Area = {
  menu: [
    {
      path: '/suppliers',
      label: { es: 'Proveedores', en: 'Suppliers' },
      icon: IconBuildingFactory2,
      group: 'catalogue',
      order: 20,
      roles: STAFF,
    },
  ],
  routes: [
    { path: '/suppliers', load: () => import('./list'), roles: readers },
    { path: '/suppliers/new', load: () => import('./edit'), roles: editors },
    { path: '/suppliers/$id', load: () => import('./detail'), roles: readers },
    { path: '/suppliers/$id/edit', load: () => import('./edit'), roles: editors },
  ],
  commands: [{ path: '/suppliers/new', label: { es: 'Nuevo proveedor', en: 'New supplier' }, roles: editors }],
  finders: [
    {
      label: { es: 'Proveedores', en: 'Suppliers' },
      roles: STAFF,
      find: async (search, signal) => {
        const page = await api.get('/api/purchasing/suppliers', { query: { search, limit: 5 }, signal })
        return page.items.map((one) => ({
          id: one.id,
          title: one.legal_name,
          detail: one.tax_id ?? one.email,
          path: `/suppliers/${one.id}`,
        }))
      },
    },
  ],
}
