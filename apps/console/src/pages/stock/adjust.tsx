import { NativeSelect, SegmentedControl, Text, Textarea, TextInput } from '@mantine/core'
import type { AdjustmentReason, LedgerEntry, LotLevel } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import {
  DayInput,
  EditorForm,
  FieldGrid,
  Lookup,
  orNull,
  PageHeader,
  products,
  QuantityInput,
  Section,
  toast,
  useEditor,
  warehouses,
} from '@/kit'
import { api, changed, reading } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { REASONS, signOf } from './rules'
import classes from './stock.module.css'
import { texts } from './texts'

interface Values {
  warehouse_id: string
  product_id: string
  reason: AdjustmentReason
  way: 'more' | 'less'
  /** Whichever expires first, a lot that is there by its id, or another one. */
  which: string
  lot: string
  expires_on: string | null
  /** How many, without a sign. */
  delta: number | null
  note: string
  [name: string]: unknown
}

export default function Adjust() {
  const t = useTexts(texts)
  return (
    <>
      <PageHeader title={t.form.title} lead={t.form.lead} back={{ to: '/stock', label: t.title }} />
      <Section title={t.form.about}>
        <Form />
      </Section>
    </>
  )
}

function Form() {
  const t = useTexts(texts)
  const f = useFormats()
  const navigate = useNavigate()
  const asked = useSearch({ strict: false }) as {
    product_id?: string
    warehouse_id?: string
    reason?: AdjustmentReason
  }
  let lots: LotLevel[] = []
  const editor = useEditor<Values, LedgerEntry>({
    name: 'adjustment:new',
    initial: {
      warehouse_id: asked.warehouse_id ?? '',
      product_id: asked.product_id ?? '',
      reason: REASONS.find((reason) => reason === asked.reason) ?? 'counted',
      way: 'less',
      which: '',
      lot: '',
      expires_on: null,
      delta: null,
      note: '',
    },
    validate: (values) => ({
      warehouse_id: values.warehouse_id ? null : t.form.needed,
      product_id: values.product_id ? null : t.form.needed,
      delta: values.delta ? null : t.form.positive,
    }),
    save: (values, { id, idempotencyKey }) => {
      const one = lots.find((lot) => lot.id === values.which)
      const other = values.which === 'new'
      const body = {
        id,
        warehouse_id: values.warehouse_id,
        product_id: values.product_id,
        reason: values.reason,
        delta: signOf(values.reason, values.way) * (values.delta ?? 0),
        lot: one ? one.lot : other ? orNull(values.lot) : null,
        expires_on: one ? one.expires_on : other ? values.expires_on : null,
        note: orNull(values.note),
      }
      return api.post('/api/inventory/adjustments', { body, idempotencyKey })
    },
    saved: async (entry) => {
      toast.good(t.form.done)
      await changed('stock', 'lots', 'movements', 'availability', 'audit')
      await navigate({ to: `/stock/products/${entry.product_id}` })
    },
  })
  const { form } = editor
  const { warehouse_id, product_id, reason, way, which, delta } = form.values
  const found = useQuery({
    ...reading('/api/inventory/lots', { query: { product_id, warehouse_id, limit: 200 } }),
    enabled: !!product_id && !!warehouse_id,
  })
  lots = (found.data?.items ?? [])
    .filter((lot) => lot.on_hand > 0)
    .sort((a, b) => (a.expires_on ?? '9').localeCompare(b.expires_on ?? '9'))
  const adds = signOf(reason, way) > 0
  const one = lots.find((lot) => lot.id === which)
  const known = one ? [one] : which === 'new' ? [] : lots
  const there = known.reduce((sum, lot) => sum + lot.on_hand, 0)
  const reserved = known.reduce((sum, lot) => sum + lot.reserved, 0)
  const then = there + (adds ? 1 : -1) * (delta ?? 0)
  const tooMany = !adds && which !== 'new' && then < reserved
  return (
    <EditorForm
      editor={editor}
      labels={{ ...t.fields, warehouse_id: t.fields.warehouse, product_id: t.fields.product, delta: t.form.quantity }}
      save={t.form.save}
      cancel={() => navigate({ to: '/stock' })}
    >
      <FieldGrid>
        <Lookup
          label={t.fields.warehouse}
          required
          source={warehouses}
          value={form.values.warehouse_id}
          {...form.getInputProps('warehouse_id')}
          onChange={(id) => {
            form.setFieldValue('warehouse_id', id ?? '')
            form.setFieldValue('which', '')
          }}
        />
        <Lookup
          label={t.fields.product}
          required
          source={products}
          value={form.values.product_id}
          {...form.getInputProps('product_id')}
          onChange={(id) => {
            form.setFieldValue('product_id', id ?? '')
            form.setFieldValue('which', '')
          }}
        />
        <NativeSelect
          label={t.fields.reason}
          description={t.form.reasonHint[reason]}
          data={REASONS.map((value) => ({ value, label: t.reasons[value] }))}
          {...form.getInputProps('reason')}
        />
        {reason === 'counted' && (
          <div>
            <Text size="sm" fw={500} id="way">
              {t.form.way}
            </Text>
            <SegmentedControl
              aria-labelledby="way"
              data={[
                { value: 'less', label: t.form.less },
                { value: 'more', label: t.form.more },
              ]}
              {...form.getInputProps('way')}
            />
          </div>
        )}
        <NativeSelect
          label={t.form.whichLot}
          data={[
            { value: '', label: adds ? t.form.withoutCode : t.form.automatic },
            ...lots.map((lot) => ({
              value: lot.id,
              label: lot.expires_on
                ? t.form.lotOption({ lot: lot.lot ?? t.noLot, day: f.day(lot.expires_on), n: lot.on_hand })
                : t.form.lotOptionNever({ lot: lot.lot ?? t.noLot, n: lot.on_hand }),
            })),
            { value: 'new', label: t.form.newLot },
          ]}
          {...form.getInputProps('which')}
        />
        {which === 'new' && (
          <>
            <TextInput label={t.form.lotCode} maxLength={64} {...form.getInputProps('lot')} />
            <DayInput
              label={t.fields.expires_on}
              value={form.values.expires_on}
              {...form.getInputProps('expires_on')}
            />
          </>
        )}
        <QuantityInput
          label={t.form.quantity}
          description={t.form.quantityHint}
          required
          max={1_000_000}
          value={form.values.delta}
          {...form.getInputProps('delta')}
        />
      </FieldGrid>
      <Textarea label={t.form.note} description={t.form.noteHint} maxLength={500} {...form.getInputProps('note')} />
      {found.data && !!delta && (
        <p className={classes.preview} data-bad={tooMany || undefined} role="status">
          {tooMany
            ? t.form.tooMany({ n: there - reserved })
            : reserved > 0
              ? t.form.previewReserved({ now: there, reserved, then })
              : t.form.preview({ now: there, then })}
        </p>
      )}
    </EditorForm>
  )
}
