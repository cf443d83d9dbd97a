import { IconFileImport } from '@tabler/icons-react'
import type { Role } from '@/lib/api'
import type { Area } from '@/lib/area'

export const editors: Role[] = ['admin', 'purchasing']

export const area: Area = {
  menu: [
    {
      path: '/imports',
      label: { es: 'Importaciones', en: 'Imports' },
      icon: IconFileImport,
      group: 'catalogue',
      order: 30,
      roles: editors,
    },
  ],
  routes: [
    { path: '/imports', load: () => import('./list'), roles: editors },
    { path: '/imports/$id', load: () => import('./detail'), roles: editors },
  ],
  commands: [
    {
      path: '/imports',
      label: { es: 'Importar productos de una hoja de cálculo', en: 'Import products from a spreadsheet' },
      roles: editors,
    },
  ],
}
