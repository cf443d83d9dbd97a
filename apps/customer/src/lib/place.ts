import { company } from './company'

export interface Position {
  lat: number
  lon: number
}

/** Where this phone is; `undefined` where that is not known or not wanted. */
export function whereAmI(): Promise<(Position & { accuracy: number }) | undefined> {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(undefined)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({ lat: round(coords.latitude), lon: round(coords.longitude), accuracy: Math.round(coords.accuracy) }),
      () => resolve(undefined),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    )
  })
}

const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6

const TILE = 256

/** A position in pixels of the whole world at a zoom (Web Mercator). */
export function toPixels({ lat, lon }: Position, zoom: number): [number, number] {
  const size = TILE * 2 ** zoom
  const sin = Math.sin((lat * Math.PI) / 180)
  return [((lon + 180) / 360) * size, (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * size]
}

export function fromPixels([x, y]: readonly [number, number], zoom: number): Position {
  const size = TILE * 2 ** zoom
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / size))) * 180) / Math.PI
  return { lat: round(lat), lon: round((x / size) * 360 - 180) }
}

/** Metres of one pixel there. */
export const metresPerPixel = (lat: number, zoom: number): number =>
  (40_075_016.7 * Math.cos((lat * Math.PI) / 180)) / (TILE * 2 ** zoom)

/** The tiles around a position, with where they lie in a box. */
export function tilesAround(at: Position, zoom: number, width: number, height: number) {
  if (!company.tiles) return []
  const [x, y] = toPixels(at, zoom)
  const [left, top] = [x - width / 2, y - height / 2]
  const found: { url: string; left: number; top: number }[] = []
  for (let row = Math.floor(top / TILE); row * TILE < top + height; row += 1) {
    for (let column = Math.floor(left / TILE); column * TILE < left + width; column += 1) {
      const url = company.tiles
        .replace('{z}', String(zoom))
        .replace('{x}', String(column))
        .replace('{y}', String(row))
        .replace('{s}', 'abc'[(column + row) % 3] ?? 'a')
      found.push({ url, left: column * TILE - left, top: row * TILE - top })
    }
  }
  return found
}
