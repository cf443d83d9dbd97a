import { IconCalendarCog, IconTruckDelivery } from '@tabler/icons-react'
import { type Role, STAFF } from '@/lib/api'
import type { Area } from '@/lib/area'

export const planners: Role[] = ['admin', 'logistics']

export const area: Area = {
  menu: [
    {
      path: '/deliveries',
      label: { es: 'Entregas', en: 'Deliveries' },
      icon: IconTruckDelivery,
      group: 'deliveries',
      order: 10,
      roles: STAFF,
    },
    {
      path: '/calendars',
      label: { es: 'Calendarios', en: 'Calendars' },
      icon: IconCalendarCog,
      group: 'deliveries',
      order: 20,
      roles: STAFF,
    },
  ],
  routes: [
    { path: '/deliveries', load: () => import('./list'), roles: STAFF },
    { path: '/deliveries/days', load: () => import('./days'), roles: STAFF },
    { path: '/deliveries/$id', load: () => import('./detail'), roles: STAFF },
    { path: '/calendars', load: () => import('./calendars'), roles: STAFF },
    { path: '/calendars/new', load: () => import('./calendar'), roles: planners },
    { path: '/calendars/$id/edit', load: () => import('./calendar'), roles: planners },
    { path: '/calendars/zones', load: () => import('./zones'), roles: STAFF },
    { path: '/calendars/zones/new', load: () => import('./zone'), roles: planners },
    { path: '/calendars/zones/$id/edit', load: () => import('./zone'), roles: planners },
    { path: '/calendars/closed-days', load: () => import('./closed'), roles: STAFF },
    { path: '/calendars/capacities', load: () => import('./capacities'), roles: STAFF },
  ],
  commands: [
    {
      path: '/deliveries/days',
      label: { es: 'Cupo de los próximos días', en: 'Room of the days ahead' },
      roles: STAFF,
    },
    { path: '/calendars/capacities', label: { es: 'Cambiar cupos', en: 'Change capacities' }, roles: planners },
  ],
}
