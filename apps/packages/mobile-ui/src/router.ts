import { type Observable, Value } from '@storeflow/core'

export interface Place {
  path: string
  /** What follows the path, with its `?`. */
  search: string
  query: URLSearchParams
  /** How often somebody has come here: another place is drawn anew. */
  step: number
}

interface Kept {
  y?: number
  step?: number
}

/** Addresses below `base`, as the browser's history has them. Links are plain `<a href>`; the router takes their clicks. */
export class Router {
  readonly place: Observable<Place>
  readonly #place: Value<Place>
  #step = 0

  constructor(readonly base: string) {
    this.#place = new Value(this.#read())
    this.place = this.#place
    history.scrollRestoration = 'manual'
    addEventListener('popstate', (event) => {
      this.#arrive((event.state as Kept | null)?.y ?? 0)
    })
    document.addEventListener('click', (event) => this.#click(event))
  }

  /** The whole address of a path of this application. */
  href = (path: string): string => this.base + path.replace(/^\//, '')

  go = (path: string, replace = false): void => {
    if (replace) history.replaceState({}, '', this.href(path))
    else {
      history.replaceState({ ...history.state, y: scrollY }, '')
      history.pushState({}, '', this.href(path))
    }
    this.#arrive(0)
  }

  /** The parameters after `?` become these; nothing is drawn anew, and Back goes to the page before. */
  query = (values: Record<string, string | undefined>): void => {
    const query = new URLSearchParams(this.place.get().query)
    for (const [name, value] of Object.entries(values)) {
      if (value) query.set(name, value)
      else query.delete(name)
    }
    const text = query.toString()
    history.replaceState(history.state, '', location.pathname + (text ? `?${text}` : ''))
    this.#place.set(this.#read())
  }

  back = (otherwise: string): void => {
    if (this.#step > 0) history.back()
    else this.go(otherwise, true)
  }

  #read(): Place {
    const path = location.pathname.startsWith(this.base) ? location.pathname.slice(this.base.length - 1) : '/'
    const { search } = location
    return { path: path.replace(/(.)\/$/, '$1'), search, query: new URLSearchParams(search), step: this.#step }
  }

  #arrive(y: number): void {
    this.#step += 1
    this.#place.set(this.#read())
    // Twice: once the page is drawn, and once more for a list that has to measure first.
    requestAnimationFrame(() => {
      scrollTo(0, y)
      if (y > 0) requestAnimationFrame(() => scrollTo(0, y))
    })
  }

  #click(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
    const link = (event.target as Element | null)?.closest?.('a')
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return
    if (!link.pathname.startsWith(this.base)) return
    event.preventDefault()
    this.go(link.pathname.slice(this.base.length - 1) + link.search)
  }
}

/** `/orders/:id` and `/orders/7` → `{ id: '7' }`; nothing if they do not fit. */
export function match(pattern: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  if (wanted.length !== given.length) return undefined
  const found: Record<string, string> = {}
  for (const [i, part] of wanted.entries()) {
    const value = given[i] ?? ''
    if (part.startsWith(':')) found[part.slice(1)] = decodeURIComponent(value)
    else if (part !== value) return undefined
  }
  return found
}
