import { TextInput } from '@mantine/core'
import type { AnswerOf } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { DetailPage, EditorForm, FieldGrid, PageHeader, Section, toast, useEditor } from '@/kit'
import { api, changed, reading } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { PlaceMap } from './map'
import { degrees, type Point, pasted } from './place'
import { texts } from './texts'

type Warehouse = AnswerOf<'/api/inventory/warehouses/{id}'>

interface Values {
  code: string
  name: string
  address: string
  city: string
  /** As typed. */
  location: { lat: string; lon: string }
  [name: string]: unknown
}

const valuesOf = (one?: Warehouse): Values => ({
  code: one?.code ?? '',
  name: one?.name ?? '',
  address: one?.address ?? '',
  city: one?.city ?? '',
  location: one ? { lat: String(one.location.lat), lon: String(one.location.lon) } : { lat: '', lon: '' },
})

function pointOf({ lat, lon }: Values['location']): Point | undefined {
  const [north, east] = [degrees(lat, 90), degrees(lon, 180)]
  return north === undefined || east === undefined ? undefined : { lat: north, lon: east }
}

/** `/warehouses/new` and `/warehouses/$id/edit`. */
export default function EditWarehouse() {
  const t = useTexts(texts)
  const { id } = useParams({ strict: false }) as { id?: string }
  if (id) return <Existing id={id} />
  return (
    <>
      <PageHeader title={t.new} back={{ to: '/warehouses', label: t.title }} />
      <Form />
    </>
  )
}

function Existing({ id }: { id: string }) {
  const t = useTexts(texts)
  const found = useQuery(reading('/api/inventory/warehouses/{id}', { params: { id } }))
  return (
    <DetailPage
      found={found}
      back={{ to: `/warehouses/${id}`, label: found.data?.name ?? t.title }}
      title={(one) => t.editTitle({ name: one.name })}
    >
      {(one: Warehouse) => <Form one={one} />}
    </DetailPage>
  )
}

function Form({ one }: { one?: Warehouse }) {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const needed = (text: string) => (text.trim() ? null : t.needed)
  const editor = useEditor<Values, Warehouse>({
    name: `warehouse:${one?.id ?? 'new'}`,
    initial: valuesOf(one),
    version: one?.version,
    valuesOf,
    validate: (values) => ({
      code: needed(values.code),
      name: needed(values.name),
      address: needed(values.address),
      city: needed(values.city),
      'location.lat': degrees(values.location.lat, 90) === undefined ? t.badLat : null,
      'location.lon': degrees(values.location.lon, 180) === undefined ? t.badLon : null,
    }),
    save: (values, { ifMatch, changes, id, idempotencyKey }) => {
      const location = pointOf(values.location) as Point
      if (!one) {
        const { code, name, address, city } = values
        const body = { id, code, name, address, city, location }
        return api.post('/api/inventory/warehouses', { body, idempotencyKey })
      }
      const body = { ...changes, location: changes.location && location }
      return api.patch('/api/inventory/warehouses/{id}', { params: { id: one.id }, ifMatch, body })
    },
    saved: async (saved) => {
      toast.good(one ? t.saved : t.created)
      await changed('warehouses', 'audit')
      await navigate({ to: `/warehouses/${saved.id}` })
    },
  })
  const { form } = editor
  const lat = form.getInputProps('location.lat')
  return (
    <Section title={t.about}>
      <EditorForm
        editor={editor}
        labels={t.fields}
        show={{ location: (at: Values['location']) => `${at.lat}, ${at.lon}` }}
        cancel={() => navigate({ to: one ? `/warehouses/${one.id}` : '/warehouses' })}
      >
        <FieldGrid>
          <TextInput label={t.fields.name} required maxLength={120} data-autofocus {...form.getInputProps('name')} />
          <TextInput
            label={t.fields.code}
            description={t.hints.code}
            required
            maxLength={40}
            {...form.getInputProps('code')}
          />
          <TextInput label={t.fields.address} required maxLength={200} {...form.getInputProps('address')} />
          <TextInput label={t.fields.city} required maxLength={80} {...form.getInputProps('city')} />
          <TextInput
            label={t.fields.lat}
            description={t.hints.lat}
            required
            inputMode="decimal"
            {...lat}
            onPaste={(event) => {
              const point = pasted(event.clipboardData.getData('text'))
              if (!point) return
              event.preventDefault()
              form.setFieldValue('location', { lat: String(point.lat), lon: String(point.lon) })
            }}
          />
          <TextInput
            label={t.fields.lon}
            description={t.hints.lon}
            required
            inputMode="decimal"
            {...form.getInputProps('location.lon')}
          />
        </FieldGrid>
        <PlaceMap
          value={pointOf(form.values.location)}
          self={one?.id}
          onChange={(point) => form.setFieldValue('location', { lat: String(point.lat), lon: String(point.lon) })}
        />
      </EditorForm>
    </Section>
  )
}
