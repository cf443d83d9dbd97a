import { NativeSelect, TagsInput, TextInput } from '@mantine/core'
import type { Zone } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import {
  DetailPage,
  EditorForm,
  FieldGrid,
  Lookup,
  PageHeader,
  QuantityInput,
  Section,
  toast,
  useEditor,
  warehouses,
} from '@/kit'
import { api, changed, reading } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { texts } from './texts'

interface Values {
  warehouse_id: string
  name: string
  cities: string[]
  calendar: string
  lead_days: number | null
  [name: string]: unknown
}

const valuesOf = (one?: Zone): Values => ({
  warehouse_id: one?.warehouse_id ?? '',
  name: one?.name ?? '',
  cities: one?.cities ?? [],
  calendar: one?.calendar ?? 'default',
  lead_days: one?.lead_days ?? 1,
})

/** `/calendars/zones/new` and `/calendars/zones/$id/edit`. */
export default function EditZone() {
  const t = useTexts(texts)
  const { id } = useParams({ strict: false }) as { id?: string }
  if (id) return <Existing id={id} />
  return (
    <>
      <PageHeader title={t.zones.new} back={{ to: '/calendars/zones', label: t.setup.zones }} />
      <Form />
    </>
  )
}

function Existing({ id }: { id: string }) {
  const t = useTexts(texts)
  const found = useQuery(reading('/api/logistics/zones/{id}', { params: { id } }))
  return (
    <DetailPage
      found={found}
      back={{ to: '/calendars/zones', label: t.setup.zones }}
      title={(one) => t.zones.editTitle({ name: one.name })}
    >
      {(one: Zone) => <Form one={one} />}
    </DetailPage>
  )
}

function Form({ one }: { one?: Zone }) {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const calendars = useQuery(reading('/api/logistics/calendars', { query: { limit: 200, sort: 'code' } }))
  const editor = useEditor<Values, Zone>({
    name: `zone:${one?.id ?? 'new'}`,
    initial: valuesOf(one),
    version: one?.version,
    valuesOf,
    validate: (values) => ({
      name: values.name.trim() ? null : t.zones.needed,
      warehouse_id: values.warehouse_id ? null : t.zones.needed,
      lead_days: values.lead_days === null ? t.zones.needed : null,
    }),
    save: (values, { ifMatch, changes, id, idempotencyKey }) => {
      if (!one) {
        const { warehouse_id, name, cities, calendar, lead_days } = values
        const body = { id, warehouse_id, name, cities, calendar, lead_days }
        return api.post('/api/logistics/zones', { body, idempotencyKey })
      }
      const { warehouse_id: _, ...body } = changes
      return api.patch('/api/logistics/zones/{id}', { params: { id: one.id }, ifMatch, body })
    },
    saved: async () => {
      toast.good(one ? t.zones.saved : t.zones.created)
      await changed('zones', 'audit')
      await navigate({ to: '/calendars/zones' })
    },
  })
  const { form } = editor
  const codes = new Set(['default', form.values.calendar, ...(calendars.data?.items ?? []).map((it) => it.code)])
  return (
    <Section title={t.zones.about}>
      <EditorForm
        editor={editor}
        labels={{ ...t.fields, warehouse_id: t.fields.warehouse }}
        show={{ cities: (cities: string[]) => cities.join(', ') || t.zones.fallback }}
        cancel={() => navigate({ to: '/calendars/zones' })}
      >
        <FieldGrid>
          <TextInput label={t.fields.name} required maxLength={120} data-autofocus {...form.getInputProps('name')} />
          <Lookup
            label={t.fields.warehouse}
            required
            disabled={!!one}
            source={warehouses}
            value={form.values.warehouse_id}
            {...form.getInputProps('warehouse_id')}
          />
          <NativeSelect label={t.fields.calendar} data={[...codes].sort()} {...form.getInputProps('calendar')} />
          <QuantityInput
            label={t.fields.lead_days}
            description={t.zones.leadHint}
            required
            max={14}
            value={form.values.lead_days}
            {...form.getInputProps('lead_days')}
          />
        </FieldGrid>
        <TagsInput
          label={t.fields.cities}
          description={t.zones.citiesHint}
          maxTags={200}
          acceptValueOnBlur
          {...form.getInputProps('cities')}
        />
      </EditorForm>
    </Section>
  )
}
