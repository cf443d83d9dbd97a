import { Button } from '@mantine/core'
import type { AnswerOf } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Columns, DetailPage, Fields, History, Instant, List, Section, Stack } from '@/kit'
import { reading, useCan } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { useProducts } from '@/pages/stock/names'
import { quantities } from '@/pages/stock/parts'
import stock from '@/pages/stock/stock.module.css'
import { editors } from './area'
import { PlaceMap } from './map'
import type { Point } from './place'
import { texts } from './texts'

type Warehouse = AnswerOf<'/api/inventory/warehouses/{id}'>

export default function WarehousePage() {
  const t = useTexts(texts)
  const f = useFormats()
  const { id } = useParams({ strict: false }) as { id: string }
  const found = useQuery(reading('/api/inventory/warehouses/{id}', { params: { id } }))
  const mayEdit = useCan(...editors)
  const { nameOf } = useProducts()
  return (
    <DetailPage
      found={found}
      back={{ to: '/warehouses', label: t.title }}
      title={(one) => one.name}
      lead={(one) => one.code}
      actions={() => (
        <>
          <Button component={Link} to="/deliveries" search={{ warehouse_id: id } as never} variant="default">
            {t.deliveries}
          </Button>
          {mayEdit && (
            <Button component={Link} to={`/warehouses/${id}/edit`}>
              {t.edit}
            </Button>
          )}
        </>
      )}
    >
      {(one: Warehouse) => (
        <Columns
          main={
            <>
              <Section title={t.about}>
                <Fields
                  items={[
                    [t.fields.code, one.code],
                    [t.fields.city, one.city],
                    [t.fields.address, one.address],
                    [t.fields.created_at, <Instant key="created" of={one.created_at} />],
                    [t.fields.updated_at, <Instant key="updated" of={one.updated_at} />],
                  ]}
                />
              </Section>
              <Section
                title={t.stock}
                flush
                actions={
                  <Link className="sf-link" to="/stock" search={{ warehouse_id: id } as never}>
                    {t.allStock}
                  </Link>
                }
              >
                <div className={stock.bare}>
                  <List
                    embedded
                    name="warehouse-stock"
                    path="/api/inventory/stock"
                    search={false}
                    fixed={{ warehouse_id: id }}
                    limit={20}
                    to={(row) => `/stock/products/${row.product_id}`}
                    columns={[
                      { key: 'product', label: t.fields.product, value: (row) => nameOf(row.product_id) },
                      ...quantities(t.fields, f.number),
                    ]}
                    empty={{ title: t.noStock }}
                  />
                </div>
              </Section>
            </>
          }
          side={
            <Stack>
              <Section title={t.where}>
                <PlaceMap value={one.location} self={id} />
                <p style={{ margin: '8px 0 0' }}>{where(one.location)}</p>
              </Section>
              <History
                service="inventory"
                subject={id}
                what={t.history}
                labels={t.fields}
                show={{ location: (point: Point) => where(point) }}
              />
            </Stack>
          }
        />
      )}
    </DetailPage>
  )
}

const where = ({ lat, lon }: Point) => `${lat.toFixed(4)}, ${lon.toFixed(4)}`
