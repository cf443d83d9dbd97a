import { Figure, List, products, warehouses } from '@/kit'
import { changed, STAFF, useCan } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { useHints } from '@/lib/live'
import { useProducts, useWarehouses } from './names'
import { quantities, StockHeader } from './parts'
import { texts } from './texts'

const again = () => void changed('stock')

export default function StockPage() {
  const t = useTexts(texts)
  const f = useFormats()
  const { nameOf, skuOf } = useProducts()
  const places = useWarehouses()
  // Lots are for staff; a supplier reads on at the product.
  const isStaff = useCan(...STAFF)
  useHints('availability', again)
  return (
    <>
      <StockHeader />
      <List
        name="stock"
        path="/api/inventory/stock"
        search={false}
        to={(row) => (isStaff ? `/stock/products/${row.product_id}` : `/products/${row.product_id}`)}
        columns={[
          { key: 'product', label: t.fields.product, value: (row) => nameOf(row.product_id) },
          { key: 'sku', label: t.fields.sku, value: (row) => skuOf(row.product_id) },
          { key: 'warehouse', label: t.fields.warehouse, value: (row) => places.nameOf(row.warehouse_id) },
          ...quantities(t.fields, f.number),
          {
            key: 'daily_demand',
            label: t.fields.demand,
            cell: (row) => <Figure of={row.daily_demand} digits={1} />,
            value: (row) => row.daily_demand,
            align: 'right',
            optional: true,
          },
          {
            key: 'days_of_cover',
            label: t.fields.cover,
            cell: (row) => <Figure of={row.days_of_cover} digits={1} />,
            value: (row) => row.days_of_cover,
            align: 'right',
          },
        ]}
        filters={[
          {
            kind: 'select',
            key: 'level',
            label: t.fields.level,
            options: (['out', 'low'] as const).map((value) => ({ value, label: t.levels[value] })),
          },
          { kind: 'lookup', key: 'product_id', label: t.fields.product, source: products },
          { kind: 'lookup', key: 'warehouse_id', label: t.fields.warehouse, source: warehouses },
        ]}
        empty={{ title: t.empty, text: t.emptyText }}
      />
    </>
  )
}
