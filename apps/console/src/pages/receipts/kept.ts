import { useCallback, useEffect, useRef, useState } from 'react'
import { useMe } from '@/lib/api'

const keyOf = (user: string, name: string) => `sf-kept:${user}:${name}`

function read<T>(key: string): T | undefined {
  try {
    const text = localStorage.getItem(key)
    return text ? (JSON.parse(text) as T) : undefined
  } catch {
    return undefined
  }
}

function write(key: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Where nothing can be stored, it lives as long as the page.
  }
}

export interface Kept<T> {
  value: T
  change: (step: (now: T) => T) => void
  /** It was there when the page was opened. */
  restored: boolean
  /** Nothing is to be kept any more; begins anew. */
  forget: () => void
}

/**
 * What somebody types, kept on this device until it is forgotten: it survives reloads, a dead server, and Android throwing the
 * page away. Nothing is asked when the page is left, because nothing is lost.
 */
export function useKept<T>(name: string, make: () => T): Kept<T> {
  const key = keyOf(useMe().id, name)
  const [before] = useState(() => read<T>(key))
  const [value, setValue] = useState<T>(() => before ?? make())
  const [restored, setRestored] = useState(before !== undefined)
  const pending = useRef<{ key: string; value: T }>(undefined)
  const makeNow = useRef(make)
  makeNow.current = make

  const flush = useCallback(() => {
    if (pending.current) write(pending.current.key, pending.current.value)
    pending.current = undefined
  }, [])
  useEffect(() => {
    addEventListener('pagehide', flush)
    document.addEventListener('visibilitychange', flush)
    return () => {
      removeEventListener('pagehide', flush)
      document.removeEventListener('visibilitychange', flush)
      flush()
    }
  }, [flush])

  const change = useCallback(
    (step: (now: T) => T) => {
      setValue((now) => {
        const next = step(now)
        if (next !== now) {
          if (!pending.current) setTimeout(flush, 120)
          pending.current = { key, value: next }
        }
        return next
      })
    },
    [key, flush],
  )
  const forget = useCallback(() => {
    pending.current = undefined
    write(key, undefined)
    setRestored(false)
    setValue(makeNow.current())
  }, [key])
  return { value, change, restored, forget }
}

/** Whether something of this name was begun on this device. */
export function useBegun(): (name: string) => boolean {
  const me = useMe().id
  return (name) => read(keyOf(me, name)) !== undefined
}
