import { IconActivityHeartbeat, IconHistory, IconMailOff, IconRoute } from '@tabler/icons-react'
import type { Role } from '@/lib/api'
import type { Area } from '@/lib/area'

const admins: Role[] = ['admin']

export const area: Area = {
  menu: [
    {
      path: '/health',
      label: { es: 'Salud del sistema', en: 'System health' },
      icon: IconActivityHeartbeat,
      group: 'admin',
      order: 30,
      roles: admins,
    },
    {
      path: '/dead-letters',
      label: { es: 'Mensajes fallidos', en: 'Dead letters' },
      icon: IconMailOff,
      group: 'admin',
      order: 40,
      roles: admins,
    },
    {
      path: '/sagas',
      label: { es: 'Procesos', en: 'Sagas' },
      icon: IconRoute,
      group: 'admin',
      order: 50,
      roles: admins,
    },
    {
      path: '/audit',
      label: { es: 'Auditoría', en: 'Audit log' },
      icon: IconHistory,
      group: 'admin',
      order: 60,
      roles: admins,
    },
  ],
  routes: [
    { path: '/health', load: () => import('./health'), roles: admins },
    { path: '/dead-letters', load: () => import('./dead'), roles: admins },
    { path: '/sagas', load: () => import('./sagas'), roles: admins },
    { path: '/sagas/$id', load: () => import('./saga'), roles: admins },
    { path: '/audit', load: () => import('./audit'), roles: admins },
  ],
}
