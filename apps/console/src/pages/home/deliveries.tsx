import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Loading, Section } from '@/kit'
import { reading, useCan } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { roomOf } from '@/pages/deliveries/room'
import { useWarehouses } from '@/pages/stock/names'
import classes from './home.module.css'
import { useDay } from './read'
import { texts } from './texts'

/** Each warehouse's deliveries of a day against what it can take. */
export function DeliveriesToday({ on }: { on: string }) {
  const t = useTexts(texts).deliveries
  const f = useFormats()
  const shown = useCan('admin', 'warehouse', 'logistics', 'sales_manager')
  const { data } = useDay(on)
  const places = useWarehouses()
  const limits = useQuery(reading('/api/logistics/capacities', { query: { from: on, to: on, limit: 200 } }))
  const defaults = useQuery(reading('/api/logistics/capacity-defaults', { query: { limit: 200 } }))
  if (!shown) return null
  const warehouses = (data?.warehouses ?? []).filter((one) => one.deliveries > 0)
  return (
    <Section
      title={t.title}
      flush
      actions={
        <Link to="/deliveries/days" className="sf-link">
          {t.ahead}
        </Link>
      }
    >
      {!data && <Loading />}
      {data && warehouses.length === 0 && <p className={classes.quiet}>{t.none}</p>}
      <ul className={classes.rows}>
        {warehouses.map((one) => {
          const room = roomOf(one.warehouse_id, on, limits.data?.items ?? [], defaults.data?.items ?? [])
          const share = Math.max(room.stops ? one.stops / room.stops : 0, room.grams ? one.grams / room.grams : 0)
          const limited = room.stops !== null || room.grams !== null
          return (
            <li key={one.warehouse_id}>
              <Link to="/deliveries" search={{ on, warehouse_id: one.warehouse_id } as never} className={classes.row}>
                <span className={classes.rowHead}>
                  <span>{places.nameOf(one.warehouse_id)}</span> <span>{t.count({ n: one.deliveries })}</span>
                </span>{' '}
                {limited && (
                  <span className={classes.bar} data-full={share >= 1 || undefined} aria-hidden="true">
                    <span style={{ width: `${Math.min(100, share * 100)}%` }} />
                  </span>
                )}
                <span className={classes.small}>
                  <span>
                    {room.stops !== null
                      ? t.stops({ used: one.stops, of: room.stops })
                      : limited
                        ? ''
                        : t.unlimited({ n: one.stops })}
                    {room.stops !== null && room.grams !== null && ' · '}
                    {room.grams !== null && t.weight({ used: f.weight(one.grams), of: f.weight(room.grams) })}
                  </span>{' '}
                  <span>
                    {t.done({ done: one.done, all: one.deliveries })}
                    {one.failed > 0 && (
                      <>
                        {' · '}
                        <span className={classes.bad}>{t.failed({ n: one.failed })}</span>
                      </>
                    )}
                    {share >= 1 && (
                      <>
                        {' · '}
                        <span className={classes.bad}>{t.full}</span>
                      </>
                    )}
                  </span>
                </span>
              </Link>
            </li>
          )
        })}
      </ul>
    </Section>
  )
}
