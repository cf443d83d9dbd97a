import { IconSettings } from '@tabler/icons-react'
import type { Role } from '@/lib/api'
import type { Area } from '@/lib/area'

const admins: Role[] = ['admin']

export const area: Area = {
  menu: [
    {
      path: '/settings',
      label: { es: 'Ajustes', en: 'Settings' },
      icon: IconSettings,
      group: 'admin',
      order: 70,
      roles: admins,
    },
  ],
  routes: [
    { path: '/settings', load: () => import('./settings'), roles: admins },
    { path: '/settings/company', load: () => import('./company'), roles: admins },
  ],
  commands: [
    {
      path: '/settings/company',
      label: { es: 'Cambiar los datos de la empresa', en: 'Change the company' },
      roles: admins,
    },
  ],
}
