/** What can be found. */
export interface Findable {
  id: string
  name: string
  sku?: string | null
  barcode?: string | null
  category?: string | null
}

/** `close`: nothing was found as it was typed, these are near to it. */
export interface Found {
  ids: string[]
  close: boolean
}

/** Search as one types, in what lies on the phone. */
export class SearchIndex {
  constructor(_rows: Iterable<Findable> = []) {}
  /** New or changed. */
  put(_row: Findable): void {}
  drop(_id: string): void {}
  get size(): number {
    return 0
  }
  /** Rows in which every word of the text begins a word; by name. An empty text finds all. */
  search(_text: string, _options: { limit?: number } = {}): Found {
    return { ids: [], close: false }
  }
}
