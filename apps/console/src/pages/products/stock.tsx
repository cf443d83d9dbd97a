import { useQuery } from '@tanstack/react-query'
import { Failed, Figure, Loading, Rows, Section } from '@/kit'
import { reading, STAFF, useCan } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import classes from './products.module.css'
import { texts } from './texts'

/** How much could be promised now, and for staff where it lies. */
export function Availability({ id }: { id: string }) {
  const t = useTexts(texts).stock
  const f = useFormats()
  const found = useQuery(reading('/api/inventory/availability', { query: { product_ids: id } }))
  const isStaff = useCan(...STAFF)
  const one = found.data?.items[0]
  return (
    <Section
      title={t.title}
      flush
      actions={found.data && <span className="sf-quiet">{t.asOf({ time: f.time(found.data.as_of) })}</span>}
    >
      {found.isPending && <Loading />}
      {found.isError && !found.data && <Failed error={found.error} retry={found.refetch} />}
      {found.data && (
        <dl className={classes.figures}>
          <div>
            <dt>{t.available}</dt>
            <dd>
              <Figure of={one?.available ?? 0} />
            </dd>
          </div>
          <div>
            <dt>{t.inOne}</dt>
            <dd>
              <Figure of={one?.in_one_warehouse ?? 0} />
            </dd>
          </div>
        </dl>
      )}
      {isStaff && <ByWarehouse id={id} />}
    </Section>
  )
}

function ByWarehouse({ id }: { id: string }) {
  const t = useTexts(texts).stock
  const stock = useQuery(reading('/api/inventory/stock', { query: { product_id: id, limit: 200 } }))
  const warehouses = useQuery(reading('/api/inventory/warehouses', { query: { limit: 200 } }))
  const names = new Map(warehouses.data?.items.map((one) => [one.id as string, one.name]))
  const rows = stock.data?.items ?? []
  if (stock.isError && !stock.data) return <Failed error={stock.error} retry={stock.refetch} />
  if (rows.length === 0) return stock.data ? <p className={`${classes.more} sf-quiet`}>{t.none}</p> : null
  return (
    <Rows
      label={t.byWarehouse}
      rows={rows}
      rowKey={(row) => row.warehouse_id}
      columns={[
        { key: 'warehouse', label: t.warehouse, value: (row) => names.get(row.warehouse_id) },
        {
          key: 'on_hand',
          label: t.onHand,
          cell: (row) => <Figure of={row.on_hand} />,
          value: (row) => row.on_hand,
          align: 'right',
        },
        {
          key: 'reserved',
          label: t.reserved,
          cell: (row) => <Figure of={row.reserved} />,
          value: (row) => row.reserved,
          align: 'right',
        },
        {
          key: 'available',
          label: t.free,
          cell: (row) => <Figure of={row.available} />,
          value: (row) => row.available,
          align: 'right',
        },
      ]}
    />
  )
}
