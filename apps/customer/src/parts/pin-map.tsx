import { dictionary } from '@storeflow/i18n'
import { Button, Icon, useTexts } from '@storeflow/mobile-ui'
import { useEffect, useRef, useState } from 'preact/hooks'
import { company } from '../lib/company'
import { fromPixels, metresPerPixel, type Position, tilesAround, toPixels, whereAmI } from '../lib/place'

const texts = dictionary(
  {
    use: 'Usar mi ubicación',
    again: 'Tomar mi ubicación otra vez',
    remove: 'Quitar',
    failed: 'No pudimos saber dónde está. Puede seguir solo con la dirección.',
    move: 'Mapa: arrastre, o use las flechas, para poner el pin en la puerta de su tienda',
    help: 'Arrastre hasta que el pin quede en la puerta.',
    near: 'Ubicación tomada (±{n} m).',
    scale: '{n} m',
  },
  {
    use: 'Use my location',
    again: 'Take my location again',
    remove: 'Remove',
    failed: 'We could not find out where you are. You can go on with the address alone.',
    move: 'Map: drag, or use the arrows, to put the pin at the door of your shop',
    help: 'Drag until the pin is at the door.',
    near: 'Location taken (±{n} m).',
    scale: '{n} m',
  },
)

const ZOOM = 18
const HEIGHT = 240
/** A step of an arrow key, in pixels. */
const STEP = 8

/**
 * The pin of a shop: from where the phone is, then moved by the finger or by arrow keys. With tiles it lies on a map; without,
 * on a grid that shows how far it is being moved.
 */
export function PinMap({ at, set }: { at?: Position; set: (at: Position | undefined) => void }) {
  const t = useTexts(texts)
  const box = useRef<HTMLDivElement>(null)
  const drag = useRef<{ x: number; y: number; from: [number, number] } | undefined>(undefined)
  const [width, setWidth] = useState(328)
  const [near, setNear] = useState<number>()
  const [failed, setFailed] = useState(false)
  const [busy, setBusy] = useState(false)
  const shown = at !== undefined
  useEffect(() => {
    if (shown) setWidth(box.current?.clientWidth ?? 328)
  }, [shown])

  const locate = async () => {
    setBusy(true)
    const found = await whereAmI()
    setBusy(false)
    setFailed(!found)
    if (!found) return
    setNear(found.accuracy)
    set({ lat: found.lat, lon: found.lon })
  }
  const move = (from: readonly [number, number], dx: number, dy: number) =>
    set(fromPixels([from[0] - dx, from[1] - dy], ZOOM))

  const pixels = at && toPixels(at, ZOOM)
  const metres = at ? metresPerPixel(at.lat, ZOOM) : 1
  const cell = 25 / metres
  return (
    <div class="c-form">
      {at && pixels && (
        <>
          <div
            ref={box}
            class="c-map"
            role="application"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move it
            tabIndex={0}
            aria-label={t.move}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId)
              drag.current = { x: event.clientX, y: event.clientY, from: pixels }
            }}
            onPointerMove={(event) => {
              const begun = drag.current
              if (begun) move(begun.from, event.clientX - begun.x, event.clientY - begun.y)
            }}
            onPointerUp={() => {
              drag.current = undefined
            }}
            onKeyDown={(event) => {
              const step = { ArrowUp: [0, STEP], ArrowDown: [0, -STEP], ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0] }
              const by = step[event.key as keyof typeof step]
              if (!by) return
              event.preventDefault()
              move(pixels, by[0] ?? 0, by[1] ?? 0)
            }}
          >
            {company.tiles ? (
              tilesAround(at, ZOOM, width, HEIGHT).map((tile) => (
                <img
                  key={tile.url}
                  src={tile.url}
                  alt=""
                  draggable={false}
                  style={{ left: `${tile.left}px`, top: `${tile.top}px` }}
                />
              ))
            ) : (
              <div
                class="c-grid"
                style={{
                  backgroundSize: `${cell}px ${cell}px`,
                  backgroundPosition: `${-pixels[0] % cell}px ${-pixels[1] % cell}px`,
                }}
              />
            )}
            <span class="c-needle">
              <Icon name="pin" size={44} />
            </span>
            <small>{company.tiles ? (company.attribution ?? '') : t.scale({ n: 25 })}</small>
          </div>
          <p class="c-quiet">
            {near !== undefined && `${t.near({ n: near })} `}
            {t.help}
          </p>
        </>
      )}
      {failed && (
        <p class="c-quiet" role="status">
          {t.failed}
        </p>
      )}
      <div class="c-buy">
        <Button icon="locate" busy={busy} onClick={locate}>
          {at ? t.again : t.use}
        </Button>
        {at && (
          <Button look="quiet" onClick={() => set(undefined)}>
            {t.remove}
          </Button>
        )}
      </div>
    </div>
  )
}
