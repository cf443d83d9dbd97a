import { Alert, Button } from '@mantine/core'
import type { Order, OrderLine } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import {
  Columns,
  confirm,
  Day,
  DetailPage,
  Failed,
  Fields,
  Figure,
  History,
  Instant,
  Loading,
  Money,
  Rows,
  Section,
  useCommand,
} from '@/kit'
import { api, changed, reading } from '@/lib/api'
import { useFormats, useLang, useTexts } from '@/lib/lang'
import { useSellerName } from '../customers/sellers'
import classes from './orders.module.css'
import { DeliveryState, OrderStatus } from './status'
import { texts } from './texts'

/** What the server words itself is read again in another language. */
function useOrder(id: string) {
  const asked = reading('/api/sales/orders/{id}', { params: { id } })
  return useQuery({ ...asked, queryKey: [...asked.queryKey, useLang()] })
}

function useTimeline(id: string) {
  const asked = reading('/api/sales/orders/{id}/timeline', { params: { id } })
  return useQuery({ ...asked, queryKey: [...asked.queryKey, useLang()] })
}

export default function OrderPage() {
  const t = useTexts(texts)
  const { id } = useParams({ strict: false }) as { id: string }
  return (
    <DetailPage
      found={useOrder(id)}
      back={{ to: '/orders', label: t.title }}
      title={(order) => t.one({ number: order.number })}
      badge={(order) => (
        <span role="status">
          <OrderStatus of={order.status} />
        </span>
      )}
      lead={(order) => (
        <Link to={`/customers/${order.customer_id}`} className="sf-link">
          {order.business_name}
        </Link>
      )}
      actions={(order) => <Cancel order={order} />}
    >
      {(order) => (
        <Columns
          main={
            <>
              <Trouble order={order} />
              <Lines order={order} />
              <Substitutes order={order} />
              <Delivery order={order} />
              <History service="sales" subject={id} what={t.history} />
            </>
          }
          side={
            <>
              <Timeline id={id} />
              <Related order={order} />
              <Customer order={order} />
            </>
          }
        />
      )}
    </DetailPage>
  )
}

/** What keeps the order from going its way. */
function Trouble({ order }: { order: Order }) {
  const t = useTexts(texts)
  const f = useFormats()
  const pending = order.cancel_requested_at && order.status !== 'cancelled'
  return (
    <>
      {order.reason && (
        <Alert color={order.status === 'rejected' ? 'red' : undefined} title={t.why}>
          {order.reason.text}
        </Alert>
      )}
      {pending && <Alert title={t.cancelling}>{t.cancellingText}</Alert>}
      {order.status === 'backordered' && (
        <Alert classNames={{ root: classes.warn, label: classes.warnLabel }} title={t.waiting}>
          {t.waitingText({ day: f.dayOf(order.waits_since ?? order.created_at) })}
        </Alert>
      )}
    </>
  )
}

function Lines({ order }: { order: Order }) {
  const t = useTexts(texts)
  const f = useFormats()
  const quantity = (key: 'quantity' | 'reserved' | 'backordered' | 'delivered') => ({
    key,
    label: t.lines[key],
    cell: (line: OrderLine) => <Figure of={line[key]} />,
    value: (line: OrderLine) => line[key],
    align: 'right' as const,
  })
  return (
    <Section title={t.lines.title} flush>
      <Rows
        label={t.lines.title}
        rows={order.lines}
        rowKey={(line) => line.product_id}
        columns={[
          {
            key: 'product',
            label: t.lines.product,
            width: '38%',
            cell: (line) => <Product line={line} />,
            value: (line) => line.name,
          },
          quantity('quantity'),
          quantity('reserved'),
          quantity('backordered'),
          quantity('delivered'),
          {
            key: 'price',
            label: t.lines.price,
            cell: (line) => (
              <>
                <Money of={line.unit_price} />
                <div className={classes.small}>+ {f.basisPoints(line.tax_rate_bp)}</div>
              </>
            ),
            value: (line) => line.unit_price,
            align: 'right',
          },
          {
            key: 'total',
            label: t.lines.total,
            cell: (line) => <Money of={line.total} />,
            value: (line) => line.total,
            align: 'right',
          },
        ]}
      />
      <Totals subtotal={order.subtotal} tax={order.tax} total={order.total} />
    </Section>
  )
}

type Amount = Order['total']

