import { ActionIcon } from '@mantine/core'
import { IconMinus, IconPlus } from '@tabler/icons-react'
import { type KeyboardEvent, type MouseEvent, useEffect, useState } from 'react'
import { useTexts } from '@/lib/lang'
import { useWarehouses } from '@/pages/stock/names'
import classes from './map.module.css'
import { CITIES, type Point, SPANS, View } from './place'
import { texts } from './texts'

const WIDTH = 640
const HEIGHT = 380
/** Where to begin while nothing is known: the middle of Colombia. */
const START: Point = { lat: 4.6, lon: -74.1 }

/**
 * A chart without tiles: degrees, cities to find one's way by, the other warehouses, and the pin. With `onChange` a click
 * or the arrow keys place it.
 */
export function PlaceMap(props: {
  value: Point | undefined
  self?: string
  label?: string
  onChange?: (point: Point) => void
}) {
  const { value, self, onChange } = props
  const t = useTexts(texts).map
  const { all } = useWarehouses()
  const [zoom, setZoom] = useState(value ? 2 : 5)
  const [centre, setCentre] = useState(value ?? START)
  const span = SPANS[zoom] ?? 1
  const view = new View(centre, span, WIDTH, HEIGHT)
  // A pin that was typed elsewhere is shown, too.
  const out = value && !view.has(value)
  useEffect(() => {
    if (out && value) setCentre(value)
  }, [out, value])

  const look = (step: number) => {
    setZoom((now) => Math.min(SPANS.length - 1, Math.max(0, now + step)))
    if (value) setCentre(value)
  }
  const place = (event: MouseEvent<SVGSVGElement>) => {
    if (!onChange) return
    const box = event.currentTarget.getBoundingClientRect()
    const x = ((event.clientX - box.left) / box.width) * WIDTH
    const y = ((event.clientY - box.top) / box.height) * HEIGHT
    onChange(view.toPoint(x, y))
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === '+') look(-1)
    else if (event.key === '-') look(1)
    else {
      const way = { ArrowUp: [0, -8], ArrowDown: [0, 8], ArrowLeft: [-8, 0], ArrowRight: [8, 0] }[event.key]
      if (!way || !onChange) return
      event.preventDefault()
      const at = view.toPixels(value ?? centre)
      onChange(view.toPoint(at.x + (way[0] ?? 0), at.y + (way[1] ?? 0)))
    }
  }
  const { lats, lons, digits } = view.lines()
  const pin = value && view.toPixels(value)
  const bar = view.bar()
  const label = value ? t.at({ lat: value.lat.toFixed(4), lon: value.lon.toFixed(4) }) : t.none
  return (
    <div>
      <div className={classes.map}>
        <svg
          className={classes.chart}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          role={onChange ? 'application' : 'img'}
          aria-label={`${props.label ?? t.label}: ${label}`}
          data-picks={onChange ? '' : undefined}
          tabIndex={onChange ? 0 : undefined}
          onClick={place}
          onKeyDown={onChange && keys}
        >
          {lats.map((lat) => {
            const { y } = view.toPixels({ lat, lon: 0 })
            return (
              <g key={`lat${lat}`}>
                <line className={classes.line} x1={0} x2={WIDTH} y1={y} y2={y} />
                <text className={classes.degree} x={4} y={y - 3}>
                  {Math.abs(lat).toFixed(digits)}° {lat < 0 ? 'S' : 'N'}
                </text>
              </g>
            )
          })}
          {lons.map((lon) => {
            const { x } = view.toPixels({ lat: 0, lon })
            return (
              <g key={`lon${lon}`}>
                <line className={classes.line} x1={x} x2={x} y1={0} y2={HEIGHT} />
                <text className={classes.degree} x={x + 3} y={HEIGHT - 5}>
                  {Math.abs(lon).toFixed(digits)}° {lon < 0 ? 'W' : 'E'}
                </text>
              </g>
            )
          })}
          {CITIES.filter(([, lat, lon, size]) => view.has({ lat, lon }) && (size === 1 || span <= 9)).map(
            ([name, lat, lon]) => {
              const { x, y } = view.toPixels({ lat, lon })
              return (
                <g key={name} className={classes.city}>
                  <circle cx={x} cy={y} r={3} />
                  <text x={x + 6} y={y + 4}>
                    {name}
                  </text>
                </g>
              )
            },
          )}
          {all
            .filter((one) => one.id !== self && view.has(one.location))
            .map((one) => {
              const { x, y } = view.toPixels(one.location)
              return (
                <g key={one.id} className={classes.other}>
                  <circle cx={x} cy={y} r={5} />
                  <text x={x - 8} y={y + 4} textAnchor="end">
                    {one.code}
                  </text>
                </g>
              )
            })}
          {pin && (
            <path
              className={classes.pin}
              d="M0 0C-3-8-9-12-9-19a9 9 0 1 1 18 0c0 7-6 11-9 19z"
              transform={`translate(${pin.x} ${pin.y})`}
            />
          )}
          <g className={classes.bar} transform={`translate(${WIDTH - 16 - bar.pixels} ${HEIGHT - 26})`}>
            <path d={`M0 0v5h${bar.pixels}v-5`} />
            <text x={bar.pixels / 2} y={-3} textAnchor="middle">
              {t.km({ n: bar.km })}
            </text>
          </g>
        </svg>
        <div className={classes.zoom}>
          <ActionIcon variant="default" aria-label={t.closer} disabled={zoom === 0} onClick={() => look(-1)}>
            <IconPlus size={16} aria-hidden="true" />
          </ActionIcon>
          <ActionIcon
            variant="default"
            aria-label={t.farther}
            disabled={zoom === SPANS.length - 1}
            onClick={() => look(1)}
          >
            <IconMinus size={16} aria-hidden="true" />
          </ActionIcon>
        </div>
      </div>
      {onChange && (
        <p className="sf-quiet" style={{ margin: '6px 0 0', fontSize: 12 }}>
          {t.how}
        </p>
      )}
    </div>
  )
}
