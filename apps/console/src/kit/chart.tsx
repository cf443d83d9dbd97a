import { useElementSize } from '@mantine/hooks'
import { type KeyboardEvent, type PointerEvent, useId, useMemo, useState } from 'react'
import classes from './chart.module.css'

export interface Series {
  label: string
  /** One value for each category; `null` where there is none. */
  values: (number | null)[]
  /** A line over the bars, such as a plan. */
  line?: boolean
}

const HEIGHT = 180
const LEFT = 52
const BOTTOM = 22
const TOP = 8

/** 1, 2 or 5 times a power of ten, so that three or four lines are enough. */
export function steps(top: number): number[] {
  if (!(top > 0)) return [0, 1]
  const rough = top / 3
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((times) => times * power >= rough) ?? 10) * power
  return Array.from({ length: Math.ceil(top / step) + 1 }, (_, i) => i * step)
}

/**
 * Bars (and lines) by category, most often by day: 2 kB, in the theme's colours. The values are there as a table too, for
 * who cannot see it; arrow keys go from category to category.
 */
export function Chart(props: {
  title: string
  categories: string[]
  series: Series[]
  /** At the axis and in the readout. */
  format: (value: number) => string
  /** Short, for the axis; the same by default. */
  short?: (value: number) => string
  /** Of the axis below. */
  label?: (category: string) => string
  /** A category was chosen: lead to its list. */
  onChoose?: (category: string, index: number) => void
}) {
  const { title, categories, series, format, short = format, label = (text) => text } = props
  const { ref, width } = useElementSize()
  const [at, setAt] = useState<number>()
  const id = useId()
  const marks = useMemo(() => {
    const all = series.flatMap((one) => one.values.map((value) => value ?? 0))
    return steps(Math.max(0, ...all))
  }, [series])
  const top = marks.at(-1) ?? 1
  const plot = Math.max(width - LEFT, 1)
  const slot = plot / Math.max(categories.length, 1)
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)
  const bars = series.filter((one) => !one.line)
  const thick = Math.min(40, (slot * 0.72) / Math.max(bars.length, 1))
  const every = Math.max(1, Math.ceil(64 / slot))

  const point = (event: PointerEvent<SVGSVGElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT
    const index = Math.floor(x / slot)
    setAt(index >= 0 && index < categories.length ? index : undefined)
  }
  const keys = (event: KeyboardEvent) => {
    const last = categories.length - 1
    if (event.key === 'ArrowRight') setAt((now) => Math.min(last, (now ?? -1) + 1))
    else if (event.key === 'ArrowLeft') setAt((now) => Math.max(0, (now ?? last + 1) - 1))
    else if (event.key === 'Enter' && at !== undefined) props.onChoose?.(categories[at] ?? '', at)
    else return
    event.preventDefault()
  }
  const chosen = at === undefined ? undefined : categories[at]

  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>
        <span id={id}>{title}</span>
        {series.length > 1 &&
          series.map((one, index) => (
            <span key={one.label} className={classes.key} data-series={index} data-line={one.line || undefined}>
              {one.label}
            </span>
          ))}
        <span className={classes.readout} role="status">
          {chosen !== undefined &&
            at !== undefined &&
            `${label(chosen)}: ${series
              .map((one) => {
                const value = one.values[at]
                const text = value === null || value === undefined ? '—' : format(value)
                return series.length > 1 ? `${one.label} ${text}` : text
              })
              .join(' · ')}`}
        </span>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys read the values */}
      {/* biome-ignore lint/a11y/useSemanticElements: a group of values that keys go through */}
      <div ref={ref} className={classes.plot} tabIndex={0} role="group" aria-labelledby={id} onKeyDown={keys}>
        <svg
          width={width || undefined}
          height={HEIGHT}
          aria-hidden="true"
          onPointerMove={point}
          onPointerLeave={() => setAt(undefined)}
          onClick={() => chosen !== undefined && at !== undefined && props.onChoose?.(chosen, at)}
          className={props.onChoose && chosen !== undefined ? classes.leads : undefined}
        >
          {marks.map((mark) => (
            <g key={mark}>
              <line x1={LEFT} x2={width} y1={y(mark)} y2={y(mark)} className={classes.grid} />
              <text x={LEFT - 8} y={y(mark) + 4} textAnchor="end" className={classes.tick}>
                {short(mark)}
              </text>
            </g>
          ))}
          {at !== undefined && (
            <rect x={LEFT + at * slot} y={TOP} width={slot} height={HEIGHT - TOP - BOTTOM} className={classes.here} />
          )}
          {bars.map((one, b) =>
            one.values.map((value, i) =>
              value ? (
                <rect
                  key={`${one.label}${categories[i]}`}
                  x={LEFT + i * slot + (slot - thick * bars.length) / 2 + b * thick}
                  y={y(value)}
                  width={Math.max(thick - 1, 1)}
                  height={Math.max(HEIGHT - BOTTOM - y(value), 1)}
                  rx={Math.min(2, thick / 4)}
                  className={classes.bar}
                  data-series={series.indexOf(one)}
                />
              ) : null,
            ),
          )}
          {series.map((one, index) =>
            one.line ? (
              <g key={one.label} className={classes.line} data-series={index}>
                <polyline
                  points={one.values
                    .flatMap((value, i) => (value === null ? [] : [`${LEFT + (i + 0.5) * slot},${y(value)}`]))
                    .join(' ')}
                />
                {one.values.map((value, i) =>
                  // A day between two without a value is no line.
                  value !== null && (i === at || slot > 12) ? (
                    <circle key={categories[i]} cx={LEFT + (i + 0.5) * slot} cy={y(value)} r={i === at ? 3.5 : 2} />
                  ) : null,
                )}
              </g>
            ) : null,
          )}
          {categories.map((category, i) =>
            i % every === 0 ? (
              <text
                key={category}
                x={LEFT + (i + 0.5) * slot}
                y={HEIGHT - 6}
                textAnchor="middle"
                className={classes.tick}
              >
                {label(category)}
              </text>
            ) : null,
          )}
        </svg>
      </div>
      {/* A table by itself would still be as tall as its rows. */}
      <div className={classes.hidden}>
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              <td />
              {series.map((one) => (
                <th key={one.label} scope="col">
                  {one.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {categories.map((category, i) => (
              <tr key={category}>
                <th scope="row">{label(category)}</th>
                {series.map((one) => (
                  <td key={one.label}>{typeof one.values[i] === 'number' ? format(one.values[i]) : '—'}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  )
}
