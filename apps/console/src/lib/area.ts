import type { Icon } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Role } from './api'
import type { Both } from './lang'

/** Where in the menu an area stands. */
export type Group = 'today' | 'catalogue' | 'stock' | 'sales' | 'deliveries' | 'admin'

export interface MenuEntry {
  path: string
  label: Both
  icon: Icon
  group: Group
  /** Within the group; 10, 20, … */
  order: number
  roles: readonly Role[]
}

export interface AreaRoute {
  /** As TanStack Router writes it: `/suppliers/$id`. */
  path: string
  /** The page's module; it is loaded when the page is first opened. */
  load: () => Promise<{ default: ComponentType }>
  roles: readonly Role[]
}

/** Something that the command palette does: it opens a page. */
export interface Command {
  label: Both
  path: string
  roles: readonly Role[]
}

export interface Found {
  id: string
  title: string
  detail?: string
  path: string
}

/** Things that the global search finds. */
export interface Finder {
  label: Both
  roles: readonly Role[]
  find: (text: string, signal: AbortSignal) => Promise<Found[]>
}

/**
 * One part of the console. Each folder in `pages/` exports one from its `area.ts`; that is all it takes to be in the menu,
 * the router, the palette and the search. It is loaded at once, so it must stay small: pages are loaded through `load`.
 */
export interface Area {
  menu?: MenuEntry[]
  routes: AreaRoute[]
  commands?: Command[]
  finders?: Finder[]
}
