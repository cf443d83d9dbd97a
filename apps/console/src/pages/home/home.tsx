import { Button, Title } from '@mantine/core'
import { addDays } from '@storeflow/i18n'
import { IconCircleCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { Columns, Loading, PageHeader, Stack } from '@/kit'
import { STAFF, useCan, useMe } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { Arrivals } from './arrivals'
import { SalesCharts, SoldChart } from './charts'
import { DeliveriesToday } from './deliveries'
import { attention, REJECTED_DAYS, type Tile } from './figures'
import classes from './home.module.css'
import { useCustomers, usePurchasing, useSales, useSellOut, useStockFigures, useSystem } from './read'
import { texts } from './texts'

const DAYS = 30

/** What needs me today, and how it goes. */
export default function Home() {
  const t = useTexts(texts)
  const f = useFormats()
  const me = useMe()
  const staff = useCan(...STAFF)
  const today = f.today()
  return (
    <>
      <PageHeader title={t.title({ name: me.name.split(' ')[0] ?? me.name })} lead={f.longDay(today)} />
      <Needs />
      {staff ? (
        <Columns
          main={<SalesCharts />}
          side={
            <>
              <DeliveriesToday on={today} />
              <Arrivals />
            </>
          }
        />
      ) : (
        <Stack>
          <SoldChart from={addDays(today, 1 - DAYS)} to={today} />
          <Arrivals />
        </Stack>
      )}
    </>
  )
}

function Needs() {
  const t = useTexts(texts)
  const f = useFormats()
  const me = useMe()
  const supplier = !useCan(...STAFF)
  const today = f.today()
  const sales = useSales()
  const stock = useStockFigures()
  const purchasing = usePurchasing()
  const customers = useCustomers()
  const sold = useSellOut(addDays(today, 1 - DAYS), today)
  const system = useSystem()

  const read = { sales, stock, purchasing, customers, ...(supplier ? { sold } : {}) }
  const failed = (Object.keys(read) as (keyof typeof read)[]).filter((part) => read[part]?.isError && !read[part]?.data)
  // What a role may not ask for is not waited for.
  const waits = Object.values(read).some((one) => one.isLoading) || system.pending
  const tiles = attention(
    {
      sales: sales.data?.attention,
      stock: stock.data,
      purchasing: purchasing.data,
      pending_customers: customers.data?.pending_customers,
      dead: system.dead,
      down: system.down,
      stuck_sagas: system.stuck_sagas,
    },
    me.roles,
    addDays(today, 1 - REJECTED_DAYS),
  )
  return (
    <section className={classes.needs} aria-labelledby="needs">
      {failed.length > 0 && (
        <p role="alert" className={classes.unread}>
          {t.unread({ parts: failed.map((part) => t.parts[part]).join(', ') })}
          <Button size="xs" variant="default" onClick={() => failed.map((part) => read[part]?.refetch())}>
            {t.again}
          </Button>
        </p>
      )}
      {waits && tiles.length === 0 ? (
        <Loading />
      ) : tiles.length > 0 ? (
        <>
          <Title order={2} id="needs" className={classes.heading}>
            {t.needs}
          </Title>
          <ul className={classes.tiles}>
            {tiles.map((tile) => (
              <li key={tile.key}>
                <Needed tile={tile} />
              </li>
            ))}
          </ul>
        </>
      ) : (
        failed.length === 0 && (
          <div className={`sf-card ${classes.calm}`}>
            <IconCircleCheck size={34} stroke={1.5} aria-hidden="true" />
            <div>
              <Title order={2} id="needs">
                {t.calm}
              </Title>
              <p>{t.calmText}</p>
            </div>
          </div>
        )
      )}
    </section>
  )
}

function Needed({ tile: { key, n, more, tone, to, search } }: { tile: Tile }) {
  const t = useTexts(texts)
  const f = useFormats()
  return (
    <Link to={to} search={(search ?? {}) as never} className={classes.tile} data-tone={tone}>
      <span className={classes.n}>{more ? `${f.number(n)}+` : f.number(n)}</span>{' '}
      <span className={classes.what}>{t.tiles[key]({ n })}</span> <span className={classes.hint}>{t.hints[key]}</span>
    </Link>
  )
}
