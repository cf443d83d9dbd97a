import { IconPackage } from '@tabler/icons-react'
import { api, type Role, STAFF } from '@/lib/api'
import type { Area } from '@/lib/area'

const readers: Role[] = [...STAFF, 'supplier']
export const editors: Role[] = ['admin', 'purchasing']

export const area: Area = {
  menu: [
    {
      path: '/products',
      label: { es: 'Productos', en: 'Products' },
      icon: IconPackage,
      group: 'catalogue',
      order: 10,
      roles: readers,
    },
  ],
  routes: [
    { path: '/products', load: () => import('./list'), roles: readers },
    { path: '/products/new', load: () => import('./edit'), roles: editors },
    { path: '/products/$id', load: () => import('./detail'), roles: readers },
    { path: '/products/$id/edit', load: () => import('./edit'), roles: editors },
  ],
  commands: [{ path: '/products/new', label: { es: 'Nuevo producto', en: 'New product' }, roles: editors }],
  finders: [
    {
      label: { es: 'Productos', en: 'Products' },
      roles: readers,
      find: async (search, signal) => {
        const page = await api.get('/api/purchasing/products', { query: { search, limit: 5 }, signal })
        return page.items.map((one) => ({
          id: one.id,
          title: one.name,
          detail: one.sku,
          path: `/products/${one.id}`,
        }))
      },
    },
  ],
}
