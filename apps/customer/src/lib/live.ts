import type { Observable } from '@storeflow/core'

/** An observable of something large: whoever sets it knows that it has changed. */
export class Live<T> implements Observable<T> {
  #listeners = new Set<() => void>()
  constructor(private value: T) {}

  get = (): T => this.value

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  set(value: T): void {
    this.value = value
    for (const listener of [...this.#listeners]) listener()
  }
}
