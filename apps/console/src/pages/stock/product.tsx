import { Button } from '@mantine/core'
import { addDays } from '@storeflow/i18n'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Ago, Columns, Day, DetailPage, Failed, Fields, Figure, List, Loading, Rows, Section, Stack } from '@/kit'
import { api, changed, reading, useCan } from '@/lib/api'
import { company } from '@/lib/company'
import { useFormats, useTexts } from '@/lib/lang'
import { useHints } from '@/lib/live'
import { adjusters, ledgerReaders } from './area'
import { useLedgerColumns } from './ledger'
import { useWarehouses } from './names'
import { Lot, LotStatus, quantities } from './parts'
import { byDay } from './rules'
import classes from './stock.module.css'
import { texts } from './texts'

const again = () => void changed('stock', 'lots', 'availability', 'movements')

/** `/stock/products/$id`: what there is of one product, and how it came to be. */
export default function ProductStock() {
  const t = useTexts(texts)
  const f = useFormats()
  const { id } = useParams({ strict: false }) as { id: string }
  const found = useQuery(reading('/api/purchasing/products/{id}', { params: { id } }))
  const stock = useQuery(reading('/api/inventory/stock', { query: { product_id: id, limit: 200 } }))
  const available = useQuery(reading('/api/inventory/availability', { query: { product_ids: id } }))
  const lots = useQuery(reading('/api/inventory/lots', { query: { product_id: id, contents: 'filled', limit: 200 } }))
  // The first to expire leaves first; lots that are used up tell nothing any more.
  const there = (lots.data?.items ?? [])
    .filter((lot) => lot.on_hand > 0)
    .sort((a, b) => (a.expires_on ?? '9').localeCompare(b.expires_on ?? '9'))
  const places = useWarehouses()
  const ledger = useLedgerColumns().filter((column) => column.key !== 'product')
  const mayAdjust = useCan(...adjusters)
  const mayRead = useCan(...ledgerReaders)
  useHints('availability', again)
  const one = available.data?.items[0]
  const rows = stock.data?.items ?? []
  return (
    <DetailPage
      found={found}
      back={{ to: '/stock', label: t.title }}
      title={(product) => product.name}
      lead={(product) => product.sku}
      actions={() => (
        <>
          <Button component={Link} to={`/products/${id}`} variant="default">
            {t.product.open}
          </Button>
          {mayAdjust && (
            <Button component={Link} to="/stock/adjust" search={{ product_id: id } as never}>
              {t.adjust}
            </Button>
          )}
        </>
      )}
    >
      {() => (
        <Columns
          main={
            <>
              <Section title={t.product.byWarehouse} flush>
                {stock.isError && <Failed error={stock.error} retry={stock.refetch} />}
                {stock.isPending && <Loading />}
                {stock.data &&
                  (rows.length === 0 ? (
                    <p className="sf-quiet" style={{ padding: '0 16px' }}>
                      {t.product.none}
                    </p>
                  ) : (
                    <Rows
                      label={t.product.byWarehouse}
                      rows={rows}
                      rowKey={(row) => row.id}
                      columns={[
                        {
                          key: 'warehouse',
                          label: t.fields.warehouse,
                          value: (row) => places.nameOf(row.warehouse_id),
                        },
                        ...quantities<(typeof rows)[number]>(t.fields, f.number),
                      ]}
                    />
                  ))}
              </Section>
              <Section title={t.product.lots} flush>
                {lots.isError && <Failed error={lots.error} retry={lots.refetch} />}
                {lots.isPending && <Loading />}
                {lots.data && there.length === 0 && (
                  <p className="sf-quiet" style={{ padding: '0 16px' }}>
                    {t.emptyLots}
                  </p>
                )}
                {there.length > 0 && (
                  <Rows
                    label={t.product.lots}
                    rows={there}
                    rowKey={(lot) => lot.id}
                    columns={[
                      {
                        key: 'lot',
                        label: t.fields.lot,
                        cell: (lot) => <Lot of={lot.lot} />,
                        value: (lot) => lot.lot ?? t.noLot,
                      },
                      { key: 'warehouse', label: t.fields.warehouse, value: (lot) => places.codeOf(lot.warehouse_id) },
                      {
                        key: 'expires_on',
                        label: t.fields.expires_on,
                        cell: (lot) => (lot.expires_on ? <Day of={lot.expires_on} /> : t.never),
                        value: (lot) => ({ day: lot.expires_on }),
                      },
                      {
                        key: 'state',
                        label: t.fields.state,
                        cell: (lot) => <LotStatus of={lot} />,
                        value: (lot) => t.state[lot.state] ?? lot.state,
                      },
                      ...quantities<(typeof there)[number]>(t.fields, f.number),
                    ]}
                  />
                )}
              </Section>
              {mayRead && (
                <Section title={t.product.movements} flush>
                  <div className={classes.bare}>
                    <List
                      embedded
                      name="product-movements"
                      path="/api/inventory/movements"
                      search={false}
                      fixed={{ product_id: id }}
                      limit={20}
                      columns={ledger}
                      empty={{ title: t.emptyMovements }}
                    />
                  </div>
                </Section>
              )}
            </>
          }
          side={
            <Stack>
              <Section title={t.product.availability}>
                {available.isError && <Failed error={available.error} retry={available.refetch} />}
                {one && (
                  <Fields
                    items={[
                      [
                        t.product.total,
                        <span key="total" className={classes.big}>
                          <Figure of={one.available} />
                        </span>,
                      ],
                      [
                        t.product.one,
                        <span key="one">
                          <span className={classes.big}>
                            <Figure of={one.in_one_warehouse} />
                          </span>{' '}
                          <small className="sf-quiet">{t.product.oneHint}</small>
                        </span>,
                      ],
                      [t.product.asOf, <Ago key="as-of" of={available.data?.as_of} />],
                    ]}
                  />
                )}
              </Section>
              {mayRead && stock.data && <Chart id={id} onHand={rows.reduce((sum, row) => sum + row.on_hand, 0)} />}
            </Stack>
          }
        />
      )}
    </DetailPage>
  )
}

