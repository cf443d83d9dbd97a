import { Button, NativeSelect, TextInput, Title } from '@mantine/core'
import type { PurchaseOrderSummary } from '@storeflow/api'
import { fold } from '@storeflow/i18n'
import { IconChevronRight, IconPlayerPause, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Empty, Failed, Loading, PageHeader } from '@/kit'
import { api, reading, useCan, useMe } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { Store } from '@/lib/store'
import { byDue, dueOn, WHENS, whenOf } from './count'
import { useBegun } from './kept'
import { OrderStatus } from './parts'
import classes from './receipts.module.css'
import { texts } from './texts'

/** Where somebody works stays chosen on this device. */
const place = new Store('', 'sf-receipts-warehouse')

/** A number as it is printed, or said over the phone: in groups, perhaps without its letter. */
const numberOf = (text: string): string | undefined => {
  const digits = /^P?(\d{8,})$/i.exec(text.replaceAll(/[\s.-]/g, ''))?.[1]
  return digits && `P${digits}`
}

export default function Receipts() {
  const t = useTexts(texts)
  const f = useFormats()
  const navigate = useNavigate()
  const today = f.today()
  const { choices, warehouse, choose } = useWarehouse()
  const [text, setText] = useState('')
  const sent = useOpenOrders('sent', warehouse)
  const confirmed = useOpenOrders('confirmed', warehouse)
  const partly = useOpenOrders('partially_received', warehouse)
  const queries = [partly, confirmed, sent]

  const all = queries.flatMap((query) => query.data?.pages.flatMap((page) => page.items) ?? [])
  const words = fold(text).split(' ').filter(Boolean)
  const matches = (order: PurchaseOrderSummary) => {
    const where = fold(`${order.number} ${order.supplier_name}`)
    return words.every((word) => where.includes(word))
  }
  const shown = byDue(all.filter(matches))
  const number = numberOf(text)
  const known = shown.find((order) => order.number === number)
  const pending = queries.some((query) => query.isPending)
  const failed = queries.find((query) => query.isError && !query.data)
  const more = queries.filter((query) => query.hasNextPage)

  // A number that is not among them: of another warehouse, or on a later page, or received already.
  const byNumber = useQuery({
    ...reading('/api/purchasing/purchase-orders', { query: { number, limit: 1 } }),
    enabled: !!number && !known && !pending,
  })
  const other = number && !known ? byNumber.data?.items[0] : undefined

  const open = async () => {
    const found = number
      ? (known ?? (await api.get('/api/purchasing/purchase-orders', { query: { number, limit: 1 } })).items[0])
      : shown.length === 1
        ? shown[0]
        : undefined
    if (found) await navigate({ to: `/receipts/${found.id}` })
  }

  return (
    <div className={classes.page}>
      <PageHeader title={t.title} lead={t.lead} />
      <search className={classes.tools}>
        {choices.length > 1 && (
          <NativeSelect
            size="lg"
            label={t.warehouse}
            value={warehouse ?? ''}
            onChange={(event) => choose(event.currentTarget.value)}
            data={choices}
          />
        )}
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void open().catch(() => {})
          }}
        >
          <TextInput
            type="search"
            size="lg"
            label={t.search}
            description={t.searchHint}
            leftSection={<IconSearch size={20} aria-hidden="true" />}
            autoCapitalize="characters"
            autoComplete="off"
            spellCheck={false}
            enterKeyHint="go"
            data-list-search=""
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </form>
      </search>
      {failed && <Failed error={failed.error} retry={() => queries.map((query) => query.refetch())} />}
      {!failed && pending && <Loading />}
      {other && (
        <section className={classes.group} aria-labelledby="group-other">
          <Title order={2} id="group-other">
            {t.foundElsewhere}
          </Title>
          <ul className={classes.orders}>
            <Order of={other} today={today} />
          </ul>
        </section>
      )}
      {WHENS.map((when) => {
        const orders = shown.filter((order) => whenOf(order, today) === when)
        if (orders.length === 0) return null
        return (
          <section key={when} className={classes.group} aria-labelledby={`group-${when}`}>
            <Title order={2} id={`group-${when}`} data-when={when}>
              {t.whens[when]} <span className="sf-quiet">{f.number(orders.length)}</span>
            </Title>
            <ul className={classes.orders}>
              {orders.map((order) => (
                <Order key={order.id} of={order} today={today} />
              ))}
            </ul>
          </section>
        )
      })}
      {!failed && !pending && shown.length === 0 && !other && !byNumber.isFetching && (
        <div className="sf-card">
          {words.length > 0 ? (
            <Empty searched title={t.notFound} text={warehouse ? t.notFoundHere : t.notFoundText}>
              {warehouse && choices.some((choice) => choice.value === '') && (
                <Button size="lg" variant="default" onClick={() => choose('')}>
                  {t.everywhere}
                </Button>
              )}
            </Empty>
          ) : (
            <Empty title={t.empty} text={warehouse ? t.emptyHere : t.emptyText} />
          )}
        </div>
      )}
      {more.length > 0 && (
        <Button
          size="lg"
          variant="default"
          loading={more.some((query) => query.isFetchingNextPage)}
          onClick={() => more.map((query) => query.fetchNextPage())}
        >
          {t.more}
        </Button>
      )}
    </div>
  )
}

