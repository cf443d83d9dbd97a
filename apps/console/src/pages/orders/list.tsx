import { Button } from '@mantine/core'
import type { Order } from '@storeflow/api'
import { Link } from '@tanstack/react-router'
import { Ago, type Column, customers, Day, Figure, Instant, ListPage, Money } from '@/kit'
import { useTexts } from '@/lib/lang'
import { sellers } from '../customers/sellers'
import classes from './orders.module.css'
import { OrderStatus, STATES } from './status'
import { texts } from './texts'

/** The columns of lists of orders; those of one shop need not name it. */
export function useOrderColumns(ofOneShop = false): Column<Order>[] {
  const t = useTexts(texts)
  const columns: (Column<Order> | false)[] = [
    {
      key: 'number',
      label: t.fields.number,
      cell: (o) => <span className={classes.number}>{o.number}</span>,
      value: (o) => o.number,
    },
    !ofOneShop && { key: 'customer', label: t.fields.customer, value: (o) => o.business_name },
    {
      key: 'status',
      label: t.fields.status,
      cell: (o) => <OrderStatus of={o.status} />,
      value: (o) => t.status[o.status] ?? o.status,
    },
    {
      key: 'created_at',
      label: t.fields.created_at,
      cell: (o) => <Instant of={o.created_at} />,
      value: (o) => ({ instant: o.created_at }),
      sort: 'created_at',
    },
    {
      key: 'delivery',
      label: t.fields.delivery,
      cell: (o) => <Day of={o.delivery?.on} />,
      value: (o) => o.delivery?.on,
    },
    {
      key: 'city',
      label: t.fields.city,
      cell: (o) => <span className={classes.number}>{o.ship_to.city ?? '—'}</span>,
      value: (o) => o.ship_to.city,
      optional: ofOneShop,
    },
    {
      key: 'lines',
      label: t.fields.lines,
      cell: (o) => <Figure of={o.lines.length} />,
      value: (o) => o.lines.length,
      align: 'right',
    },
    {
      key: 'fulfilment',
      label: t.fields.fulfilment,
      value: (o) => t.fulfilment[o.fulfilment] ?? o.fulfilment,
      optional: true,
    },
    {
      key: 'subtotal',
      label: t.fields.subtotal,
      cell: (o) => <Money of={o.subtotal} />,
      value: (o) => o.subtotal,
      align: 'right',
      optional: true,
    },
    {
      key: 'tax',
      label: t.fields.tax,
      cell: (o) => <Money of={o.tax} />,
      value: (o) => o.tax,
      align: 'right',
      optional: true,
    },
    {
      key: 'total',
      label: t.fields.total,
      cell: (o) => <Money of={o.total} />,
      value: (o) => o.total,
      align: 'right',
    },
    {
      key: 'updated_at',
      label: t.fields.updated_at,
      cell: (o) => <Ago of={o.updated_at} />,
      value: (o) => ({ instant: o.updated_at }),
      optional: true,
    },
  ]
  return columns.filter((column) => column !== false)
}

export default function Orders() {
  const t = useTexts(texts)
  const create = (
    <Button component={Link} to="/orders/new">
      {t.new}
    </Button>
  )
  return (
    <ListPage
      name="orders"
      title={t.title}
      lead={t.lead}
      actions={create}
      path="/api/sales/orders"
      search="number"
      to={(order) => `/orders/${order.id}`}
      columns={useOrderColumns()}
      filters={[
        {
          kind: 'select',
          key: 'status',
          label: t.fields.status,
          options: STATES.map((value) => ({ value, label: t.status[value] })),
        },
        { kind: 'lookup', key: 'customer_id', label: t.fields.customer, source: customers },
        { kind: 'lookup', key: 'seller_id', label: t.fields.seller, source: sellers },
        { kind: 'day', key: 'from', label: t.fields.from },
        { kind: 'day', key: 'to', label: t.fields.to },
      ]}
      empty={{ title: t.empty, text: t.emptyText, action: create }}
    />
  )
}
