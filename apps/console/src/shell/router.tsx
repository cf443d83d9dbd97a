import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { areas } from '@/areas'
import { Broken, NotFound } from '@/kit/states'
import type { AreaRoute } from '@/lib/area'
import { Gate } from './gate'

const root = createRootRoute({ component: Gate, notFoundComponent: NotFound, errorComponent: Broken })

const pages = areas.flatMap((area) => area.routes)

const routes = pages.map(({ path, load }) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load) }),
)
const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: lazyRouteComponent(() => import('./reset-password')),
})

export const router = createRouter({
  routeTree: root.addChildren([...routes, reset]),
  defaultPreload: 'intent',
  defaultPreloadDelay: 80,
  scrollRestoration: true,
  defaultErrorComponent: Broken,
  // Filters are written by ListPage as plain texts.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(
      Object.entries(search).flatMap(([key, value]) =>
        value === undefined || value === '' ? [] : [[key, String(value)]],
      ),
    ).toString()
    return text ? `?${text}` : ''
  },
})

const byPath = new Map<string, AreaRoute>(pages.map((page) => [page.path, page]))

/** The page that a router match belongs to. */
export const pageOf = (fullPath: string): AreaRoute | undefined => byPath.get(fullPath)
