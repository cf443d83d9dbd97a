import type { Area } from './lib/area'

const found = import.meta.glob<{ area: Area }>('./pages/*/area.ts', { eager: true })

export const areas: Area[] = Object.values(found).map((module) => module.area)
