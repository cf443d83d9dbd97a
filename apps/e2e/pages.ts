import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../console/src/pages/', import.meta.url))

/** Where an id for `/suppliers/$id` comes from, by the beginning of the path. */
const LISTS: Record<string, string> = {
  suppliers: '/api/purchasing/suppliers',
  products: '/api/purchasing/products',
  imports: '/api/purchasing/imports',
  'purchase-orders': '/api/purchasing/purchase-orders',
  warehouses: '/api/inventory/warehouses',
  stock: '/api/purchasing/products',
  orders: '/api/sales/orders',
  customers: '/api/identity/customers',
  sellers: '/api/identity/sellers',
  deliveries: '/api/logistics/deliveries',
  calendars: '/api/logistics/calendars',
  zones: '/api/logistics/zones',
  users: '/api/identity/users',
  'api-keys': '/api/identity/api-keys',
}

/** All pages of all areas, as their `area.ts` names them: a new page is looked at without anybody thinking of it. */
export function everyRoute(): string[] {
  const routes = readdirSync(folder).flatMap((area) => {
    let source = ''
    try {
      source = readFileSync(`${folder}${area}/area.ts`, 'utf8')
    } catch {
      return []
    }
    const own = source.slice(source.indexOf('routes:'))
    return [...own.matchAll(/path: '([^']+)',\s*load:/g)].map((match) => match[1] ?? '')
  })
  return [...new Set(routes)].sort()
}

/** A route with an id of something that exists; nothing when there is none. */
export async function filled(route: string, get: (path: string) => Promise<unknown>): Promise<string | undefined> {
  if (!route.includes('$')) return route
  const list = LISTS[route.split('/')[1] ?? '']
  if (!list) return undefined
  const found = (await get(`${list}?limit=1`)) as { items?: Record<string, string>[] }
  const first = found.items?.[0]
  const id = first?.id ?? first?.user_id
  return id ? route.replace(/\$\w+/, id) : undefined
}
