import { NativeSelect, NumberInput, TextInput } from '@mantine/core'
import type { AnswerOf } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type ReactNode, useId, useState } from 'react'
import {
  DetailPage,
  EditorForm,
  FieldGrid,
  Lookup,
  Money,
  MoneyInput,
  orNull,
  PageHeader,
  QuantityInput,
  Section,
  Stack,
  suppliers,
  toast,
  useEditor,
} from '@/kit'
import { api, changed, reading } from '@/lib/api'
import { useFormats, useLang, useTexts } from '@/lib/lang'
import classes from './products.module.css'
import { texts } from './texts'
import { categoryName, isOwn, unitName } from './words'

type Product = AnswerOf<'/api/purchasing/products/{id}'>
type Amount = Product['price']

interface Values {
  name: string
  sku: string
  supplier_id: string | null
  category: string
  barcode: string
  price: Amount | null
  tax_rate_bp: number | null
  unit: string
  pack_size: number | null
  weight_grams: number | null
  volume_ml: number | null
  shelf_life_days: number | null
  min_days_left: number | null
  image_url: string
  [name: string]: unknown
}

const valuesOf = (product?: Product): Values => ({
  name: product?.name ?? '',
  sku: product?.sku ?? '',
  supplier_id: product?.supplier_id ?? null,
  category: product?.category ?? '',
  barcode: product?.barcode ?? '',
  price: product?.price ?? null,
  tax_rate_bp: product ? product.tax_rate_bp : 1900,
  unit: product?.unit ?? 'unit',
  pack_size: product?.pack_size ?? 1,
  weight_grams: product?.weight_grams ?? null,
  volume_ml: product?.volume_ml ?? null,
  shelf_life_days: product?.shelf_life_days ?? null,
  min_days_left: product?.min_days_left ?? null,
  image_url: product?.image_url ?? '',
})

/** What a PATCH says: texts that may be absent become `null`, figures that may not become what a new product has. */
export function bodyOf(values: Partial<Values>): Record<string, unknown> {
  const body: Record<string, unknown> = { ...values }
  for (const name of ['category', 'barcode', 'image_url']) {
    if (typeof body[name] === 'string') body[name] = orNull(body[name])
  }
  for (const [name, standard] of Object.entries({ tax_rate_bp: 0, pack_size: 1, weight_grams: 0, volume_ml: 0 })) {
    if (body[name] === null) body[name] = standard
  }
  return body
}

/** `/products/new` and `/products/$id/edit`. */
export default function EditProduct() {
  const t = useTexts(texts)
  const { id } = useParams({ strict: false }) as { id?: string }
  if (!id) {
    return (
      <>
        <PageHeader title={t.new} back={{ to: '/products', label: t.title }} />
        <ProductForm />
      </>
    )
  }
  return <Existing id={id} />
}

function Existing({ id }: { id: string }) {
  const t = useTexts(texts)
  const found = useQuery(reading('/api/purchasing/products/{id}', { params: { id } }))
  return (
    <DetailPage
      found={found}
      back={{ to: `/products/${id}`, label: found.data?.name ?? t.title }}
      title={(product) => t.editTitle({ name: product.name })}
    >
      {(product) => <ProductForm product={product} />}
    </DetailPage>
  )
}

