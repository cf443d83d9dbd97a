import { Textarea, TextInput } from '@mantine/core'
import type { CompanyDetails } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { DetailPage, EditorForm, FieldGrid, Section, toast, useEditor } from '@/kit'
import { api, changed } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { companyNow } from './read'
import { texts } from './texts'

type Values = Pick<CompanyDetails, 'legal_name' | 'tax_id' | 'address' | 'phone' | 'email'> & Record<string, unknown>

const valuesOf = ({ legal_name, tax_id, address, phone, email }: CompanyDetails): Values => ({
  legal_name,
  tax_id,
  address,
  phone,
  email,
})

/** What the company is called and how it is reached. */
export default function EditCompany() {
  const t = useTexts(texts)
  const found = useQuery(companyNow)
  return (
    <DetailPage found={found} back={{ to: '/settings', label: t.title }} title={() => t.editTitle}>
      {(company) => <CompanyForm company={company} />}
    </DetailPage>
  )
}

function CompanyForm({ company }: { company: CompanyDetails }) {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const editor = useEditor<Values, CompanyDetails>({
    name: 'company',
    initial: valuesOf(company),
    version: company.version,
    valuesOf,
    save: (_, { ifMatch, changes }) => api.patch('/api/identity/company', { ifMatch, body: changes }),
    saved: async () => {
      toast.good(t.saved)
      await changed('company', 'audit')
      await navigate({ to: '/settings' })
    },
  })
  const { form } = editor
  return (
    <Section title={t.company}>
      <EditorForm editor={editor} labels={t.fields} cancel={() => navigate({ to: '/settings' })}>
        <FieldGrid>
          <TextInput label={t.fields.legal_name} maxLength={200} data-autofocus {...form.getInputProps('legal_name')} />
          <TextInput label={t.fields.tax_id} maxLength={40} {...form.getInputProps('tax_id')} />
          <TextInput label={t.fields.phone} type="tel" {...form.getInputProps('phone')} />
          <TextInput label={t.fields.email} type="email" {...form.getInputProps('email')} />
          <Textarea label={t.fields.address} rows={2} maxLength={400} {...form.getInputProps('address')} />
        </FieldGrid>
      </EditorForm>
    </Section>
  )
}
