import { Button, Menu, SegmentedControl } from '@mantine/core'
import type { SellOut } from '@storeflow/api'
import { addDays, minorUnits } from '@storeflow/i18n'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import {
  type Cell,
  Chart,
  DayInput,
  Empty,
  Failed,
  Figure,
  Loading,
  Lookup,
  Money,
  PageHeader,
  Rows,
  Section,
  suppliers,
  toast,
} from '@/kit'
import { csv, download, plain } from '@/kit/export'
import { listing, STAFF, useCan } from '@/lib/api'
import { company } from '@/lib/company'
import { useFormats, useLang, useTexts } from '@/lib/lang'
import { daysOf, MOST_DAYS } from './promise'
import classes from './supplier.module.css'
import { texts } from './texts'

const PERIODS = ['7', '28', '90']
/** So many products at a time. */
const SHOWN = 50

interface Asked {
  from?: string
  to?: string
  supplier_id?: string
  by?: string
}

/** `/sell-out`: what shops bought, by day and by product. */
export default function SellOutPage() {
  const t = useTexts(texts).sellOut
  const f = useFormats()
  const isStaff = useCan(...STAFF)
  const navigate = useNavigate()
  const asked = useSearch({ strict: false }) as Asked
  const today = f.today()
  const to = asked.to || today
  const from = asked.from || addDays(to, -27)
  const by = asked.by === 'net' ? 'net' : 'units'
  const ask = (change: Asked) =>
    void navigate({ to: '.', search: ((now: Asked) => ({ ...now, ...change })) as never, replace: true })

  const length = daysOf(from, to)
  const wrong = length < 1 ? t.backwards : length > MOST_DAYS ? t.tooLong({ n: MOST_DAYS }) : undefined
  const supplier_id = isStaff ? asked.supplier_id : undefined
  const days = useQuery({
    ...listing('/api/sales/sell-out', { query: { from, to, supplier_id, group_by: 'day' } }),
    enabled: !wrong,
  })
  const products = useQuery({
    ...listing('/api/sales/sell-out', { query: { from, to, supplier_id, group_by: 'product' } }),
    enabled: !wrong,
  })
  const failed = [days, products].find((one) => one.isError && !one.data)
  const period = to === today && PERIODS.includes(String(length)) ? String(length) : ''
  const [shown, setShown] = useState(SHOWN)
  const ready = days.data && products.data
  const most = Math.max(0, ...(products.data?.items.map((row) => row.net.amount) ?? []))
  return (
    <div className={classes.page}>
      <PageHeader
        title={t.title}
        lead={isStaff ? t.lead : t.own}
        actions={ready && !wrong && <Export days={days.data} products={products.data} />}
      />
      <search className={classes.filters}>
        <SegmentedControl
          aria-label={t.period}
          data={PERIODS.map((n) => ({ value: n, label: t.days({ n: Number(n) }) }))}
          value={period}
          onChange={(n) => ask({ from: addDays(today, 1 - Number(n)), to: undefined })}
        />
        <DayInput label={t.from} max={today} value={from} onChange={(day) => ask({ from: day ?? undefined })} />
        <DayInput
          label={t.to}
          max={today}
          value={to}
          onChange={(day) => ask({ to: day ?? undefined, from })}
          error={wrong}
        />
        {isStaff && (
          <Lookup
            label={t.supplier}
            placeholder={t.allSuppliers}
            source={suppliers}
            value={asked.supplier_id ?? null}
            onChange={(id) => ask({ supplier_id: id ?? undefined })}
          />
        )}
      </search>
      {failed && !wrong && <Failed error={failed.error} retry={() => [days.refetch(), products.refetch()]} />}
      {!failed && !ready && !wrong && <Loading />}
      {ready && !wrong && (
        <>
          <dl className={classes.tiles}>
            <Tile name={t.units}>
              <Figure of={days.data.units} />
            </Tile>
            <Tile name={t.net}>
              <Money of={days.data.net} />
            </Tile>
            <Tile name={t.perDay}>
              <Figure of={days.data.units / length} digits={1} />
            </Tile>
            <Tile name={t.products}>
              <Figure of={products.data.items.length} />
            </Tile>
          </dl>
          {products.data.items.length === 0 ? (
            <div className="sf-card">
              <Empty title={t.none} text={t.noneText} />
            </div>
          ) : (
            <>
              <Section
                title={t.byDay}
                actions={
                  <SegmentedControl
                    aria-label={t.measure}
                    data={[
                      { value: 'units', label: t.units },
                      { value: 'net', label: t.net },
                    ]}
                    value={by}
                    onChange={(measure) => ask({ by: measure === 'units' ? undefined : measure })}
                  />
                }
              >
                <ByDay of={days.data} by={by} />
              </Section>
              <Section title={t.byProduct} flush>
                <Rows
                  label={t.byProduct}
                  rows={products.data.items.slice(0, shown)}
                  rowKey={(row) => row.product_id ?? ''}
                  to={(row) => `/products/${row.product_id}`}
                  columns={[
                    { key: 'name', label: t.product, value: (row) => row.name ?? row.product_id },
                    {
                      key: 'sku',
                      label: t.sku,
                      cell: (row) => <span className={classes.code}>{row.sku}</span>,
                      value: (row) => row.sku,
                    },
                    {
                      key: 'units',
                      label: t.units,
                      cell: (row) => <Figure of={row.units} />,
                      value: (row) => row.units,
                      align: 'right',
                    },
                    {
                      key: 'net',
                      label: t.net,
                      cell: (row) => <Money of={row.net} />,
                      value: (row) => row.net,
                      align: 'right',
                    },
                    {
                      key: 'share',
                      label: t.share,
                      cell: (row) => <Share of={row.net.amount} all={products.data.net.amount} most={most} />,
                      value: (row) => row.net.amount,
                      align: 'right',
                    },
                  ]}
                />
                {products.data.items.length > shown && (
                  <div className={classes.more}>
                    <Button variant="default" onClick={() => setShown((now) => now + 2 * SHOWN)}>
                      {t.more({ n: f.number(shown), all: f.number(products.data.items.length) })}
                    </Button>
                  </div>
                )}
              </Section>
            </>
          )}
        </>
      )}
    </div>
  )
}