const DAYS = 60

/** Stock by day, told backwards from the present by the ledger. */
function Chart({ id, onHand }: { id: string; onHand: number }) {
  const t = useTexts(texts).product
  const f = useFormats()
  const today = f.today()
  const from = addDays(today, -(DAYS - 1))
  const found = useQuery({
    queryKey: ['movements', 'chart', { id }, from],
    queryFn: async ({ signal }) => {
      const rows: { at: string; delta: number }[] = []
      let cursor: string | undefined
      do {
        const query = { product_id: id, limit: 200, cursor }
        const page = await api.get('/api/inventory/movements', { query, signal })
        rows.push(...page.items)
        cursor = page.next_cursor ?? undefined
        const last = page.items.at(-1)
        if (last && f.today(new Date(last.at)) < from) break
      } while (cursor && rows.length < 10_000)
      return rows
    },
  })
  if (!found.data) return null
  const dayOf = (at: string) => new Intl.DateTimeFormat('sv-SE', { timeZone: company.zone }).format(new Date(at))
  const days = byDay(onHand, found.data, from, today, dayOf)
  const levels = days.map((day) => day.onHand)
  const top = Math.max(1, ...levels)
  return (
    <Section title={t.chart({ n: DAYS })}>
      <svg className={classes.chart} viewBox={`0 0 ${DAYS * 4} 100`} preserveAspectRatio="none" role="img">
        <title>{t.chartText({ from: Math.min(...levels), to: Math.max(...levels), now: onHand })}</title>
        {days.map(({ day, onHand }, index) => {
          const height = Math.max(onHand > 0 ? 1 : 0, (onHand / top) * 98)
          return (
            <rect key={day} x={index * 4 + 0.5} y={100 - height} width={3} height={height}>
              <title>{t.day({ day: f.day(day), n: onHand })}</title>
            </rect>
          )
        })}
      </svg>
      <div className={classes.axis} aria-hidden="true">
        <span>{f.shortDay(from)}</span>
        <span>{f.shortDay(today)}</span>
      </div>
      <p className="sf-quiet" style={{ margin: '8px 0 0' }}>
        {t.chartText({ from: Math.min(...levels), to: Math.max(...levels), now: onHand })}
      </p>
    </Section>
  )
}
