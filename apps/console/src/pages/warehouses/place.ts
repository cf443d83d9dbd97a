export interface Point {
  lat: number
  lon: number
}

/** `4.65`, `-74,08` (a comma as decimal mark); `undefined` for anything else. */
export function degrees(text: string, most: number): number | undefined {
  const clean = text.trim().replace('−', '-').replace(',', '.')
  if (!/^[+-]?\d{1,3}(\.\d+)?$/.test(clean)) return undefined
  const value = Number(clean)
  return Math.abs(value) <= most ? value : undefined
}

/** `4.6443, -74.1169` as maps give it, or `4,6443; -74,1169`. */
export function pasted(text: string): Point | undefined {
  const match =
    /^\s*([+−-]?\d{1,2}\.\d+)\s*[,;\s]\s*([+−-]?\d{1,3}\.\d+)\s*$/.exec(text) ??
    /^\s*([+−-]?\d{1,2},\d+)\s*;\s*([+−-]?\d{1,3},\d+)\s*$/.exec(text)
  const lat = match?.[1] === undefined ? undefined : degrees(match[1], 90)
  const lon = match?.[2] === undefined ? undefined : degrees(match[2], 180)
  return lat === undefined || lon === undefined ? undefined : { lat, lon }
}

const round = (value: number) => Math.round(value * 1e5) / 1e5

/** A window on the earth: `span` degrees of latitude from top to bottom, around a centre. Flat enough for placing a pin. */
export class View {
  constructor(
    readonly centre: Point,
    readonly span: number,
    readonly width: number,
    readonly height: number,
  ) {}

  /** Pixels for a degree of latitude. */
  get scale(): number {
    return this.height / this.span
  }

  /** A degree of longitude is the shorter the farther from the equator. */
  get squeeze(): number {
    return Math.max(0.05, Math.cos((this.centre.lat * Math.PI) / 180))
  }

  toPixels({ lat, lon }: Point): { x: number; y: number } {
    return {
      x: this.width / 2 + (lon - this.centre.lon) * this.scale * this.squeeze,
      y: this.height / 2 - (lat - this.centre.lat) * this.scale,
    }
  }

  toPoint(x: number, y: number): Point {
    const lat = this.centre.lat - (y - this.height / 2) / this.scale
    const lon = this.centre.lon + (x - this.width / 2) / (this.scale * this.squeeze)
    return { lat: round(Math.min(90, Math.max(-90, lat))), lon: round(Math.min(180, Math.max(-180, lon))) }
  }

  has(point: Point): boolean {
    const { x, y } = this.toPixels(point)
    return x >= 0 && x <= this.width && y >= 0 && y <= this.height
  }

  /** Where lines of whole steps cross the window. */
  lines(): { lats: number[]; lons: number[]; digits: number } {
    const step = STEPS.find((step) => this.span / step <= 6) ?? 10
    const digits = step >= 1 ? 0 : Math.ceil(-Math.log10(step))
    const within = (centre: number, half: number) => {
      const found: number[] = []
      for (let n = Math.ceil((centre - half) / step); n <= Math.floor((centre + half) / step); n++) {
        found.push(Number((n * step).toFixed(digits)))
      }
      return found
    }
    const halfWidth = this.width / 2 / (this.scale * this.squeeze)
    return { lats: within(this.centre.lat, this.span / 2), lons: within(this.centre.lon, halfWidth), digits }
  }

  /** A length that fits well for a scale bar. */
  bar(): { km: number; pixels: number } {
    const kmPerPixel = 111.2 / this.scale
    const km = BARS.find((km) => km / kmPerPixel >= 40) ?? 500
    return { km, pixels: km / kmPerPixel }
  }
}

const STEPS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]
const BARS = [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500]
export const SPANS = [0.03, 0.1, 0.3, 1, 3, 9, 18]

/** Cities to find one's way by, where there is no map. */
export const CITIES: [name: string, lat: number, lon: number, size: 1 | 2][] = [
  ['Bogotá', 4.711, -74.072, 1],
  ['Medellín', 6.244, -75.574, 1],
  ['Cali', 3.452, -76.532, 1],
  ['Barranquilla', 10.964, -74.796, 1],
  ['Cartagena', 10.391, -75.479, 2],
  ['Bucaramanga', 7.119, -73.123, 2],
  ['Cúcuta', 7.894, -72.504, 2],
  ['Pereira', 4.814, -75.694, 2],
  ['Manizales', 5.07, -75.514, 2],
  ['Ibagué', 4.439, -75.232, 2],
  ['Pasto', 1.214, -77.281, 2],
  ['Neiva', 2.927, -75.282, 2],
  ['Villavicencio', 4.142, -73.627, 2],
  ['Santa Marta', 11.241, -74.199, 2],
  ['Valledupar', 10.463, -73.253, 2],
  ['Montería', 8.748, -75.881, 2],
  ['Popayán', 2.445, -76.615, 2],
  ['Tunja', 5.535, -73.368, 2],
  ['Leticia', -4.215, -69.941, 2],
  ['Quito', -0.181, -78.468, 1],
  ['Lima', -12.046, -77.043, 1],
  ['Caracas', 10.488, -66.879, 1],
  ['Panamá', 8.983, -79.517, 1],
  ['San José', 9.928, -84.091, 1],
  ['Ciudad de México', 19.433, -99.133, 1],
  ['La Paz', -16.49, -68.119, 1],
  ['Santiago', -33.449, -70.669, 1],
  ['Buenos Aires', -34.604, -58.382, 1],
  ['São Paulo', -23.551, -46.633, 1],
]
