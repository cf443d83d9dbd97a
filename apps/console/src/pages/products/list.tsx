import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Ago, Figure, ListPage, Money, suppliers } from '@/kit'
import { reading, useCan } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { editors } from './area'
import { Thumb } from './picture'
import classes from './products.module.css'
import { ProductStatus } from './status'
import { texts } from './texts'
import { categoryName, unitName } from './words'

export default function Products() {
  const t = useTexts(texts)
  const f = useFormats()
  const mayEdit = useCan(...editors)
  // A supplier sees its own products only.
  const mayChoose = useCan('admin', 'purchasing', 'warehouse', 'logistics', 'sales_manager')
  const categories = useQuery(reading('/api/purchasing/categories'))
  const create = mayEdit && (
    <Button component={Link} to="/products/new">
      {t.new}
    </Button>
  )
  return (
    <ListPage
      name="products"
      title={t.title}
      lead={t.lead}
      actions={create}
      path="/api/purchasing/products"
      sort="name"
      to={(product) => `/products/${product.id}`}
      columns={[
        {
          key: 'name',
          label: t.fields.name,
          cell: (p) => (
            <span className={classes.named}>
              <Thumb url={p.image_url} />
              {p.name}
            </span>
          ),
          value: (p) => p.name,
          sort: 'name',
        },
        {
          key: 'sku',
          label: t.fields.sku,
          cell: (p) => <span className={classes.code}>{p.sku}</span>,
          value: (p) => p.sku,
          sort: 'sku',
        },
        { key: 'supplier_name', label: t.fields.supplier_id, value: (p) => p.supplier_name },
        { key: 'category', label: t.fields.category, value: (p) => categoryName(p.category) },
        {
          key: 'price',
          label: t.fields.price,
          cell: (p) => <Money of={p.price} />,
          value: (p) => p.price,
          align: 'right',
        },
        {
          key: 'tax_rate_bp',
          label: t.fields.tax_rate_bp,
          cell: (p) => f.basisPoints(p.tax_rate_bp),
          value: (p) => p.tax_rate_bp / 100,
          align: 'right',
        },
        { key: 'unit', label: t.fields.unit, value: (p) => unitName(p.unit, t.units), optional: true },
        {
          key: 'pack_size',
          label: t.fields.pack_size,
          cell: (p) => <Figure of={p.pack_size} />,
          value: (p) => p.pack_size,
          align: 'right',
          optional: true,
        },
        {
          key: 'weight_grams',
          label: t.fields.weight_grams,
          cell: (p) => f.weight(p.weight_grams),
          value: (p) => p.weight_grams,
          align: 'right',
          optional: true,
        },
        {
          key: 'volume_ml',
          label: t.fields.volume_ml,
          cell: (p) => volume(p.volume_ml, f.number),
          value: (p) => p.volume_ml,
          align: 'right',
          optional: true,
        },
        {
          key: 'shelf_life_days',
          label: t.fields.shelf_life_days,
          value: (p) => p.shelf_life_days,
          align: 'right',
          optional: true,
        },
        {
          key: 'min_days_left',
          label: t.fields.min_days_left,
          value: (p) => p.min_days_left,
          align: 'right',
          optional: true,
        },
        { key: 'barcode', label: t.fields.barcode, value: (p) => p.barcode, optional: true },
        {
          key: 'status',
          label: t.fields.status,
          cell: (p) => <ProductStatus of={p.status} />,
          value: (p) => t.status[p.status] ?? p.status,
        },
        {
          key: 'created_at',
          label: t.fields.created_at,
          cell: (p) => <Ago of={p.created_at} />,
          value: (p) => ({ instant: p.created_at }),
          sort: 'created_at',
          optional: true,
        },
        {
          key: 'updated_at',
          label: t.fields.updated_at,
          cell: (p) => <Ago of={p.updated_at} />,
          value: (p) => ({ instant: p.updated_at }),
          optional: true,
        },
      ]}
      filters={[
        ...(mayChoose
          ? [{ kind: 'lookup' as const, key: 'supplier_id', label: t.fields.supplier_id, source: suppliers }]
          : []),
        {
          kind: 'select',
          key: 'category',
          label: t.fields.category,
          options: (categories.data?.items ?? []).map(({ category }) => ({
            value: category,
            label: categoryName(category) ?? category,
          })),
        },
        {
          kind: 'select',
          key: 'status',
          label: t.fields.status,
          standard: 'active',
          options: [
            { value: 'active', label: t.status.active },
            { value: 'archived', label: t.status.archived },
            { value: 'all', label: t.status.all },
          ],
        },
      ]}
      empty={{ title: t.empty, text: t.emptyText, action: create }}
    />
  )
}

export const volume = (ml: number, number: (value: number, digits?: number) => string): string =>
  ml < 1000 ? `${number(ml)}\u00a0ml` : `${number(ml / 1000, 2)}\u00a0l`
