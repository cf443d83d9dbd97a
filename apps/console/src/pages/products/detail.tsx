import { Button } from '@mantine/core'
import type { AnswerOf } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Columns, confirm, DetailPage, Fields, History, Instant, Money, Section, useCommand } from '@/kit'
import { api, changed, reading, useCan } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { editors } from './area'
import { Image } from './image'
import { volume } from './list'
import { Prices } from './prices'
import { ProductStatus } from './status'
import { Availability } from './stock'
import { texts } from './texts'
import { categoryName, isOwn, unitName } from './words'

type Product = AnswerOf<'/api/purchasing/products/{id}'>

export default function ProductPage() {
  const t = useTexts(texts)
  const f = useFormats()
  const { id } = useParams({ strict: false }) as { id: string }
  const found = useQuery(reading('/api/purchasing/products/{id}', { params: { id } }))
  const mayEdit = useCan(...editors)
  return (
    <DetailPage
      found={found}
      back={{ to: '/products', label: t.title }}
      title={(product) => product.name}
      badge={(product) => <ProductStatus of={product.status} />}
      lead={(product) => product.sku}
      actions={(product) =>
        mayEdit && (
          <>
            <Archive product={product} />
            <Button component={Link} to={`/products/${id}/edit`}>
              {t.edit}
            </Button>
          </>
        )
      }
    >
      {(product) => (
        <Columns
          main={
            <>
              <Section title={t.about}>
                <Fields
                  items={[
                    [t.fields.price, <Money key="price" of={product.price} />],
                    [t.fields.tax_rate_bp, f.basisPoints(product.tax_rate_bp)],
                    [
                      t.fields.supplier_id,
                      <Link key="supplier" className="sf-link" to={`/suppliers/${product.supplier_id}`}>
                        {product.supplier_name}
                      </Link>,
                    ],
                    [t.fields.category, categoryName(product.category)],
                    [t.fields.barcode, product.barcode],
                    [t.fields.created_at, <Instant key="created" of={product.created_at} />],
                    [t.fields.updated_at, <Instant key="updated" of={product.updated_at} />],
                  ]}
                />
              </Section>
              <Section title={t.logistics}>
                <Fields
                  items={[
                    [t.fields.unit, unitName(product.unit, t.units)],
                    [t.fields.pack_size, f.number(product.pack_size)],
                    [t.fields.weight_grams, product.weight_grams > 0 && f.weight(product.weight_grams)],
                    [t.fields.volume_ml, product.volume_ml > 0 && volume(product.volume_ml, f.number)],
                    [t.fields.shelf_life_days, product.shelf_life_days],
                    [t.fields.min_days_left, product.min_days_left],
                  ]}
                />
              </Section>
              <Availability id={id} />
              {mayEdit && <Prices id={id} mayEdit={product.status === 'active'} />}
            </>
          }
          side={
            <>
              <Image product={product} mayEdit={mayEdit} />
              <History
                service="purchasing"
                subject={id}
                what={t.history}
                labels={recorded(t.fields)}
                show={{
                  status: (status: Product['status']) => t.status[status] ?? status,
                  price: (price: Product['price']) => <Money of={price} />,
                  tax_rate_bp: (rate: number) => f.basisPoints(rate),
                  weight_grams: (grams: number) => f.weight(grams),
                  volume_ml: (ml: number) => volume(ml, f.number),
                  unit: (unit: string) => unitName(unit, t.units),
                  category: (category: string) => categoryName(category),
                  image_url: (url: string) => (isOwn(url) ? t.image.own : url),
                  supplier_id: (of: string) => <SupplierName id={of} />,
                }}
              />
            </>
          }
        />
      )}
    </DetailPage>
  )
}

/** The names of what the log tells; when it was says the entry itself. */
function recorded(fields: Record<string, string>): Record<string, string> {
  const { created_at: _, updated_at: __, ...others } = fields
  return others
}

function SupplierName({ id }: { id: string }) {
  const found = useQuery(reading('/api/purchasing/suppliers/{id}', { params: { id } }))
  return found.data?.legal_name ?? '…'
}

function Archive({ product }: { product: Product }) {
  const t = useTexts(texts)
  const command = useCommand()
  const become = async (status: 'active' | 'archived', done: string) => {
    await command.run(
      () =>
        api.patch('/api/purchasing/products/{id}', {
          params: { id: product.id },
          ifMatch: product.version,
          body: { status },
        }),
      done,
    )
    await changed('products', 'categories', 'audit')
  }
  const archive = async () => {
    const { name } = product
    if (await confirm({ title: t.archiveTitle({ name }), text: t.archiveText, yes: t.archive, danger: true })) {
      await become('archived', t.archived)
    }
  }
  return product.status === 'archived' ? (
    <Button variant="default" loading={command.busy} onClick={() => become('active', t.revived)}>
      {t.revive}
    </Button>
  ) : (
    <Button variant="default" loading={command.busy} onClick={archive}>
      {t.archive}
    </Button>
  )
}
