import { IconHome } from '@tabler/icons-react'
import { STAFF } from '@/lib/api'
import type { Area } from '@/lib/area'

const roles = [...STAFF, 'supplier'] as const

export const area: Area = {
  menu: [{ path: '/', label: { es: 'Inicio', en: 'Home' }, icon: IconHome, group: 'today', order: 10, roles }],
  routes: [{ path: '/', load: () => import('./home'), roles }],
}
