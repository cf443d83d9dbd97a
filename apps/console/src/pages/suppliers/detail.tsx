import { Button } from '@mantine/core'
import type { AnswerOf } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Columns, confirm, DetailPage, Fields, History, Instant, List, Money, Section, useCommand } from '@/kit'
import { api, changed, reading, useCan } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { editors } from './area'
import { SupplierStatus } from './status'
import { texts } from './texts'

type Supplier = AnswerOf<'/api/purchasing/suppliers/{id}'>

export default function SupplierPage() {
  const t = useTexts(texts)
  const { id } = useParams({ strict: false }) as { id: string }
  const found = useQuery(reading('/api/purchasing/suppliers/{id}', { params: { id } }))
  const mayEdit = useCan(...editors)
  return (
    <DetailPage
      found={found}
      back={{ to: '/suppliers', label: t.title }}
      title={(supplier) => supplier.legal_name}
      badge={(supplier) => <SupplierStatus of={supplier.status} />}
      actions={(supplier) =>
        mayEdit && (
          <>
            <Archive supplier={supplier} />
            <Button component={Link} to={`/suppliers/${id}/edit`}>
              {t.edit}
            </Button>
          </>
        )
      }
    >
      {(supplier) => (
        <Columns
          main={
            <>
              <Section title={t.about}>
                <Fields
                  items={[
                    [t.fields.legal_name, supplier.legal_name],
                    [t.fields.tax_id, supplier.tax_id],
                    [
                      t.fields.email,
                      <a key="email" className="sf-link" href={`mailto:${supplier.email}`}>
                        {supplier.email}
                      </a>,
                    ],
                    [t.fields.phone, supplier.phone],
                    [t.fields.created_at, <Instant key="created" of={supplier.created_at} />],
                    [t.fields.updated_at, <Instant key="updated" of={supplier.updated_at} />],
                  ]}
                />
              </Section>
              <List
                embedded
                name="supplier-products"
                path="/api/purchasing/products"
                fixed={{ supplier_id: id }}
                sort="name"
                to={(product) => `/products/${product.id}`}
                columns={[
                  { key: 'name', label: t.product.name, value: (p) => p.name, sort: 'name' },
                  { key: 'sku', label: t.product.sku, value: (p) => p.sku, sort: 'sku' },
                  {
                    key: 'price',
                    label: t.product.price,
                    cell: (p) => <Money of={p.price} />,
                    value: (p) => p.price,
                    align: 'right',
                  },
                ]}
                empty={{ title: t.product.none }}
              />
            </>
          }
          side={
            <History
              service="purchasing"
              subject={id}
              what={t.history}
              labels={t.fields}
              show={{ status: (status: Supplier['status']) => t.status[status] ?? status }}
            />
          }
        />
      )}
    </DetailPage>
  )
}

function Archive({ supplier }: { supplier: Supplier }) {
  const t = useTexts(texts)
  const command = useCommand()
  const become = async (status: 'active' | 'archived', done: string) => {
    await command.run(
      () =>
        api.patch('/api/purchasing/suppliers/{id}', {
          params: { id: supplier.id },
          ifMatch: supplier.version,
          body: { status },
        }),
      done,
    )
    await changed('suppliers', 'audit')
  }
  const archive = async () => {
    const name = supplier.legal_name
    if (await confirm({ title: t.archiveTitle({ name }), text: t.archiveText, yes: t.archive, danger: true })) {
      await become('archived', t.archived)
    }
  }
  return supplier.status === 'archived' ? (
    <Button variant="default" loading={command.busy} onClick={() => become('active', t.revived)}>
      {t.revive}
    </Button>
  ) : (
    <Button variant="default" loading={command.busy} onClick={archive}>
      {t.archive}
    </Button>
  )
}
