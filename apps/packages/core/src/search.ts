import { fold } from '@storeflow/i18n'

/** What can be found. */
export interface Findable {
  id: string
  name: string
  /** The name folded, where it lies ready. */
  folded?: string
  sku?: string | null
  barcode?: string | null
  category?: string | null
}

/** `close`: nothing was found as it was typed, these are near to it. */
export interface Found {
  ids: string[]
  close: boolean
}

interface Row {
  id: string
  /** Folded. */
  name: string
  words: string[]
}

/** Of what is only in the list yet. */
interface Listed {
  id: string
  name: string
  of: Findable
}

/** More words than anybody types. */
const MOST_WORDS = 12

/** Search as one types, in what lies on the phone: by beginnings of words, as the server does. */
export class SearchIndex {
  /** By number; what was dropped leaves a hole. */
  #rows: (Row | undefined)[] = []
  #numbers = new Map<string, number>()
  /** The numbers of the rows, by folded name. */
  #order: number[] = []
  #postings = new Map<string, number[]>()
  /** All words, sorted. */
  #words: string[] = []

  /** What waits to be taken apart into words: the first list is needed before anybody has typed. */
  #listed: Listed[] | undefined

  constructor(rows: Iterable<Findable> = []) {
    const listed = Array.from(rows, (of) => ({ id: of.id, name: foldedName(of), of }))
    this.#listed = listed.sort((a, b) => compare(a.name, b.name)).reverse()
  }

  /** Takes some apart, for moments in which nobody waits; whether all are done. A search does what is left. */
  prepare(most = Number.POSITIVE_INFINITY): boolean {
    const listed = this.#listed
    if (!listed) return true
    for (let done = 0; done < most; done += 1) {
      const next = listed.pop()
      if (!next) break
      this.#insert(rowOf(next.of, next.name))
    }
    if (listed.length > 0) return false
    this.#listed = undefined
    this.#words = [...this.#postings.keys()].sort(compare)
    return true
  }

  get size(): number {
    return this.#numbers.size + (this.#listed?.length ?? 0)
  }

