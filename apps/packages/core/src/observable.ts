/** Something that a screen shows and that changes by itself. `get` answers the same object until it changes. */
export interface Observable<T> {
  get(): T
  /** Calls back after each change, until the answer is called. */
  subscribe(listener: () => void): () => void
}

/** An observable that its owner sets. */
export class Value<T> implements Observable<T> {
  #listeners = new Set<() => void>()

  constructor(private value: T) {}

  get = (): T => this.value

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Nothing is told where nothing differs. */
  set(value: T): void {
    if (Object.is(value, this.value)) return
    if (typeof value === 'object' && JSON.stringify(value) === JSON.stringify(this.value)) return
    this.value = value
    for (const listener of [...this.#listeners]) listener()
  }
}
