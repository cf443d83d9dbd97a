import { Button, Modal } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import type { ItemOf } from '@storeflow/api'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useId, useState } from 'react'
import {
  DayInput,
  EditorForm,
  Failed,
  FieldGrid,
  Instant,
  Loading,
  Money,
  MoneyInput,
  Rows,
  Section,
  Status,
  type Tone,
  toast,
  useEditor,
} from '@/kit'
import { api, changed } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import classes from './products.module.css'
import { texts } from './texts'
import { type Era, eras, startOfDay } from './words'

type Price = ItemOf<'/api/purchasing/products/{id}/prices'>
type Amount = Price['price']

const TONES: Record<Era, Tone> = { coming: 'info', present: 'good', past: 'quiet' }

/** What a product cost, costs and will cost. Only for who may see the history of prices. */
export function Prices({ id, mayEdit }: { id: string; mayEdit: boolean }) {
  const all = useTexts(texts)
  const t = all.prices
  const f = useFormats()
  const [open, setOpen] = useState(false)
  const found = useInfiniteQuery({
    queryKey: ['products', 'prices', { id }],
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/purchasing/products/{id}/prices', {
        params: { id },
        query: { limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })
  const now = useNow()
  const prices = found.data?.pages.flatMap((page) => page.items) ?? []
  const coming = prices.filter((price) => Date.parse(price.valid_from) > now).length
  const rows = eras(prices, now).map((price, index) => {
    const before = prices[index + 1]?.price.amount
    return { ...price, difference: before ? price.price.amount / before - 1 : undefined }
  })
  return (
    <Section
      title={t.title}
      flush
      actions={
        mayEdit && (
          <Button variant="default" size="xs" onClick={() => setOpen(true)}>
            {t.schedule}
          </Button>
        )
      }
    >
      {found.isPending && <Loading />}
      {found.isError && !found.data && <Failed error={found.error} retry={found.refetch} />}
      {found.data && prices.length === 0 && <p className={`${classes.more} sf-quiet`}>{t.none}</p>}
      {prices.length > 1 && (
        <div className={classes.body}>
          <Chart prices={prices} now={now} />
          {coming > 0 && <p className={classes.prose}>{t.next({ n: coming })}</p>}
        </div>
      )}
      {prices.length > 0 && (
        <Rows
          label={t.title}
          rows={rows}
          rowKey={(price) => price.id}
          columns={[
            {
              key: 'valid_from',
              label: t.when,
              cell: (price) => <Instant of={price.valid_from} />,
              value: (price) => ({ instant: price.valid_from }),
            },
            {
              key: 'era',
              label: all.fields.status,
              cell: (price) => <Status tone={TONES[price.era]}>{t[price.era]}</Status>,
              value: (price) => t[price.era],
            },
            {
              key: 'price',
              label: t.price,
              cell: (price) => <Money of={price.price} />,
              value: (price) => price.price,
              align: 'right',
            },
            {
              key: 'difference',
              label: t.difference,
              cell: ({ difference }) =>
                difference === undefined ? (
                  '—'
                ) : (
                  <span className={difference > 0 ? classes.up : difference < 0 ? classes.down : undefined}>
                    {difference > 0 ? '+' : ''}
                    {f.percent(difference)}
                  </span>
                ),
              value: (price) => price.difference,
              align: 'right',
            },
          ]}
        />
      )}
      {found.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" size="xs" loading={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
            {t.more}
          </Button>
        </div>
      )}
      <Modal opened={open} onClose={() => setOpen(false)} title={t.scheduleTitle}>
        <Schedule id={id} present={rows.find(({ era }) => era === 'present')?.price} close={() => setOpen(false)} />
      </Modal>
    </Section>
  )
}

