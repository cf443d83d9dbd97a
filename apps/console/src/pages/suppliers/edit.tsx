import { TextInput } from '@mantine/core'
import type { AnswerOf } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { DetailPage, EditorForm, FieldGrid, orNull, PageHeader, Section, toast, useEditor } from '@/kit'
import { api, changed, reading } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { texts } from './texts'

type Supplier = AnswerOf<'/api/purchasing/suppliers/{id}'>

interface Values {
  legal_name: string
  tax_id: string
  email: string
  phone: string
  [name: string]: unknown
}

const valuesOf = (supplier?: Supplier): Values => ({
  legal_name: supplier?.legal_name ?? '',
  tax_id: supplier?.tax_id ?? '',
  email: supplier?.email ?? '',
  phone: supplier?.phone ?? '',
})

/** `/suppliers/new` and `/suppliers/$id/edit`. */
export default function EditSupplier() {
  const t = useTexts(texts)
  const { id } = useParams({ strict: false }) as { id?: string }
  if (!id) {
    return (
      <>
        <PageHeader title={t.new} back={{ to: '/suppliers', label: t.title }} />
        <SupplierForm />
      </>
    )
  }
  return <Existing id={id} />
}

function Existing({ id }: { id: string }) {
  const t = useTexts(texts)
  const found = useQuery(reading('/api/purchasing/suppliers/{id}', { params: { id } }))
  return (
    <DetailPage
      found={found}
      back={{ to: `/suppliers/${id}`, label: found.data?.legal_name ?? t.title }}
      title={(supplier) => t.editTitle({ name: supplier.legal_name })}
    >
      {(supplier) => <SupplierForm supplier={supplier} />}
    </DetailPage>
  )
}

function SupplierForm({ supplier }: { supplier?: Supplier }) {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const editor = useEditor<Values, Supplier>({
    name: `supplier:${supplier?.id ?? 'new'}`,
    initial: valuesOf(supplier),
    version: supplier?.version,
    valuesOf,
    save: (values, { ifMatch, changes, id, idempotencyKey }) => {
      if (!supplier) {
        const { legal_name, email } = values
        const body = { id, legal_name, email, tax_id: orNull(values.tax_id), phone: orNull(values.phone) }
        return api.post('/api/purchasing/suppliers', { body, idempotencyKey })
      }
      const { tax_id, phone, ...rest } = changes
      const body = {
        ...rest,
        ...(tax_id !== undefined && { tax_id: orNull(tax_id) }),
        ...(phone !== undefined && { phone: orNull(phone) }),
      }
      return api.patch('/api/purchasing/suppliers/{id}', { params: { id: supplier.id }, ifMatch, body })
    },
    saved: async (saved) => {
      toast.good(supplier ? t.saved : t.created)
      await changed('suppliers', 'audit')
      await navigate({ to: `/suppliers/${saved.id}` })
    },
  })
  const { form } = editor
  return (
    <Section title={t.about}>
      <EditorForm
        editor={editor}
        labels={t.fields}
        cancel={() => navigate({ to: supplier ? `/suppliers/${supplier.id}` : '/suppliers' })}
      >
        <FieldGrid>
          <TextInput
            label={t.fields.legal_name}
            required
            maxLength={200}
            data-autofocus
            {...form.getInputProps('legal_name')}
          />
          <TextInput label={t.fields.tax_id} description={t.hints.tax_id} {...form.getInputProps('tax_id')} />
          <TextInput label={t.fields.email} type="email" required {...form.getInputProps('email')} />
          <TextInput label={t.fields.phone} type="tel" description={t.hints.phone} {...form.getInputProps('phone')} />
        </FieldGrid>
      </EditorForm>
    </Section>
  )
}
