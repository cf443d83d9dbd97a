import type { LedgerEntry } from '@storeflow/api'
import { Link } from '@tanstack/react-router'
import { type Column, Instant } from '@/kit'
import { useFormats, useTexts } from '@/lib/lang'
import { useProducts, useWarehouses } from './names'
import { Change, Lot, Reason } from './parts'
import classes from './stock.module.css'
import { texts } from './texts'

const OF_ORDERS = new Set(['issued', 'reserved', 'released'])

/** The columns of the ledger. */
export function useLedgerColumns(): Column<LedgerEntry>[] {
  const t = useTexts(texts)
  const f = useFormats()
  const { nameOf } = useProducts()
  const places = useWarehouses()
  return [
    {
      key: 'at',
      label: t.fields.at,
      cell: (row) => <Instant of={row.at} />,
      value: (row) => ({ instant: row.at }),
      sort: 'created_at',
    },
    {
      key: 'product',
      label: t.fields.product,
      cell: (row) => (
        <Link className="sf-link" to={`/stock/products/${row.product_id}`}>
          {nameOf(row.product_id)}
        </Link>
      ),
      value: (row) => nameOf(row.product_id),
    },
    { key: 'warehouse', label: t.fields.warehouse, value: (row) => places.nameOf(row.warehouse_id) },
    { key: 'lot', label: t.fields.lot, cell: (row) => <Lot of={row.lot} />, value: (row) => row.lot ?? t.noLot },
    {
      key: 'reason',
      label: t.fields.reason,
      cell: (row) => <Reason of={row.reason} />,
      value: (row) => t.reasons[row.reason] ?? row.reason,
    },
    {
      key: 'delta',
      label: t.fields.delta,
      cell: (row) => <Change of={row.delta} />,
      value: (row) => row.delta,
      align: 'right',
    },
    {
      key: 'delta_reserved',
      label: t.fields.delta_reserved,
      cell: (row) => <Change of={row.delta_reserved} />,
      value: (row) => row.delta_reserved,
      align: 'right',
    },
    {
      key: 'balance_after',
      label: t.fields.balance_after,
      cell: (row) => <span className="sf-figures">{f.number(row.balance_after)}</span>,
      value: (row) => row.balance_after,
      align: 'right',
    },
    {
      key: 'note',
      label: t.fields.note,
      cell: (row) =>
        row.reference && OF_ORDERS.has(row.reason) ? (
          <Link className={`sf-link ${classes.code}`} to={`/orders/${row.reference}`}>
            {t.openOrder}
          </Link>
        ) : (
          (row.note ?? '—')
        ),
      value: (row) => row.note,
    },
  ]
}
