import { IconPackages } from '@tabler/icons-react'
import { type Role, STAFF } from '@/lib/api'
import type { Area } from '@/lib/area'

export const adjusters: Role[] = ['admin', 'warehouse']
export const ledgerReaders: Role[] = ['admin', 'purchasing', 'warehouse', 'logistics']
/** A supplier sees how much there is of its own products, not the lots. */
const readers: Role[] = [...STAFF, 'supplier']

export const area: Area = {
  menu: [
    {
      path: '/stock',
      label: { es: 'Existencias', en: 'Stock' },
      icon: IconPackages,
      group: 'stock',
      order: 10,
      roles: readers,
    },
  ],
  routes: [
    { path: '/stock', load: () => import('./list'), roles: readers },
    { path: '/stock/lots', load: () => import('./lots'), roles: STAFF },
    { path: '/stock/expiring', load: () => import('./expiring'), roles: STAFF },
    { path: '/stock/movements', load: () => import('./movements'), roles: ledgerReaders },
    { path: '/stock/adjust', load: () => import('./adjust'), roles: adjusters },
    { path: '/stock/products/$id', load: () => import('./product'), roles: STAFF },
  ],
  commands: [
    { path: '/stock/adjust', label: { es: 'Ajustar existencias', en: 'Adjust stock' }, roles: adjusters },
    { path: '/stock/expiring', label: { es: 'Lo que vence pronto', en: 'What expires soon' }, roles: STAFF },
  ],
}
