import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Dictionary, mismatches } from '@storeflow/i18n'
import { describe, expect, it } from 'vitest'

const here = fileURLToPath(new URL('.', import.meta.url))
const modules = fileURLToPath(new URL('../../node_modules/@mantine/core/styles/', import.meta.url))

describe('texts', () => {
  const found = import.meta.glob<Record<string, Dictionary<unknown>>>('./**/texts.ts', { eager: true })

  it.each(Object.keys(found))('%s says the same in both languages', (name) => {
    for (const dictionary of Object.values(found[name] ?? {})) expect(mismatches(dictionary)).toEqual([])
  })
})

describe('Mantine', () => {
  const sources = import.meta.glob<string>('./**/*.{ts,tsx}', { eager: true, query: '?raw', import: 'default' })
  const styles = readFileSync(`${here}mantine.css`, 'utf8')

  it('has the styles of every component that is used', () => {
    const used = new Set<string>()
    for (const source of Object.values(sources)) {
      for (const [, names = ''] of source.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)) {
        for (const name of names.split(',')) used.add(name.replace('type ', '').trim().split(' ')[0] ?? '')
      }
    }
    // These consist of others, whose styles are there anyway.
    const missing = [...used].filter(
      (name) => existsSync(`${modules}${name}.layer.css`) && !styles.includes(`styles/${name}.layer.css`),
    )
    expect(missing).toEqual([])
  })
})

describe('areas', () => {
  const sources = import.meta.glob<string>('./pages/*/area.ts', { eager: true, query: '?raw', import: 'default' })

  it.each(Object.keys(sources))('%s loads its pages when they are opened', (name) => {
    const source = sources[name] ?? ''
    const imports = [...source.matchAll(/^import .* from '([^']+)'/gm)].map((m) => m[1])
    const light = ['@tabler/icons-react', '@/lib/api', '@/lib/area', '@storeflow/api', '@storeflow/i18n']
    expect(imports.filter((from) => !light.includes(from ?? ''))).toEqual([])
    expect(source).toMatch(/roles/)
  })
})
