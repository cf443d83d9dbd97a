import { Day, List, products, warehouses } from '@/kit'
import { useFormats, useTexts } from '@/lib/lang'
import { useProducts, useWarehouses } from './names'
import { Lot, LotStatus, quantities, StockHeader } from './parts'
import { texts } from './texts'

export default function Lots() {
  const t = useTexts(texts)
  const f = useFormats()
  const { nameOf, skuOf } = useProducts()
  const places = useWarehouses()
  return (
    <>
      <StockHeader />
      <List
        name="lots"
        path="/api/inventory/lots"
        search={false}
        to={(lot) => `/stock/products/${lot.product_id}`}
        columns={[
          { key: 'product', label: t.fields.product, value: (lot) => nameOf(lot.product_id) },
          { key: 'sku', label: t.fields.sku, value: (lot) => skuOf(lot.product_id), optional: true },
          { key: 'lot', label: t.fields.lot, cell: (lot) => <Lot of={lot.lot} />, value: (lot) => lot.lot ?? t.noLot },
          { key: 'warehouse', label: t.fields.warehouse, value: (lot) => places.nameOf(lot.warehouse_id) },
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
          ...quantities(t.fields, f.number),
          {
            key: 'created_at',
            label: t.fields.created_at,
            value: (lot) => ({ instant: lot.created_at }),
            cell: (lot) => f.dayOf(lot.created_at),
            sort: 'created_at',
            optional: true,
          },
        ]}
        filters={[
          {
            kind: 'select',
            key: 'contents',
            label: t.contents.label,
            standard: 'filled',
            options: [
              { value: 'filled', label: t.contents.filled },
              { value: 'any', label: t.contents.any },
            ],
          },
          { kind: 'lookup', key: 'product_id', label: t.fields.product, source: products },
          { kind: 'lookup', key: 'warehouse_id', label: t.fields.warehouse, source: warehouses },
          { kind: 'day', key: 'expires_before', label: t.fields.before },
        ]}
        empty={{ title: t.emptyLots, text: t.emptyText }}
      />
    </>
  )
}
