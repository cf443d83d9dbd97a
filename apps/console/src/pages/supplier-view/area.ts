import { IconChartBar } from '@tabler/icons-react'
import type { Role } from '@/lib/api'
import type { Area } from '@/lib/area'

/** Who says how much of a purchase order is delivered. */
export const confirmers: Role[] = ['supplier', 'purchasing', 'admin']
const watchers: Role[] = ['supplier', 'purchasing', 'sales_manager', 'admin']

export const area: Area = {
  menu: [
    {
      path: '/sell-out',
      label: { es: 'Ventas a tiendas', en: 'Sell-out' },
      icon: IconChartBar,
      group: 'sales',
      order: 40,
      roles: watchers,
    },
  ],
  routes: [
    { path: '/sell-out', load: () => import('./sell-out'), roles: watchers },
    { path: '/purchase-orders/$id/confirm', load: () => import('./confirm'), roles: confirmers },
  ],
  commands: [
    { path: '/sell-out', label: { es: 'Ventas a tiendas por producto', en: 'Sell-out by product' }, roles: watchers },
  ],
}
