import { Button } from '@mantine/core'
import type { AnswerOf } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Columns, Day, DetailPage, Fields, Instant, Section } from '@/kit'
import { reading } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { useWarehouses } from '@/pages/stock/names'
import { PlaceMap } from '@/pages/warehouses/map'
import { DeliveryState } from './parts'
import { texts } from './texts'

type Delivery = AnswerOf<'/api/logistics/deliveries/{id}'>

export default function DeliveryPage() {
  const t = useTexts(texts)
  const f = useFormats()
  const { id } = useParams({ strict: false }) as { id: string }
  const found = useQuery(reading('/api/logistics/deliveries/{id}', { params: { id } }))
  const places = useWarehouses()
  return (
    <DetailPage
      found={found}
      back={{ to: '/deliveries', label: t.title }}
      title={(one) => t.delivery({ number: one.number })}
      badge={(one) => <DeliveryState of={one.status} />}
      actions={(one) => (
        <>
          <Button component={Link} to={`/customers/${one.customer_id}`} variant="default">
            {t.openCustomer}
          </Button>
          <Button component={Link} to={`/orders/${one.order_id}`}>
            {t.openOrder}
          </Button>
        </>
      )}
    >
      {(one: Delivery) => (
        <Columns
          main={
            <Section title={t.goods}>
              <Fields
                items={[
                  [t.fields.on, <Day key="on" of={one.on} />],
                  [
                    t.fields.warehouse,
                    <Link key="warehouse" className="sf-link" to={`/warehouses/${one.warehouse_id}`}>
                      {places.nameOf(one.warehouse_id)}
                    </Link>,
                  ],
                  [t.fields.weight, f.weight(one.weight_grams)],
                  [t.fields.volume, t.litres({ n: f.number(one.volume_ml / 1000, 1) })],
                  [t.fields.created_at, <Instant key="created" of={one.created_at} />],
                  [t.fields.updated_at, <Instant key="updated" of={one.updated_at} />],
                ]}
              />
            </Section>
          }
          side={
            <Section title={t.shop}>
              <Fields
                items={[
                  [t.fields.customer, one.ship_to.business_name],
                  [t.fields.address, one.ship_to.address],
                  [t.fields.city, one.ship_to.city],
                  [
                    t.fields.phone,
                    one.ship_to.phone && (
                      <a key="phone" className="sf-link" href={`tel:${one.ship_to.phone}`}>
                        {one.ship_to.phone}
                      </a>
                    ),
                  ],
                ]}
              />
              {one.ship_to.location && (
                <div style={{ marginTop: 14 }}>
                  <PlaceMap value={one.ship_to.location} label={t.fields.location} />
                </div>
              )}
            </Section>
          }
        />
      )}
    </DetailPage>
  )
}
