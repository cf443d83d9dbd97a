import { type Dictionary, mismatches } from '@storeflow/i18n'
import { expect, it } from 'vitest'

/** Pages need a browser to be loaded; their texts are plain values, which can be read without. */
const sources = import.meta.glob<string>('../**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true })

it('all texts say the same in both languages', () => {
  let count = 0
  for (const [file, source] of Object.entries(sources)) {
    for (const [, pair] of source.matchAll(/= dictionary\(\s*(\{[\s\S]*?\}),?\s*\)\n/g)) {
      const [es, en] = new Function(`return [${pair}]`)() as [unknown, unknown]
      expect(mismatches({ es, en, made: {} } as Dictionary<unknown>), file).toEqual([])
      count += 1
    }
  }
  expect(count).toBeGreaterThan(15)
})
