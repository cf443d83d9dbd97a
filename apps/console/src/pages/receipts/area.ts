import { IconTruckLoading } from '@tabler/icons-react'
import type { Role } from '@/lib/api'
import type { Area } from '@/lib/area'

/** Who counts what comes. */
export const receivers: Role[] = ['admin', 'purchasing', 'warehouse']

export const area: Area = {
  menu: [
    {
      path: '/receipts',
      label: { es: 'Recepción', en: 'Receiving' },
      icon: IconTruckLoading,
      group: 'stock',
      order: 5,
      roles: receivers,
    },
  ],
  routes: [
    { path: '/receipts', load: () => import('./list'), roles: receivers },
    { path: '/receipts/$id', load: () => import('./receive'), roles: receivers },
  ],
  commands: [{ path: '/receipts', label: { es: 'Recibir mercancía', en: 'Receive goods' }, roles: receivers }],
}
