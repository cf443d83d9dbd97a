import { describe, expect, it } from 'vitest'
import { added, type News, purchaseNews, unread } from './news'

const none: News = { entries: [], seen: 0, known: [] }

describe('news', () => {
  it('tells the same thing once', () => {
    const order = { kind: 'order_rejected', id: 'a', name: 'A1' } as const
    const once = added(none, [order], 1_000)
    expect(once.entries).toEqual([{ kind: 'order_rejected', at: 1_000, n: 1, id: 'a', name: 'A1' }])
    expect(added(once, [order], 900_000)).toBe(once)
  })

  it('makes one entry of a burst, the latest first', () => {
    let news = none
    for (let i = 0; i < 20; i++) news = added(news, [{ kind: 'order_backordered', id: `${i}` }], 1_000 + i * 1_000)
    news = added(news, [{ kind: 'dead', id: 'x', n: 3 }], 22_000)
    news = added(news, [{ kind: 'order_backordered', id: 'z' }], 23_000)
    expect(news.entries.map(({ kind, n }) => [kind, n])).toEqual([
      ['order_backordered', 21],
      ['dead', 3],
    ])
    expect(unread(news)).toBe(2)
    expect(unread({ ...news, seen: 22_000 })).toBe(1)
    expect(added(news, [{ kind: 'dead', id: 'y' }], 300_000).entries).toHaveLength(3)
  })

  it('of purchase orders is for whom they wait', () => {
    const at = '2026-11-24T10:00:00Z'
    const sent = { status: 'sent', updated_at: at, sent_at: at, confirmed_at: null } as const
    expect(purchaseNews(sent, ['supplier'])).toBe(true)
    expect(purchaseNews(sent, ['purchasing'])).toBe(false)
    const confirmed = { status: 'confirmed', updated_at: at, sent_at: at, confirmed_at: at } as const
    expect(purchaseNews(confirmed, ['purchasing'])).toBe(true)
    expect(purchaseNews({ ...confirmed, confirmed_at: '2026-11-20T10:00:00Z' }, ['purchasing'])).toBe(false)
    expect(purchaseNews({ ...confirmed, status: 'draft' }, ['admin'])).toBe(false)
  })
})
