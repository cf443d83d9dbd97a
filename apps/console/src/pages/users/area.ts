import { IconKey, IconUsers } from '@tabler/icons-react'
import { api, type Role } from '@/lib/api'
import type { Area } from '@/lib/area'

const admins: Role[] = ['admin']

export const area: Area = {
  menu: [
    {
      path: '/users',
      label: { es: 'Usuarios', en: 'Users' },
      icon: IconUsers,
      group: 'admin',
      order: 10,
      roles: admins,
    },
    {
      path: '/api-keys',
      label: { es: 'Llaves de acceso', en: 'API keys' },
      icon: IconKey,
      group: 'admin',
      order: 20,
      roles: admins,
    },
  ],
  routes: [
    { path: '/users', load: () => import('./list'), roles: admins },
    { path: '/users/new', load: () => import('./edit'), roles: admins },
    { path: '/users/$id', load: () => import('./detail'), roles: admins },
    { path: '/users/$id/edit', load: () => import('./edit'), roles: admins },
    { path: '/api-keys', load: () => import('./keys'), roles: admins },
  ],
  commands: [
    { path: '/users/new', label: { es: 'Nuevo usuario', en: 'New user' }, roles: admins },
    { path: '/api-keys', label: { es: 'Nueva llave de acceso', en: 'New API key' }, roles: admins },
  ],
  finders: [
    {
      label: { es: 'Usuarios', en: 'Users' },
      roles: admins,
      find: async (search, signal) => {
        const page = await api.get('/api/identity/users', { query: { search, limit: 5 }, signal })
        return page.items.map((one) => ({
          id: one.id,
          title: one.name,
          detail: one.email ?? one.phone ?? undefined,
          path: `/users/${one.id}`,
        }))
      },
    },
  ],
}
