import { TextInput } from '@mantine/core'
import type { Customer } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { DetailPage, EditorForm, FieldGrid, Lookup, orNull, PageHeader, Section, toast, useEditor } from '@/kit'
import { api, changed, reading, useCan } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { managers } from './area'
import { parsePoint, pointText } from './point'
import { sellers, useSellers } from './sellers'
import { texts } from './texts'

interface Values {
  business_name: string
  name: string
  phone: string
  email: string
  address: string
  city: string
  /** As it is typed. */
  location: string
  seller_id: string | null
  [name: string]: unknown
}

const valuesOf = (customer?: Customer): Values => ({
  business_name: customer?.business_name ?? '',
  name: customer?.name ?? '',
  phone: customer?.phone ?? '',
  email: customer?.email ?? '',
  address: customer?.address ?? '',
  city: customer?.city ?? '',
  location: pointText(customer?.location),
  seller_id: customer?.seller_id ?? null,
})

/** `/customers/new` and `/customers/$id/edit`. */
export default function EditCustomer() {
  const t = useTexts(texts)
  const { id } = useParams({ strict: false }) as { id?: string }
  if (id) return <Existing id={id} />
  return (
    <>
      <PageHeader title={t.new} back={{ to: '/customers', label: t.title }} />
      <CustomerForm />
    </>
  )
}

function Existing({ id }: { id: string }) {
  const t = useTexts(texts)
  const found = useQuery(reading('/api/identity/customers/{id}', { params: { id } }))
  return (
    <DetailPage
      found={found}
      back={{ to: `/customers/${id}`, label: found.data?.business_name ?? t.title }}
      title={(customer) => t.editTitle({ name: customer.business_name })}
    >
      {(customer) => <CustomerForm customer={customer} />}
    </DetailPage>
  )
}

function CustomerForm({ customer }: { customer?: Customer }) {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const known = useSellers()
  const maySeller = useCan(...managers)
  const editor = useEditor<Values, Customer>({
    name: `customer:${customer?.id ?? 'new'}`,
    initial: valuesOf(customer),
    version: customer?.version,
    valuesOf,
    validate: ({ location }) => ({ location: location.trim() && !parsePoint(location) ? t.badPoint : null }),
    save: async (values, { ifMatch, changes, id, idempotencyKey }) => {
      if (customer) {
        const { location, ...texts } = changes
        const body: Record<string, unknown> = {}
        for (const [key, value] of Object.entries(texts)) body[key] = typeof value === 'string' ? orNull(value) : value
        if (location !== undefined) body.location = parsePoint(location)
        return api.patch('/api/identity/customers/{id}', { params: { id: customer.id }, ifMatch, body })
      }
      const { business_name, phone, address } = values
      const body = {
        id,
        business_name,
        phone,
        address,
        name: orNull(values.name),
        email: orNull(values.email),
        city: orNull(values.city),
        location: parsePoint(values.location),
      }
      const made = await api.post('/api/identity/customers', { body, idempotencyKey })
      // Registering takes no seller; who looks after the shop is said right after.
      if (!values.seller_id || made.seller_id === values.seller_id) return made
      return api.patch('/api/identity/customers/{id}', {
        params: { id: made.id },
        ifMatch: made.version,
        body: { seller_id: values.seller_id },
      })
    },
    saved: async (saved) => {
      toast.good(customer ? t.saved : t.created)
      await changed('customers', 'audit')
      await navigate({ to: `/customers/${saved.id}` })
    },
  })
  const { form } = editor
  return (
    <Section title={t.about}>
      <EditorForm
        editor={editor}
        labels={t.fields}
        show={{ seller_id: (id: string | null) => (id && known.get(id)?.name) || t.hints.seller }}
        cancel={() => navigate({ to: customer ? `/customers/${customer.id}` : '/customers' })}
      >
        <FieldGrid>
          <TextInput
            label={t.fields.business_name}
            required
            maxLength={200}
            data-autofocus
            {...form.getInputProps('business_name')}
          />
          <TextInput label={t.fields.name} {...form.getInputProps('name')} />
          <TextInput
            label={t.fields.phone}
            type="tel"
            required
            description={t.hints.phone}
            {...form.getInputProps('phone')}
          />
          <TextInput label={t.fields.email} type="email" {...form.getInputProps('email')} />
          <TextInput label={t.fields.address} required {...form.getInputProps('address')} />
          <TextInput label={t.fields.city} {...form.getInputProps('city')} />
          <TextInput
            label={t.fields.location}
            description={t.hints.location}
            inputMode="text"
            {...form.getInputProps('location')}
          />
          {maySeller && (
            <Lookup
              label={t.fields.seller_id}
              placeholder={t.hints.seller}
              source={sellers}
              value={form.getValues().seller_id}
              error={form.errors.seller_id}
              onChange={(id) => form.setFieldValue('seller_id', id as never)}
            />
          )}
        </FieldGrid>
      </EditorForm>
    </Section>
  )
}
