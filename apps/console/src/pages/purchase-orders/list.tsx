import { Button } from '@mantine/core'
import type { PurchaseOrderSummary } from '@storeflow/api'
import { Link } from '@tanstack/react-router'
import { Ago, type Column, Day, Figure, type Filter, Instant, ListPage, Money, suppliers, warehouses } from '@/kit'
import { STAFF, useCan } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { buyers } from './area'
import classes from './purchase-orders.module.css'
import { OrderStatus, Progress, STATES } from './status'
import { texts } from './texts'

export default function PurchaseOrders() {
  const t = useTexts(texts)
  const mayWrite = useCan(...buyers)
  // A supplier sees its own only, and no drafts.
  const staff = useCan(...STAFF)
  const create = mayWrite && (
    <Button component={Link} to="/purchase-orders/new">
      {t.new}
    </Button>
  )
  const yesNo = [
    { value: 'true', label: t.yes },
    { value: 'false', label: t.no },
  ]
  const columns: (Column<PurchaseOrderSummary> | false)[] = [
    {
      key: 'number',
      label: t.fields.number,
      cell: (o) => <span className={classes.number}>{o.number}</span>,
      value: (o) => o.number,
      sort: 'number',
    },
    staff && { key: 'supplier', label: t.fields.supplier_id, value: (o) => o.supplier_name },
    { key: 'warehouse', label: t.fields.warehouse_id, value: (o) => o.warehouse_name },
    {
      key: 'status',
      label: t.fields.status,
      cell: (o) => <OrderStatus of={o} />,
      value: (o) => t.status[o.status] ?? o.status,
    },
    {
      key: 'expected_on',
      label: t.fields.expected_on,
      cell: (o) => <Day of={o.expected_on} />,
      value: (o) => o.expected_on,
      sort: 'expected_on',
    },
    {
      key: 'promised_on',
      label: t.fields.promised_on,
      cell: (o) => <Day of={o.promised_on} />,
      value: (o) => o.promised_on,
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
      key: 'progress',
      label: t.fields.progress,
      cell: (o) => (o.status === 'draft' || o.status === 'cancelled' ? '—' : <Progress of={o} />),
      value: (o) => o.received_units,
    },
    {
      key: 'ordered_units',
      label: t.fields.ordered_units,
      cell: (o) => <Figure of={o.ordered_units} />,
      value: (o) => o.ordered_units,
      align: 'right',
      optional: true,
    },
    {
      key: 'lines',
      label: t.fields.lines,
      cell: (o) => <Figure of={o.line_count} />,
      value: (o) => o.line_count,
      align: 'right',
      optional: true,
    },
    {
      key: 'late',
      label: t.fields.late,
      value: (o) => (o.late ? t.yes : t.no),
      optional: true,
    },
    {
      key: 'short',
      label: t.fields.short,
      value: (o) => (o.short ? t.yes : t.no),
      optional: true,
    },
    staff && {
      key: 'created_by',
      label: t.fields.created_by,
      value: (o) => o.created_by_name,
      optional: true,
    },
    {
      key: 'created_at',
      label: t.fields.created_at,
      cell: (o) => <Ago of={o.created_at} />,
      value: (o) => ({ instant: o.created_at }),
      sort: 'created_at',
      optional: true,
    },
    {
      key: 'sent_at',
      label: t.fields.sent_at,
      cell: (o) => <Instant of={o.sent_at} />,
      value: (o) => (o.sent_at ? { instant: o.sent_at } : undefined),
      optional: true,
    },
  ]
  const filters: (Filter | false)[] = [
    {
      kind: 'select',
      key: 'status',
      label: t.fields.status,
      options: STATES.filter((value) => staff || value !== 'draft').map((value) => ({ value, label: t.status[value] })),
    },
    {
      kind: 'select',
      key: 'open',
      label: t.filters.open,
      options: [
        { value: 'true', label: t.filters.isOpen },
        { value: 'false', label: t.filters.isClosed },
      ],
    },
    staff && { kind: 'lookup', key: 'supplier_id', label: t.fields.supplier_id, source: suppliers },
    { kind: 'lookup', key: 'warehouse_id', label: t.fields.warehouse_id, source: warehouses },
    { kind: 'day', key: 'expected_from', label: t.filters.expectedFrom },
    { kind: 'day', key: 'expected_to', label: t.filters.expectedTo },
    { kind: 'select', key: 'late', label: t.fields.late, options: yesNo },
    { kind: 'select', key: 'short', label: t.fields.short, options: yesNo },
  ]
  return (
    <ListPage
      name="purchase-orders"
      title={t.title}
      lead={staff ? t.lead : t.leadSupplier}
      actions={create}
      path="/api/purchasing/purchase-orders"
      search="number"
      to={(order) => `/purchase-orders/${order.id}`}
      columns={columns.filter((column) => column !== false)}
      filters={filters.filter((filter) => filter !== false)}
      empty={{ title: t.empty, text: staff ? mayWrite && t.emptyText : t.emptySupplier, action: create }}
    />
  )
}
