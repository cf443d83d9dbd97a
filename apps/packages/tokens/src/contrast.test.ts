import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const [light = '', dark = ''] = css.split(':root[data-mantine-color-scheme="dark"]')

function colours(block: string): Record<string, string> {
  return Object.fromEntries([...block.matchAll(/--sf-([\w-]+): (#[0-9a-f]{6})/g)].map((m) => [m[1] ?? '', m[2] ?? '']))
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

const TEXTS: [string, string[]][] = [
  ['ink', ['bg', 'card', 'raised', 'hover', 'brand-soft']],
  ['quiet', ['bg', 'card', 'raised', 'hover', 'brand-soft']],
  ['brand-ink', ['bg', 'card', 'raised', 'hover', 'brand-soft']],
  ['on-brand', ['brand']],
  ['accent', ['card', 'accent-soft']],
  ['good', ['card', 'good-soft']],
  ['warn', ['card', 'warn-soft']],
  ['bad', ['card', 'raised', 'bad-soft']],
  ['info', ['card', 'info-soft']],
]

it.each([
  ['light', colours(light)],
  ['dark', { ...colours(light), ...colours(dark) }],
])('every text of the %s theme meets 4.5:1', (_, of) => {
  for (const [ink, surfaces] of TEXTS) {
    for (const surface of surfaces) {
      expect(contrast(of[ink] ?? '', of[surface] ?? ''), `${ink} on ${surface}`).toBeGreaterThanOrEqual(4.5)
    }
  }
})
