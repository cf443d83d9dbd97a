import { useSyncExternalStore } from 'react'

/** A value outside React that components follow; with a key it is remembered and the same in all tabs. */
export class Store<T> {
  #value: T
  #listeners = new Set<() => void>()

  constructor(
    first: T,
    private readonly key?: string,
  ) {
    this.#value = first
    if (!key) return
    try {
      const kept = localStorage.getItem(key)
      if (kept !== null) this.#value = this.#parse(kept)
      addEventListener('storage', (event) => {
        if (event.key === key && event.newValue !== null) this.#change(this.#parse(event.newValue))
      })
    } catch {
      // Nothing is remembered where storage is switched off.
    }
  }

  get = (): T => this.#value

  set = (value: T): void => {
    if (this.key) {
      try {
        localStorage.setItem(this.key, typeof value === 'string' ? value : JSON.stringify(value))
      } catch {
        // As above.
      }
    }
    this.#change(value)
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  use = (): T => useSyncExternalStore(this.subscribe, this.get)

  #parse(text: string): T {
    return typeof this.#value === 'string' ? (text as T) : (JSON.parse(text) as T)
  }

  #change(value: T): void {
    this.#value = value
    for (const listener of this.#listeners) listener()
  }
}
