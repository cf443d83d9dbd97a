import { List, products, warehouses } from '@/kit'
import { useTexts } from '@/lib/lang'
import { useLedgerColumns } from './ledger'
import { StockHeader } from './parts'
import { texts } from './texts'

export default function Movements() {
  const t = useTexts(texts)
  const columns = useLedgerColumns()
  return (
    <>
      <StockHeader />
      <List
        name="movements"
        path="/api/inventory/movements"
        search={false}
        columns={columns}
        filters={[
          { kind: 'lookup', key: 'product_id', label: t.fields.product, source: products },
          { kind: 'lookup', key: 'warehouse_id', label: t.fields.warehouse, source: warehouses },
        ]}
        empty={{ title: t.emptyMovements }}
      />
    </>
  )
}
