import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Ago, ListPage } from '@/kit'
import { useCan } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { editors } from './area'
import { SupplierStatus } from './status'
import { texts } from './texts'

export default function Suppliers() {
  const t = useTexts(texts)
  const mayEdit = useCan(...editors)
  const create = mayEdit && (
    <Button component={Link} to="/suppliers/new">
      {t.new}
    </Button>
  )
  return (
    <ListPage
      name="suppliers"
      title={t.title}
      lead={t.lead}
      actions={create}
      path="/api/purchasing/suppliers"
      sort="legal_name"
      to={(supplier) => `/suppliers/${supplier.id}`}
      columns={[
        { key: 'legal_name', label: t.fields.legal_name, value: (s) => s.legal_name, sort: 'legal_name' },
        { key: 'tax_id', label: t.fields.tax_id, value: (s) => s.tax_id },
        { key: 'email', label: t.fields.email, value: (s) => s.email },
        { key: 'phone', label: t.fields.phone, value: (s) => s.phone },
        {
          key: 'status',
          label: t.fields.status,
          cell: (s) => <SupplierStatus of={s.status} />,
          value: (s) => t.status[s.status] ?? s.status,
        },
        {
          key: 'created_at',
          label: t.fields.created_at,
          cell: (s) => <Ago of={s.created_at} />,
          value: (s) => ({ instant: s.created_at }),
          sort: 'created_at',
          optional: true,
        },
        {
          key: 'updated_at',
          label: t.fields.updated_at,
          cell: (s) => <Ago of={s.updated_at} />,
          value: (s) => ({ instant: s.updated_at }),
        },
      ]}
      filters={[
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
