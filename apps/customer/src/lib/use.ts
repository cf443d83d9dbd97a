import type { Observable } from '@storeflow/core'
import { useStore } from '@storeflow/mobile-ui'
import { useEffect, useState } from 'preact/hooks'
import { ask, type Work, work } from './app'
import { Live } from './live'

const NOBODY = new Live<undefined>(undefined)

/** What whoever is here works with. Only on pages that are shown to somebody. */
export function useWork(): Work {
  const found = useStore(work)
  if (!found) throw new Error('nobody is here')
  return found
}

/** Something of the shelf, drawn again when it changes. */
export function useShelf<
  K extends 'products' | 'first' | 'available' | 'orders' | 'outbox' | 'cart' | 'favourites' | 'customer',
>(name: K): ReturnType<Work['shelf'][K]['get']> {
  const found = useStore(work)
  const observable = (found?.shelf[name] ?? NOBODY) as Observable<unknown>
  return useStore(observable) as ReturnType<Work['shelf'][K]['get']>
}

/** What was asked so recently is not asked again, unless somebody wants it. */
const FRESH = 60_000
const asked = new Map<string, number>()

/** What was read last lies in `meta` and is shown at once; the newest comes behind it, if it comes. */
export function useKept<T>(key: string, path: string | undefined, again?: unknown): T | undefined {
  const { engine } = useWork()
  const [value, setValue] = useState<{ key: string; value: T }>()
  useEffect(() => {
    let gone = false
    let fresh = false
    const show = (found: T | undefined) => {
      if (!gone && found !== undefined) setValue({ key, value: found })
    }
    void engine.store.meta<T>(key).then((found) => {
      if (!fresh) show(found)
    })
    const recent = Date.now() - (asked.get(key) ?? 0) < FRESH
    if (path && (!recent || again !== undefined)) {
      void ask<T>(engine, path).then(async (found) => {
        if (found === undefined) return
        fresh = true
        asked.set(key, Date.now())
        show(found)
        await engine.store.setMeta(key, found)
      })
    }
    return () => {
      gone = true
    }
  }, [engine, key, path, again])
  return value?.key === key ? value.value : undefined
}