function ProductForm({ product }: { product?: Product }) {
  const t = useTexts(texts)
  const f = useFormats()
  const lists = useId()
  const navigate = useNavigate()
  const categories = useQuery(reading('/api/purchasing/categories'))
  const editor = useEditor<Values, Product>({
    name: `product:${product?.id ?? 'new'}`,
    initial: valuesOf(product),
    version: product?.version,
    valuesOf,
    validate: (values) => ({
      name: values.name.trim() ? undefined : t.required,
      sku: values.sku.trim() ? undefined : t.required,
      supplier_id: values.supplier_id ? undefined : t.required,
      price: values.price ? undefined : t.required,
      unit: values.unit.trim() ? undefined : t.required,
    }),
    save: (values, { ifMatch, changes, id, idempotencyKey }) => {
      if (!product) {
        const body = { ...bodyOf(values), id } as never
        return api.post('/api/purchasing/products', { body, idempotencyKey })
      }
      return api.patch('/api/purchasing/products/{id}', {
        params: { id: product.id },
        ifMatch,
        body: bodyOf(changes) as never,
      })
    },
    saved: async (saved) => {
      toast.good(product ? t.saved : t.created)
      await changed('products', 'categories', 'audit')
      await navigate({ to: `/products/${saved.id}` })
    },
  })
  const { form } = editor
  return (
    <div className={classes.form}>
      <EditorForm
        editor={editor}
        labels={{ ...t.fields, ...t.inputs }}
        show={{
          price: (price: Amount) => <Money of={price} />,
          tax_rate_bp: (rate: number) => f.basisPoints(rate),
          supplier_id: (of: string) => <SupplierName id={of} />,
          image_url: (url: string) => (isOwn(url) ? t.image.own : url),
          unit: (unit: string) => unitName(unit, t.units),
        }}
        cancel={() => navigate({ to: product ? `/products/${product.id}` : '/products' })}
      >
        <Stack>
          <Section title={t.about}>
            <FieldGrid>
              <TextInput
                label={t.fields.name}
                required
                maxLength={200}
                data-autofocus
                {...form.getInputProps('name')}
              />
              <TextInput
                label={t.fields.sku}
                description={t.hints.sku}
                required
                maxLength={64}
                {...form.getInputProps('sku')}
              />
              <Lookup
                label={t.fields.supplier_id}
                required
                source={suppliers}
                {...form.getInputProps('supplier_id')}
                value={form.getValues().supplier_id}
              />
              <TextInput
                label={t.fields.category}
                description={t.hints.category}
                maxLength={60}
                list={`${lists}c`}
                {...form.getInputProps('category')}
              />
              <MoneyInput
                label={t.inputs.price}
                description={product ? t.hints.price : t.hints.newPrice}
                required
                {...form.getInputProps('price')}
                value={form.getValues().price}
              />
              <PercentInput label={t.inputs.tax_rate_bp} {...form.getInputProps('tax_rate_bp')} />
              <TextInput
                label={t.fields.barcode}
                maxLength={32}
                inputMode="numeric"
                {...form.getInputProps('barcode')}
              />
              {!isOwn(form.getValues().image_url) && (
                <TextInput
                  label={t.inputs.image_url}
                  description={t.hints.image_url}
                  type="url"
                  {...form.getInputProps('image_url')}
                />
              )}
            </FieldGrid>
            <datalist id={`${lists}c`}>
              {categories.data?.items.map(({ category }) => (
                <option key={category} value={category}>
                  {categoryName(category)}
                </option>
              ))}
            </datalist>
          </Section>
          <Section title={t.logistics}>
            <FieldGrid>
              <UnitInput {...form.getInputProps('unit')} value={form.getValues().unit} />
              <QuantityInput
                label={t.fields.pack_size}
                description={t.hints.pack_size}
                {...form.getInputProps('pack_size')}
                value={form.getValues().pack_size}
              />
              <QuantityInput
                label={t.inputs.weight_grams}
                {...form.getInputProps('weight_grams')}
                value={form.getValues().weight_grams}
              />
              <QuantityInput
                label={t.inputs.volume_ml}
                {...form.getInputProps('volume_ml')}
                value={form.getValues().volume_ml}
              />
              <QuantityInput
                label={t.fields.shelf_life_days}
                {...form.getInputProps('shelf_life_days')}
                value={form.getValues().shelf_life_days}
              />
              <QuantityInput
                label={t.fields.min_days_left}
                description={t.hints.min_days_left}
                {...form.getInputProps('min_days_left')}
                value={form.getValues().min_days_left}
              />
            </FieldGrid>
          </Section>
        </Stack>
      </EditorForm>
    </div>
  )
}

function SupplierName({ id }: { id: string }) {
  const found = useQuery(reading('/api/purchasing/suppliers/{id}', { params: { id } }))
  return found.data?.legal_name ?? '…'
}

/** One of the units that everybody knows, or another that is typed. */
function UnitInput({
  value,
  onChange,
  ...rest
}: {
  value: string
  onChange?: (value: string) => void
  error?: ReactNode
}) {
  const t = useTexts(texts)
  const known = Object.keys(t.units)
  const [free, setFree] = useState(false)
  const shared = { ...rest, label: t.fields.unit, description: t.hints.unit, required: true }
  if (free || !known.includes(value)) {
    return (
      <TextInput
        {...shared}
        description={t.hints.freeUnit}
        maxLength={20}
        autoFocus={free}
        value={value}
        onChange={(event) => {
          setFree(true)
          onChange?.(event.currentTarget.value)
        }}
      />
    )
  }
  return (
    <NativeSelect
      {...shared}
      value={value}
      onChange={(event) => {
        const chosen = event.currentTarget.value
        if (chosen === OTHER) setFree(true)
        onChange?.(chosen === OTHER ? '' : chosen)
      }}
      data={[
        ...known.map((unit) => ({ value: unit, label: unitName(unit, t.units) })),
        { value: OTHER, label: t.otherUnit },
      ]}
    />
  )
}

const OTHER = '…'

/** Basis points, typed as a percentage. */
function PercentInput({
  value,
  onChange,
  ...rest
}: {
  label: string
  value?: number | null
  onChange?: (value: number | null) => void
}) {
  const decimalSeparator = useLang() === 'es' ? ',' : '.'
  return (
    <NumberInput
      suffix=" %"
      min={0}
      max={100}
      decimalScale={2}
      decimalSeparator={decimalSeparator}
      hideControls
      inputMode="decimal"
      {...rest}
      value={value === null || value === undefined ? '' : value / 100}
      onChange={(typed) =>
        onChange?.(typed === '' || Number.isNaN(Number(typed)) ? null : Math.round(Number(typed) * 100))
      }
    />
  )
}