/** The minute; a price that begins while the page is open becomes the present one. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return now
}

interface Values {
  price: Amount | null
  valid_from: string | null
  [name: string]: unknown
}

function Schedule({ id, present, close }: { id: string; present?: Amount; close: () => void }) {
  const all = useTexts(texts)
  const t = all.prices
  const f = useFormats()
  const editor = useEditor<Values, Price>({
    name: `product-price:${id}`,
    initial: { price: null, valid_from: null },
    validate: (values) => ({ price: values.price ? undefined : all.required }),
    save: ({ price, valid_from }, { idempotencyKey }) => {
      const later = valid_from && valid_from > f.today()
      // Today means from now on. An earlier day is sent as it is, so that the server says what is wrong with it.
      const from = later || (valid_from && valid_from < f.today()) ? startOfDay(valid_from) : new Date().toISOString()
      return api.post('/api/purchasing/products/{id}/prices', {
        params: { id },
        body: { price: price as Amount, valid_from: from },
        idempotencyKey,
      })
    },
    saved: async (saved) => {
      const later = Date.parse(saved.valid_from) > Date.now()
      toast.good(later ? t.scheduled({ day: f.dayOf(saved.valid_from) }) : t.setNow)
      close()
      await changed('products', 'audit')
    },
  })
  const { form } = editor
  return (
    <EditorForm
      editor={editor}
      labels={{ price: t.price, valid_from: t.from }}
      save={t.save}
      cancel={() => {
        editor.discard()
        close()
      }}
    >
      <FieldGrid>
        <MoneyInput
          label={t.price}
          required
          data-autofocus
          placeholder={present && f.money(present)}
          {...form.getInputProps('price')}
          value={form.getValues().price}
        />
        <DayInput
          label={t.from}
          description={t.fromHint}
          min={f.today()}
          {...form.getInputProps('valid_from')}
          value={form.getValues().valid_from}
        />
      </FieldGrid>
    </EditorForm>
  )
}

const HEIGHT = 120
const TOP = 22
const BOTTOM = 20

/** Steps: a price holds until the next one. */
function Chart({ prices, now }: { prices: Price[]; now: number }) {
  const t = useTexts(texts).prices
  const f = useFormats()
  const title = useId()
  // Drawn as wide as it is shown, so that its words keep their size.
  const { ref, width: measured } = useElementSize()
  const width = measured || 640
  const points = prices.map((price) => ({ at: Date.parse(price.valid_from), amount: price.price.amount })).reverse()
  const first = points[0]
  const last = points.at(-1)
  if (!first || !last) return null
  const from = first.at
  const to = Math.max(now, last.at) + (Math.max(now, last.at) - from) * 0.06
  const least = Math.min(...points.map(({ amount }) => amount))
  const most = Math.max(...points.map(({ amount }) => amount))
  const x = (at: number) => ((at - from) / (to - from || 1)) * width
  const y = (amount: number) => HEIGHT - BOTTOM - ((amount - least) / (most - least || 1)) * (HEIGHT - TOP - BOTTOM)
  const steps = (some: typeof points, end: number) =>
    `${some.map((point, i) => `${i ? 'H' : 'M'}${x(point.at)}${i ? 'V' : ','}${y(point.amount)}`).join('')}H${x(end)}`
  const begun = points.filter(({ at }) => at <= now)
  const present = begun.at(-1)
  const later = present ? [{ ...present, at: now }, ...points.filter(({ at }) => at > now)] : points
  const currency = prices[0]?.price.currency ?? 'COP'
  return (
    <div ref={ref}>
      <svg ref={ref} className={classes.chart} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-labelledby={title}>
        <title id={title}>
          {`${t.chart}: ${points.map((p) => f.money({ amount: p.amount, currency })).join(' → ')}`}
        </title>
        <line className={classes.today} x1={x(now)} x2={x(now)} y1={TOP - 8} y2={HEIGHT - BOTTOM + 4} />
        {begun.length > 0 && <path className={classes.line} d={steps(begun, now)} />}
        {later.length > 1 && <path className={classes.later} d={steps(later, to)} />}
        <text x={x(now)} y={HEIGHT - 4} textAnchor={x(now) > width - 40 ? 'end' : 'middle'}>
          {t.now}
        </text>
        <text x={0} y={HEIGHT - 4}>
          {f.dayOf(new Date(from).toISOString())}
        </text>
        <text x={0} y={12}>
          {least === most
            ? f.money({ amount: most, currency })
            : `${f.money({ amount: least, currency })} – ${f.money({ amount: most, currency })}`}
        </text>
      </svg>
    </div>
  )
}