function Tile({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** A part of all, and beside the largest one. */
function Share({ of, all, most }: { of: number; all: number; most: number }) {
  const f = useFormats()
  return (
    <span className={classes.share}>
      <span aria-hidden="true" style={{ inlineSize: `${most > 0 ? Math.round((of / most) * 72) : 0}px` }} />
      {f.percent(all > 0 ? of / all : 0)}
    </span>
  )
}

function ByDay({ of, by }: { of: SellOut; by: 'units' | 'net' }) {
  const t = useTexts(texts).sellOut
  const f = useFormats()
  const { currency } = of.net
  const scale = minorUnits(currency)
  const money = (value: number) => ({ amount: value * scale, currency })
  return (
    <Chart
      title={by === 'units' ? t.units : t.net}
      categories={of.items.map((row) => row.on ?? '')}
      series={[
        by === 'units'
          ? { label: t.units, values: of.items.map((row) => row.units) }
          : { label: t.net, values: of.items.map((row) => row.net.amount / scale) },
      ]}
      format={by === 'units' ? (value) => f.number(value) : (value) => f.money(money(value))}
      short={by === 'units' ? undefined : (value) => f.shortMoney(money(value))}
      label={f.shortDay}
    />
  )
}

function Export({ days, products }: { days: SellOut; products: SellOut }) {
  const t = useTexts(texts).sellOut
  const lang = useLang()
  const run = async (what: 'product' | 'day', form: 'csv' | 'xlsx') => {
    const of = what === 'product' ? products : days
    const head = what === 'product' ? [t.sku, t.product] : [t.on]
    const cells = (row: SellOut['items'][number]): Cell[] =>
      what === 'product' ? [row.sku, row.name, row.units, row.net] : [{ day: row.on }, row.units, row.net]
    const rows = [
      [...head, t.units, t.net],
      ...of.items.map((row) => cells(row).map((cell) => plain(cell, company.zone))),
    ]
    const blob =
      form === 'csv' ? csv(rows, lang) : await import('@/kit/xlsx').then(({ xlsx }) => xlsx('sell-out', rows))
    download(blob, `sell-out-${what}-${of.from}-${of.to}.${form}`)
    toast.good(t.exported({ n: of.items.length }))
  }
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden="true" />}>
          {t.export}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => run('product', 'xlsx')}>{t.exports.productXlsx}</Menu.Item>
        <Menu.Item onClick={() => run('product', 'csv')}>{t.exports.productCsv}</Menu.Item>
        <Menu.Item onClick={() => run('day', 'xlsx')}>{t.exports.dayXlsx}</Menu.Item>
        <Menu.Item onClick={() => run('day', 'csv')}>{t.exports.dayCsv}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
