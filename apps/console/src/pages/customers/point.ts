export interface Point {
  lat: number
  lon: number
}

/** `4.66730, -74.11940`, as maps copy it. */
export const pointText = (point: Point | null | undefined): string =>
  point ? `${point.lat.toFixed(5)}, ${point.lon.toFixed(5)}` : ''

/** Reads what maps copy: `4.6673, -74.1194`, `4,6673; -74,1194`, or an address of a map with `@4.66,-74.11`. */
export function parsePoint(text: string): Point | null {
  const figure = String.raw`([+-]?\d{1,3}(?:[.,]\d+)?)`
  const address = /[@=/](-?\d{1,3}\.\d+),(-?\d{1,3}\.\d+)/.exec(text)
  const plain = new RegExp(String.raw`^\s*${figure}\s*(?:[;,]\s+|;|\s+)${figure}\s*$`).exec(text)
  const tight = /^\s*([+-]?\d{1,3}(?:\.\d+)?)\s*,\s*([+-]?\d{1,3}(?:\.\d+)?)\s*$/.exec(text)
  const match = address ?? tight ?? plain
  if (!match) return null
  const [lat, lon] = [match[1], match[2]].map((part) => Number(part?.replace(',', '.')))
  if (lat === undefined || lon === undefined || Math.abs(lat) > 90 || Math.abs(lon) > 180) return null
  return { lat, lon }
}

/** Where a map of the whole world shows it. */
export const mapAddress = ({ lat, lon }: Point): string =>
  `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}#map=17/${lat}/${lon}`
