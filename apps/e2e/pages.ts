import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../console/src/pages/', import.meta.url))

/** Where an id for `/suppliers/$id` comes from; the longest beginning of the path counts, or the whole route. */
const LISTS: Record<string, string> = {
  '/suppliers': '/api/purchasing/suppliers',
  '/products': '/api/purchasing/products',
  '/imports': '/api/purchasing/imports',
  '/purchase-orders': '/api/purchasing/purchase-orders',
  '/purchase-orders/$id/edit': '/api/purchasing/purchase-orders?status=draft',
  '/purchase-orders/$id/confirm': '/api/purchasing/purchase-orders?status=sent',
  '/receipts': '/api/purchasing/purchase-orders?status=sent',
  '/warehouses': '/api/inventory/warehouses',
  '/stock/products': '/api/purchasing/products',
  '/orders': '/api/sales/orders',
  '/customers': '/api/identity/customers',
  '/sellers': '/api/identity/sellers',
  '/deliveries': '/api/logistics/deliveries',
  '/calendars': '/api/logistics/calendars',
  '/calendars/zones': '/api/logistics/zones',
  '/users': '/api/identity/users',
  '/api-keys': '/api/identity/api-keys',
  '/sagas': '/api/ordering/sagas',
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

/** Reads the API as somebody. */
export type Get = (path: string) => Promise<unknown>

/** A route with an id of something that exists; nothing when there is none. */
export async function filled(route: string, get: Get): Promise<string | undefined> {
  if (!route.includes('$')) return route
  const begins = Object.keys(LISTS).filter((begin) => route === begin || route.startsWith(`${begin}/`))
  const list = LISTS[begins.sort((a, b) => b.length - a.length)[0] ?? '']
  if (!list) return undefined
  const id = await firstId(get, list)
  return id ? route.replace(/\$\w+/, id) : undefined
}

async function firstId(get: Get, path: string): Promise<string | undefined> {
  const found = (await get(`${path}${path.includes('?') ? '&' : '?'}limit=1`)) as { items?: Record<string, string>[] }
  const first = found.items?.[0]
  return first?.id ?? first?.user_id ?? first?.order_id
}

/** States that the first thing of a list need not be in, by what they are called on a contact sheet. */
const STATES: Record<string, [page: string, list: string]> = {
  '/orders/$id (rejected)': ['/orders/', '/api/sales/orders?status=rejected'],
  '/orders/$id (backordered)': ['/orders/', '/api/sales/orders?status=backordered'],
  '/orders/$id (delivered)': ['/orders/', '/api/sales/orders?status=delivered'],
}

/** Every page with what it is called: all routes, and some of them once more in other states. */
export async function everyPage(get: Get): Promise<{ name: string; path: string | undefined }[]> {
  const pages: { name: string; path: string | undefined }[] = []
  for (const name of everyRoute()) pages.push({ name, path: await filled(name, get) })
  for (const [name, [page, list]] of Object.entries(STATES)) {
    const id = await firstId(get, list)
    pages.push({ name, path: id && page + id })
  }
  pages.push({ name: '(no such page)', path: '/nothing/here' })
  return pages
}
