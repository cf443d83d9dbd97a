const waiting = new Map<string, Promise<unknown>>()

/** One at a time in all tabs and workers of this browser; in this one alone where the browser has no Web Locks. */
export async function locked<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (typeof navigator !== 'undefined' && navigator.locks) {
    return (await navigator.locks.request(name, work)) as T
  }
  const before = waiting.get(name) ?? Promise.resolve()
  const mine = before.then(work, work)
  waiting.set(name, mine)
  return mine
}

/**
 * Runs of the same work: who asks while one runs shares the next one, because what the running one has read may be older than
 * the question.
 */
export class Runs<T> {
  #running: Promise<T> | undefined
  #next: Promise<T> | undefined

  constructor(private readonly work: () => Promise<T>) {}

  ask(): Promise<T> {
    if (this.#next) return this.#next
    const begin = () => {
      this.#next = undefined
      this.#running = this.work().finally(() => {
        this.#running = undefined
      })
      return this.#running
    }
    if (!this.#running) return begin()
    this.#next = this.#running.then(begin, begin)
    return this.#next
  }
}
