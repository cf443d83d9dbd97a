import { expect, it } from 'vitest'
import { EventParser } from './events'

it('finds events however the stream is cut', () => {
  const stream = ': heartbeat\n\nevent: resync\ndata: {}\n\nevent: changed\r\ndata: {"id":\r\ndata: "7"}\r\n\r\n'
  for (let size = 1; size < stream.length; size += 1) {
    const parser = new EventParser()
    const found: unknown[] = []
    for (let at = 0; at < stream.length; at += size) found.push(...parser.push(stream.slice(at, at + size)))
    expect(found).toEqual([
      { event: 'resync', data: '{}' },
      { event: 'changed', data: '{"id":"7"}' },
    ])
  }
})