/** Orders of one state, what is expected first, first. */
function useOpenOrders(status: 'sent' | 'confirmed' | 'partially_received', warehouse_id: string | undefined) {
  return useInfiniteQuery({
    queryKey: ['purchase-orders', 'receiving', null, status, warehouse_id],
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/purchasing/purchase-orders', {
        query: { status, warehouse_id, sort: 'expected_on', limit: 100, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })
}

function useWarehouse() {
  const t = useTexts(texts)
  const { warehouse_ids } = useMe()
  const everywhere = useCan('admin', 'purchasing') || warehouse_ids.length === 0
  const found = useQuery(reading('/api/inventory/warehouses', { query: { limit: 200, sort: 'name' } }))
  const kept = place.use()
  const all = (found.data?.items ?? []).filter((one) => everywhere || warehouse_ids.includes(one.id))
  const mine = everywhere ? undefined : warehouse_ids[0]
  const isMine = everywhere || warehouse_ids.includes(kept)
  return {
    // A place that is gone since is not asked for.
    warehouse: (isMine && kept && (!found.data || all.some((one) => one.id === kept)) ? kept : undefined) ?? mine,
    choose: place.set,
    choices: [
      ...(everywhere ? [{ value: '', label: t.allWarehouses }] : []),
      ...all.map((one) => ({ value: one.id as string, label: one.name })),
    ],
  }
}

function Order({ of: order, today }: { of: PurchaseOrderSummary; today: string }) {
  const t = useTexts(texts)
  const f = useFormats()
  const begun = useBegun()
  const due = dueOn(order)
  const when = whenOf(order, today)
  return (
    <li>
      <Link to={`/receipts/${order.id}`} className={classes.order} data-row="">
        <span className={classes.orderHead}>
          <strong className={classes.number}>{order.number}</strong>
          <OrderStatus of={order.status} />
          {begun(`receipt:${order.id}`) && (
            <span className={classes.begun}>
              <IconPlayerPause size={14} aria-hidden="true" /> {t.begun}
            </span>
          )}
        </span>
        <span className={classes.supplier}>{order.supplier_name}</span>
        <span className={classes.orderFoot}>
          <span data-when={when}>
            {order.promised_on ? t.promised({ day: f.day(due) }) : t.expected({ day: f.day(due) })}
            {order.promised_on && order.promised_on !== order.expected_on && (
              <> · {t.wasExpected({ day: f.shortDay(order.expected_on) })}</>
            )}
          </span>
          <span>
            {t.lines({ n: order.line_count })}
            {' · '}
            {t.progress({ received: f.number(order.received_units), ordered: f.number(order.ordered_units) })}
          </span>
          {order.warehouse_name && <span>{order.warehouse_name}</span>}
        </span>
        <IconChevronRight className={classes.go} size={22} aria-hidden="true" />
      </Link>
    </li>
  )
}
