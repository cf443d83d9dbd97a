import { STAFF } from '@/lib/api'
import type { Area } from '@/lib/area'

const roles = [...STAFF, 'supplier'] as const

export const area: Area = {
  routes: [{ path: '/account', load: () => import('./account'), roles }],
  commands: [{ path: '/account', label: { es: 'Mi cuenta y contraseña', en: 'My account and password' }, roles }],
}