  /** New or changed. */
  put(found: Findable): void {
    this.prepare()
    const row = rowOf(found)
    const number = this.#numbers.get(row.id)
    const present = number === undefined ? undefined : this.#rows[number]
    if (present && present.name === row.name && present.words.join(' ') === row.words.join(' ')) return
    this.drop(row.id)
    const fresh = this.#insert(row, false)
    const at = lowerBound(this.#order.length, (i) => compare(this.#nameAt(i), row.name) < 0)
    this.#order.splice(at, 0, fresh)
  }

  drop(id: string): void {
    this.prepare()
    const number = this.#numbers.get(id)
    if (number === undefined) return
    this.#numbers.delete(id)
    this.#order.splice(this.#order.indexOf(number), 1)
    for (const word of this.#rows[number]?.words ?? []) {
      const posting = this.#postings.get(word)
      if (!posting) continue
      posting.splice(posting.indexOf(number), 1)
      if (posting.length > 0) continue
      this.#postings.delete(word)
      this.#words.splice(this.#firstFrom(word), 1)
    }
    this.#rows[number] = undefined
  }

  /**
   * Rows in which every word of the text begins a word; those whose name begins with the text first, then by name. Where there
   * are none: those near to it, a letter wrong from four, two from eight. An empty text finds all.
   */
  search(text: string, options: { limit?: number } = {}): Found {
    const typed = fold(text)
    const limit = options.limit ?? Number.POSITIVE_INFINITY
    if (!typed) return { ids: this.#all().slice(0, limit), close: false }
    this.prepare()
    const words = [...new Set(typed.split(' '))].slice(0, MOST_WORDS)
    const exact = this.#match(words.map((word) => this.#beginning(word)))
    if (exact.length > 0) return { ids: this.#ranked(exact, (name) => name.startsWith(typed), limit), close: false }
    const lists = this.#near(words)
    const near = this.#match(lists)
    const first = new Set(lists[0])
    const isFirst = (name: string) => first.has(name.split(' ', 1)[0] ?? '')
    return { ids: this.#ranked(near, isFirst, limit), close: near.length > 0 }
  }

  /** By name. */
  #all(): string[] {
    const ids = this.#order.map((number) => this.#rows[number]?.id ?? '')
    for (let i = (this.#listed?.length ?? 0) - 1; i >= 0; i -= 1) ids.push(this.#listed?.[i]?.id ?? '')
    return ids
  }

  /** Whether each row has one word of every list. */
  #match(lists: string[][]): Uint8Array | [] {
    const hits = new Uint8Array(this.#rows.length)
    let any = false
    for (const [k, words] of lists.entries()) {
      any = false
      for (const word of words) {
        for (const number of this.#postings.get(word) ?? []) {
          if (hits[number] !== k) continue
          hits[number] = k + 1
          any = true
        }
      }
      if (!any) return []
    }
    const all = lists.length
    for (let i = 0; i < hits.length; i += 1) hits[i] = hits[i] === all ? 1 : 0
    return any ? hits : []
  }

  #ranked(hits: Uint8Array | [], isFirst: (name: string) => boolean, limit: number): string[] {
    const first: string[] = []
    const others: string[] = []
    for (const number of this.#order) {
      const row = hits[number] ? this.#rows[number] : undefined
      if (row) (isFirst(row.name) ? first : others).push(row.id)
    }
    return first.concat(others).slice(0, limit)
  }

  /** The words that begin so. */
  #beginning(typed: string): string[] {
    const found: string[] = []
    for (let i = this.#firstFrom(typed); i < this.#words.length; i += 1) {
      const word = this.#words[i] as string
      if (!word.startsWith(typed)) break
      found.push(word)
    }
    return found
  }

  /** Only words that nothing begins with are stretched; all of them where each finds something, but nothing finds all. */
  #near(words: string[]): string[][] {
    const lists = words.map((word) => this.#beginning(word))
    const unknown = lists.some((list) => list.length === 0)
    return words.map((word, i) => {
      const list = lists[i] as string[]
      const most = word.length >= 8 ? 2 : word.length >= 4 ? 1 : 0
      // Figures are codes: another one is another product.
      if (most === 0 || /\p{N}/u.test(word) || (unknown && list.length > 0)) return list
      return list.concat(
        this.#words.filter((other) => !other.startsWith(word) && !/[0-9]/.test(other) && isNear(word, other, most)),
      )
    })
  }

  #insert(row: Row, bulk = true): number {
    const number = this.#rows.push(row) - 1
    const before = this.#numbers.get(row.id)
    if (before !== undefined) this.drop(row.id)
    this.#numbers.set(row.id, number)
    if (bulk) this.#order.push(number)
    for (const word of row.words) {
      const posting = this.#postings.get(word)
      if (posting) posting.push(number)
      else {
        this.#postings.set(word, [number])
        if (!bulk) this.#words.splice(this.#firstFrom(word), 0, word)
      }
    }
    return number
  }

  #firstFrom(word: string): number {
    return lowerBound(this.#words.length, (i) => compare(this.#words[i] ?? '', word) < 0)
  }

  #nameAt(i: number): string {
    return this.#rows[this.#order[i] ?? -1]?.name ?? ''
  }
}

const foldedName = (found: Findable) => found.folded ?? quickFold(found.name)

function rowOf(found: Findable, name = foldedName(found)): Row {
  const rest = quickFold(`${found.sku ?? ''} ${found.barcode ?? ''} ${found.category ?? ''}`)
  const words = [...new Set(`${name} ${rest}`.split(' '))].filter((word) => word !== '')
  return { id: found.id, name, words }
}

/** Most texts have no marks, and thousands are folded at once. */
function quickFold(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is no ASCII takes the long way
  if (!/^[\x00-\x7f]*$/.test(text)) return fold(text)
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The first index at which `before` is false. */
function lowerBound(length: number, before: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (before(middle)) low = middle + 1
    else high = middle
  }
  return low
}

const rows = [new Uint8Array(64), new Uint8Array(64), new Uint8Array(64)]

/**
 * Whether some beginning of `word` is at most `most` letters away from what was typed: one missing, added, another, or two
 * exchanged.
 */
export function isNear(typed: string, word: string, most: number): boolean {
  const n = typed.length
  const m = Math.min(word.length, n + most)
  if (m < n - most || n > 40) return false
  let [before2, before, row] = rows as [Uint8Array, Uint8Array, Uint8Array]
  for (let j = 0; j <= m; j += 1) before[j] = j
  for (let i = 1; i <= n; i += 1) {
    row.fill(255)
    const from = Math.max(1, i - most)
    const to = Math.min(m, i + most)
    row[from - 1] = from === 1 ? i : 255
    let least = row[from - 1] as number
    for (let j = from; j <= to; j += 1) {
      const same = typed.charCodeAt(i - 1) === word.charCodeAt(j - 1)
      let cost = (before[j - 1] as number) + (same ? 0 : 1)
      if (j < i + most) cost = Math.min(cost, (before[j] as number) + 1)
      cost = Math.min(cost, (row[j - 1] as number) + 1)
      const exchanged =
        i > 1 &&
        j > 1 &&
        typed.charCodeAt(i - 1) === word.charCodeAt(j - 2) &&
        typed.charCodeAt(i - 2) === word.charCodeAt(j - 1)
      if (exchanged) cost = Math.min(cost, (before2[j - 2] as number) + 1)
      row[j] = Math.min(cost, 250)
      least = Math.min(least, cost)
    }
    if (least > most + 1) return false
    ;[before2, before, row] = [before, row, before2]
  }
  for (let j = Math.max(0, n - most); j <= m; j += 1) if ((before[j] as number) <= most) return true
  return false
}
