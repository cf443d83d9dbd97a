import { type Hint, type LiveEvent, listen, NIL } from '@storeflow/api'
import { useEffect } from 'react'
import { api, queries } from './api'
import { Store } from './store'

/** Whether hints arrive. */
export const live = new Store<'connecting' | 'open' | 'lost'>('connecting')

const listeners = new Set<(hint: Hint) => void>()

/** Calls back with each hint, until the answer is called. */
export function hearHints(hear: (hint: Hint) => void): () => void {
  listeners.add(hear)
  return () => void listeners.delete(hear)
}

/** Calls back with each hint about a resource; what is read through `reading` and `ListPage` is read again by itself. */
export function useHints(resource: string, hear: (hint: Hint) => void): void {
  useEffect(
    () =>
      hearHints((hint) => {
        if (hint.resource === resource) hear(hint)
      }),
    [resource, hear],
  )
}

/** Hints that came within this time are answered by one reading. */
const GATHER = 250

/** Listens for a signed-in user; the answer stops it. */
export function startLive(userId: string): () => void {
  const stopped = new AbortController()
  const waiting = new Map<string, Set<string>>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const read = () => {
    timer = undefined
    for (const [resource, ids] of waiting) {
      // A list may have to show any of them; a page about one thing only its own.
      void queries.invalidateQueries({
        predicate: ({ queryKey: [of, , params] }) => {
          if (of !== resource) return false
          const id = (params as { id?: string } | null)?.id
          return !id || ids.has(NIL) || ids.has(id)
        },
      })
    }
    waiting.clear()
  }
  const hear = (event: LiveEvent) => {
    if (event.kind === 'open') live.set('open')
    else if (event.kind === 'lost') live.set('lost')
    else if (event.kind === 'resync') {
      const since = Date.now() - 2_000
      live.set('open')
      void queries.invalidateQueries({
        predicate: ({ state }) => state.dataUpdatedAt > 0 && state.dataUpdatedAt < since,
      })
    } else if (event.kind === 'changed') {
      const { hint } = event
      for (const listener of listeners) listener(hint)
      waiting.set(hint.resource, (waiting.get(hint.resource) ?? new Set()).add(hint.id))
      timer ??= setTimeout(read, GATHER)
    }
  }
  listen(api, userId, hear, stopped.signal)
  return () => {
    clearTimeout(timer)
    stopped.abort()
  }
}
