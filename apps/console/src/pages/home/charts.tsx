import { Button } from '@mantine/core'
import { addDays, minorUnits } from '@storeflow/i18n'
import { Link, useNavigate } from '@tanstack/react-router'
import { Chart, Loading, Section } from '@/kit'
import { company } from '@/lib/company'
import { useFormats, useTexts } from '@/lib/lang'
import { totals } from './figures'
import classes from './home.module.css'
import { useSales, useSellOut } from './read'
import { texts } from './texts'

const amount = (value: number) => ({ amount: value * minorUnits(company.currency), currency: company.currency })

/** Sales and fill rate of the last days; each day leads to its orders. */
export function SalesCharts() {
  const t = useTexts(texts).charts
  const f = useFormats()
  const navigate = useNavigate()
  const { data } = useSales()
  const days = data?.days ?? []
  const sum = totals(days)
  const units = minorUnits(company.currency)
  const orders = (on: string) => void navigate({ to: '/orders', search: { from: on, to: on } as never })
  return (
    <Section title={t.title}>
      {!data && <Loading />}
      {data && (
        <>
          <div className={classes.figures}>
            <Link to="/orders" search={{ from: data.from, to: data.to } as never} className={classes.figure}>
              <span>{t.net}</span> <strong>{f.money(amount(sum.net / units))}</strong>
            </Link>
            <Link to="/orders" search={{ from: data.from, to: data.to } as never} className={classes.figure}>
              <span>{t.orders}</span> <strong>{f.number(sum.orders)}</strong>
            </Link>
            {sum.fill !== null && (
              <Link
                to="/orders"
                search={{ from: data.from, to: data.to, status: 'backordered' } as never}
                className={classes.figure}
                title={t.filledHint}
              >
                <span>{t.filled}</span> <strong>{f.percent(sum.fill)}</strong>
              </Link>
            )}
          </div>
          {sum.orders === 0 ? (
            <p className="sf-quiet">{t.none}</p>
          ) : (
            <div className={classes.charts}>
              <Chart
                title={t.sales}
                categories={days.map((day) => day.on)}
                series={[{ label: t.net, values: days.map((day) => day.net.amount / units) }]}
                format={(value) => f.money(amount(value))}
                short={(value) => f.shortMoney(amount(value))}
                label={f.shortDay}
                onChoose={orders}
              />
              <Chart
                title={t.fill}
                categories={days.map((day) => day.on)}
                series={[
                  {
                    label: t.filled,
                    values: days.map((day) => (day.units_ordered > 0 ? day.units_filled / day.units_ordered : null)),
                    line: true,
                  },
                ]}
                format={f.percent}
                short={(value) => f.percent(value, 0)}
                label={f.shortDay}
                onChoose={orders}
              />
            </div>
          )}
        </>
      )}
    </Section>
  )
}

/** What shops bought of a supplier's products. */
export function SoldChart({ from, to }: { from: string; to: string }) {
  const t = useTexts(texts).charts
  const f = useFormats()
  const { data } = useSellOut(from, to)
  const by = new Map((data?.items ?? []).map((row) => [row.on, row]))
  const days: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  const units = minorUnits(company.currency)
  return (
    <Section
      title={t.title}
      actions={
        <Button component={Link} to="/sell-out" search={{ from, to } as never} variant="default" size="xs">
          {t.sellOut}
        </Button>
      }
    >
      {!data && <Loading />}
      {data && (
        <>
          <div className={classes.figures}>
            <Link to="/sell-out" search={{ from, to } as never} className={classes.figure}>
              <span>{t.net}</span> <strong>{f.money(data.net)}</strong>
            </Link>
            <Link to="/sell-out" search={{ from, to } as never} className={classes.figure}>
              <span>{t.units}</span> <strong>{f.number(data.units)}</strong>
            </Link>
          </div>
          {data.units === 0 ? (
            <p className="sf-quiet">{t.none}</p>
          ) : (
            <Chart
              title={t.sold}
              categories={days}
              series={[{ label: t.net, values: days.map((day) => (by.get(day)?.net.amount ?? 0) / units) }]}
              format={(value) => f.money(amount(value))}
              short={(value) => f.shortMoney(amount(value))}
              label={f.shortDay}
            />
          )}
        </>
      )}
    </Section>
  )
}
