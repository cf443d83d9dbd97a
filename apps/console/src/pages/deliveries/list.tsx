import { Button } from '@mantine/core'
import { addDays } from '@storeflow/i18n'
import { Link } from '@tanstack/react-router'
import { Ago, customers, Day, Figure, List, warehouses } from '@/kit'
import { useFormats, useTexts } from '@/lib/lang'
import { useWarehouses } from '@/pages/stock/names'
import { DeliveriesHeader, DeliveryState } from './parts'
import { texts } from './texts'

export default function Deliveries() {
  const t = useTexts(texts)
  const f = useFormats()
  const places = useWarehouses()
  const today = f.today()
  return (
    <>
      <DeliveriesHeader
        actions={
          <>
            <Button component={Link} to="/deliveries" search={{ on: today } as never} variant="default">
              {t.today}
            </Button>
            <Button component={Link} to="/deliveries" search={{ on: addDays(today, 1) } as never} variant="default">
              {t.tomorrow}
            </Button>
          </>
        }
      />
      <List
        name="deliveries"
        path="/api/logistics/deliveries"
        search={false}
        to={(one) => `/deliveries/${one.id}`}
        columns={[
          { key: 'number', label: t.fields.number, value: (one) => one.number },
          {
            key: 'on',
            label: t.fields.on,
            cell: (one) => <Day of={one.on} />,
            value: (one) => ({ day: one.on }),
            sort: 'on',
          },
          { key: 'customer', label: t.fields.customer, value: (one) => one.ship_to.business_name },
          { key: 'address', label: t.fields.address, value: (one) => one.ship_to.address, optional: true },
          { key: 'city', label: t.fields.city, value: (one) => one.ship_to.city },
          { key: 'warehouse', label: t.fields.warehouse, value: (one) => places.nameOf(one.warehouse_id) },
          {
            key: 'status',
            label: t.fields.status,
            cell: (one) => <DeliveryState of={one.status} />,
            value: (one) => t.status[one.status] ?? one.status,
          },
          {
            key: 'weight',
            label: `${t.fields.weight} (kg)`,
            cell: (one) => <Figure of={one.weight_grams / 1000} digits={1} />,
            value: (one) => one.weight_grams / 1000,
            align: 'right',
          },
          {
            key: 'created_at',
            label: t.fields.created_at,
            cell: (one) => <Ago of={one.created_at} />,
            value: (one) => ({ instant: one.created_at }),
            sort: 'created_at',
            optional: true,
          },
        ]}
        filters={[
          {
            kind: 'select',
            key: 'status',
            label: t.fields.status,
            options: (['scheduled', 'in_transit', 'delivered', 'failed', 'cancelled'] as const).map((value) => ({
              value,
              label: t.status[value],
            })),
          },
          { kind: 'day', key: 'on', label: t.fields.on },
          { kind: 'lookup', key: 'warehouse_id', label: t.fields.warehouse, source: warehouses },
          { kind: 'lookup', key: 'customer_id', label: t.fields.customer, source: customers },
        ]}
        empty={{ title: t.empty, text: t.emptyText }}
      />
    </>
  )
}