export function Totals(props: { subtotal: Amount; tax: Amount; total: Amount }) {
  const t = useTexts(texts).fields
  return (
    <dl className={classes.totals}>
      {(['subtotal', 'tax', 'total'] as const).map((key) => (
        <div key={key} data-sum={key}>
          <dt>{t[key]}</dt>
          <dd>
            <Money of={props[key]} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Product({ line }: { line: OrderLine }) {
  return (
    <div className={classes.name}>
      <Link to={`/products/${line.product_id}`} className="sf-link">
        {line.name}
      </Link>
      <div className={classes.small}>{line.sku}</div>
      {line.reason && <div className={classes.reason}>{line.reason.text}</div>}
    </div>
  )
}

/** For what is refused or waits: what the shop may take instead. */
function Substitutes({ order }: { order: Order }) {
  const t = useTexts(texts).lines
  const f = useFormats()
  const lines = order.lines.filter((line) => line.substitutes?.length)
  if (lines.length === 0) return null
  return (
    <Section title={t.substitutes}>
      <ul className={classes.related}>
        {lines.map((line) => (
          <li key={line.product_id}>
            {t.insteadOf({ name: line.name })}
            <ul className={classes.substitutes}>
              {line.substitutes?.map((one) => (
                <li key={one.product_id}>
                  <Link to={`/products/${one.product_id}`} className="sf-link">
                    {one.name}
                  </Link>{' '}
                  · {t.substitute({ n: one.available, price: f.money(one.price) })}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Timeline({ id }: { id: string }) {
  const t = useTexts(texts)
  const found = useTimeline(id)
  return (
    <Section title={t.timeline}>
      {found.isPending && <Loading />}
      {found.isError && !found.data && <Failed error={found.error} retry={found.refetch} />}
      {found.data && (
        <ol className={classes.timeline} aria-live="polite">
          {found.data.items.map((entry) => (
            <li key={entry.at + entry.code}>
              <div>{entry.text}</div>
              <div className={classes.small}>
                <Instant of={entry.at} />
              </div>
            </li>
          ))}
        </ol>
      )}
    </Section>
  )
}

const OVER: Order['status'][] = ['rejected', 'cancelled']

function Delivery({ order }: { order: Order }) {
  const t = useTexts(texts).delivery
  const f = useFormats()
  const id = order.delivery?.warehouse_id ?? ''
  const warehouse = useQuery({
    ...reading('/api/inventory/warehouses/{id}', { params: { id } }),
    enabled: !!id,
  })
  const found = useQuery({
    ...reading('/api/logistics/deliveries', { query: { order_id: order.id, limit: 1 } }),
    enabled: !!order.delivery,
  })
  const delivery = found.data?.items[0]
  const { address, city } = order.ship_to
  return (
    <Section title={t.title}>
      {order.delivery ? (
        <>
          <Fields
            items={[
              [t.on, <Day key="day" of={order.delivery.on} />],
              [t.status, delivery && <DeliveryState key="status" of={delivery.status} />],
              [
                t.warehouse,
                <Link key="warehouse" className="sf-link" to={`/warehouses/${id}`}>
                  {warehouse.data?.name ?? '…'}
                </Link>,
              ],
              [t.load, delivery && f.weight(delivery.weight_grams)],
              [t.to, [address, city].filter(Boolean).join(', ')],
            ]}
          />
          <p className={classes.more}>
            <Link to="/deliveries" search={{ on: order.delivery.on } as never} className="sf-link">
              {t.see}
            </Link>
          </p>
        </>
      ) : (
        <span className="sf-quiet">{OVER.includes(order.status) ? t.never : t.none}</span>
      )}
    </Section>
  )
}

function Customer({ order }: { order: Order }) {
  const t = useTexts(texts)
  const { phone, address } = order.ship_to
  return (
    <Section title={t.customer.title}>
      <Fields
        items={[
          [
            t.fields.customer,
            <Link key="customer" className="sf-link" to={`/customers/${order.customer_id}`}>
              {order.business_name}
            </Link>,
          ],
          [
            t.customer.phone,
            phone && (
              <a key="phone" className="sf-link" href={`tel:${phone}`}>
                {phone}
              </a>
            ),
          ],
          [t.customer.address, address],
          [t.fields.seller, useSellerName(order.seller_id)],
          [t.fields.created_at, <Instant key="created" of={order.created_at} />],
          order.captured_at !== order.created_at && [
            t.fields.captured_at,
            <Instant key="captured" of={order.captured_at} />,
          ],
          [t.fields.fulfilment, t.fulfilment[order.fulfilment] ?? order.fulfilment],
          [t.fields.note, order.note],
        ]}
      />
    </Section>
  )
}

function Related({ order }: { order: Order }) {
  const t = useTexts(texts).related
  const children = order.backorder_ids ?? []
  if (!order.parent_id && children.length === 0) return null
  return (
    <Section title={t.title}>
      <ul className={classes.related}>
        {order.parent_id && <Other label={t.parent} id={order.parent_id} />}
        {children.map((id) => (
          <Other key={id} label={t.child} id={id} />
        ))}
      </ul>
    </Section>
  )
}

function Other({ label, id }: { label: string; id: string }) {
  const { data: order } = useOrder(id)
  return (
    <li>
      <div className={classes.small}>{label}</div>
      <div className={classes.other}>
        <Link to={`/orders/${id}`} className="sf-link">
          {order?.number ?? '…'}
        </Link>
        {order && <OrderStatus of={order.status} />}
      </div>
    </li>
  )
}

const CANCELLABLE: Order['status'][] = ['submitted', 'confirmed', 'scheduled', 'backordered']

function Cancel({ order }: { order: Order }) {
  const t = useTexts(texts)
  const command = useCommand()
  if (!CANCELLABLE.includes(order.status) || order.cancel_requested_at) return null
  const cancel = async () => {
    const { id, number } = order
    const sure = await confirm({
      title: t.cancelTitle({ number }),
      text: t.cancelText,
      yes: t.cancelYes,
      no: t.cancelNo,
      danger: true,
    })
    if (!sure) return
    // The client's types ask for a body where the document has none.
    const options = { params: { id } } as never
    await command.run(() => api.post('/api/sales/orders/{id}/cancel', options), t.cancelAsked)
    await changed('orders', 'deliveries', 'audit')
  }
  return (
    <Button variant="default" loading={command.busy} onClick={cancel}>
      {t.cancel}
    </Button>
  )
}
