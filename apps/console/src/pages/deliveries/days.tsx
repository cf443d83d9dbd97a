import { Button } from '@mantine/core'
import { addDays } from '@storeflow/i18n'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { customers, Failed, Loading, Lookup, Section, Status } from '@/kit'
import { changed, reading, useCan } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { useHints } from '@/lib/live'
import { useWarehouses } from '@/pages/stock/names'
import { planners } from './area'
import classes from './deliveries.module.css'
import { DeliveriesHeader } from './parts'
import { daysFrom, goesOut, type Room, roomOf } from './room'
import { texts } from './texts'

const AHEAD = 14
const again = () => void changed('capacities')

export default function DaysAhead() {
  const t = useTexts(texts)
  const f = useFormats()
  const today = f.today()
  const to = addDays(today, AHEAD - 1)
  const { all } = useWarehouses()
  const mayPlan = useCan(...planners)
  const days = useQuery(reading('/api/logistics/capacities', { query: { from: today, to, limit: 200 } }))
  const defaults = useQuery(reading('/api/logistics/capacity-defaults', { query: { limit: 200 } }))
  const closed = useQuery(reading('/api/logistics/closed-days', { query: { from: today, to, limit: 200 } }))
  useHints('deliveries', again)
  const calendars = useQuery(reading('/api/logistics/calendars', { query: { limit: 200 } }))
  const failed = [days, defaults, closed].find((one) => one.isError)
  return (
    <>
      <DeliveriesHeader
        lead={t.days.lead}
        actions={
          mayPlan && (
            <Button component={Link} to="/calendars/capacities" variant="default">
              {t.days.change}
            </Button>
          )
        }
      />
      {failed && <Failed error={failed.error} retry={failed.refetch} />}
      {!failed && !(days.data && defaults.data && closed.data) && <Loading />}
      {days.data && defaults.data && closed.data && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={classes.scroll} tabIndex={0} aria-label={t.days.title}>
          <table className={classes.board}>
            <thead>
              <tr>
                <th scope="col">{t.days.day}</th>
                {all.map((warehouse) => (
                  <th scope="col" key={warehouse.id}>
                    {warehouse.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {daysFrom(today, AHEAD).map((day) => {
                const idle = goesOut(day, calendars.data?.items) ? undefined : t.days.idle
                const shut = closed.data.items.find((one) => one.on === day)
                return (
                  <tr key={day} data-closed={shut || idle ? '' : undefined}>
                    <th scope="row">{f.longDay(day)}</th>
                    {shut || idle ? (
                      <td colSpan={all.length}>
                        <Status tone="quiet">{shut ? t.days.closed({ name: shut.name }) : idle}</Status>
                      </td>
                    ) : (
                      all.map((warehouse) => (
                        <td key={warehouse.id}>
                          <Link
                            className={classes.room}
                            to="/deliveries"
                            search={{ on: day, warehouse_id: warehouse.id } as never}
                          >
                            <RoomBar of={roomOf(warehouse.id, day, days.data.items, defaults.data.items)} />
                          </Link>
                        </td>
                      ))
                    )}
                  </tr>
                )
              })}
            </tbody>
          </table>
        </section>
      )}
      <Options />
    </>
  )
}

function RoomBar({ of }: { of: Room }) {
  const t = useTexts(texts).days
  const f = useFormats()
  const share = Math.max(of.stops ? of.usedStops / of.stops : 0, of.grams ? of.usedGrams / of.grams : 0)
  const kilos = (grams: number) => f.number(grams / 1000)
  return (
    <>
      <span>
        {of.stops === null ? t.stopsFree({ used: of.usedStops }) : t.stops({ used: of.usedStops, most: of.stops })}
      </span>
      <span className={classes.bar} data-full={of.full || undefined} aria-hidden="true">
        <span style={{ width: `${of.full ? 100 : Math.min(100, share * 100)}%` }} />
      </span>
      <span className="sf-quiet">
        {of.grams === null
          ? t.kilosFree({ used: kilos(of.usedGrams) })
          : t.kilos({ used: kilos(of.usedGrams), most: kilos(of.grams) })}
      </span>
      {of.full && <Status tone="bad">{t.full}</Status>}
    </>
  )
}

function Options() {
  const t = useTexts(texts).days
  const f = useFormats()
  const [customer, choose] = useState<string>()
  const found = useQuery({
    ...reading('/api/logistics/delivery-options', { query: { customer_id: customer } }),
    enabled: !!customer,
  })
  return (
    <Section title={t.options}>
      <div style={{ maxWidth: 360 }}>
        <Lookup
          label={t.customer}
          description={t.optionsHint}
          source={customers}
          value={customer}
          onChange={(id) => choose(id ?? undefined)}
        />
      </div>
      {found.isError && <Failed error={found.error} retry={found.refetch} />}
      {customer && found.data && found.data.items.length === 0 && <p>{t.noOptions}</p>}
      {customer && found.data && found.data.items.length > 0 && (
        <ul className={classes.options}>
          {found.data.items.map((option) => (
            <li key={`${option.on}${option.warehouse_id}`}>
              {t.option({ day: f.longDay(option.on), warehouse: option.warehouse_name })}
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
