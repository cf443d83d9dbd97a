import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

interface Props<T> {
  items: readonly T[]
  keyOf: (item: T) => string
  /** Every row is as high as every other: that is what makes thousands of them cheap. */
  rowHeight: number
  /** As many columns as fit, each at least so wide. */
  minWidth?: number
  label: string
  children: (item: T, index: number) => ComponentChildren
}

/** Rows above and below the screen that are drawn too, so that a fling shows no gap. */
const SPARE = 6

/** A list in the page's own scroll that draws only the rows that are on the screen. */
export function VirtualList<T>({ items, keyOf, rowHeight, minWidth = 340, label, children }: Props<T>) {
  const box = useRef<HTMLDivElement>(null)
  const [columns, setColumns] = useState(() => Math.max(1, Math.floor(Math.min(innerWidth, 1040) / minWidth)))
  const [range, setRange] = useState<readonly [number, number]>([0, Math.ceil(innerHeight / rowHeight) + SPARE])
  const rows = Math.ceil(items.length / columns)

  useLayoutEffect(() => {
    const measure = () => setColumns(Math.max(1, Math.floor((box.current?.clientWidth ?? 0) / minWidth)))
    measure()
    addEventListener('resize', measure)
    return () => removeEventListener('resize', measure)
  }, [minWidth])

  useEffect(() => {
    let asked = 0
    const look = () => {
      asked = 0
      const top = box.current?.getBoundingClientRect().top ?? 0
      const first = Math.max(0, Math.floor(-top / rowHeight) - SPARE)
      const last = Math.ceil((innerHeight - top) / rowHeight) + SPARE
      setRange((old) => (old[0] === first && old[1] === last ? old : [first, last]))
    }
    const ask = () => {
      if (!asked) asked = requestAnimationFrame(look)
    }
    look()
    addEventListener('scroll', ask, { passive: true })
    addEventListener('resize', ask)
    return () => {
      cancelAnimationFrame(asked)
      removeEventListener('scroll', ask)
      removeEventListener('resize', ask)
    }
  }, [rowHeight])

  const [first, last] = range
  const shown = items.slice(first * columns, Math.max(last, first + 1) * columns)
  return (
    <div ref={box} class="m-list" style={{ height: `${rows * rowHeight}px` }}>
      <ul aria-label={label} style={{ transform: `translateY(${Math.min(first, rows) * rowHeight}px)` }}>
        {shown.map((item, i) => {
          const index = first * columns + i
          return (
            <li
              key={keyOf(item)}
              aria-setsize={items.length}
              aria-posinset={index + 1}
              style={{ height: `${rowHeight}px`, width: `${100 / columns}%` }}
            >
              {children(item, index)}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
