import {
  type AnswerOf,
  Api,
  ApiError,
  type OptionsOf,
  type PathOf,
  type Rest,
  resourceOf,
  type SessionState,
  SignedOut,
  Unreachable,
  type User,
} from '@storeflow/api'
import { keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { lang } from './lang'

export const api = new Api({ app: 'console', language: () => lang.get() })
export const session = api.session

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Hints say when something has changed; without them this is how old a page may be.
      staleTime: 20_000,
      gcTime: 300_000,
      // Otherwise requests would wait for `online` events, which browsers get wrong.
      networkMode: 'always',
      refetchOnReconnect: true,
      retry: (failures, error) =>
        failures < 2 && (error instanceof Unreachable || (error instanceof ApiError && error.status === 503)),
      retryDelay: (attempt, error) =>
        error instanceof ApiError && error.retryAfter ? error.retryAfter * 1000 : 500 * 2 ** attempt,
    },
    mutations: { networkMode: 'always', retry: false },
  },
})

/**
 * A GET for `useQuery`: `useQuery(reading('/api/purchasing/suppliers/{id}', { params: { id } }))`. Its key begins with the
 * resource, so that a hint about it, or `changed('suppliers')`, reads it again.
 */
export function reading<P extends PathOf<'get'>>(path: P, ...rest: Rest<P, 'get'>) {
  const options = (rest[0] ?? {}) as OptionsOf<P, 'get'>
  return queryOptions<AnswerOf<P, 'get'>>({
    queryKey: [resourceOf(path), path, options.params ?? null, options.query ?? null],
    queryFn: ({ signal }) => api.get(path, { ...options, signal } as OptionsOf<P, 'get'>),
  })
}

/** The same, showing what was there until the next page has come. */
export function listing<P extends PathOf<'get'>>(path: P, ...rest: Rest<P, 'get'>) {
  return { ...reading(path, ...rest), placeholderData: keepPreviousData }
}

/** Something of these resources has changed: read it again wherever it is shown. */
export async function changed(...resources: string[]): Promise<void> {
  await Promise.all(resources.map((resource) => queries.invalidateQueries({ queryKey: [resource] })))
}

export const useSession = (): SessionState => useSyncExternalStore(session.subscribe, () => session.state)

/** Who is signed in (or was, while the page waits for the next sign-in). */
export function useMe(): User {
  const state = useSession()
  if (state.status === 'signed_in' || state.status === 'ended') return state.user
  throw new SignedOut()
}

export type Role = User['roles'][number]
export const STAFF: Role[] = ['admin', 'purchasing', 'warehouse', 'logistics', 'sales_manager']

/** Whether somebody has one of these roles. */
export function allowed(user: User, roles: readonly Role[] | undefined): boolean {
  return !roles || roles.some((role) => user.roles.includes(role))
}

/** `const mayEdit = useCan('admin', 'purchasing')` */
export const useCan = (...roles: Role[]): boolean => allowed(useMe(), roles)
