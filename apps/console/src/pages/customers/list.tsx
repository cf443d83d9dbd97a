import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Ago, ListPage } from '@/kit'
import { useCan } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { managers } from './area'
import { pointText } from './point'
import { cities, sellers, useSellers } from './sellers'
import { CustomerStatus } from './status'
import { texts } from './texts'

export default function Customers() {
  const t = useTexts(texts)
  const known = useSellers()
  const create = useCan(...managers) && (
    <Button component={Link} to="/customers/new">
      {t.new}
    </Button>
  )
  return (
    <ListPage
      name="customers"
      title={t.title}
      lead={t.lead}
      actions={create}
      path="/api/identity/customers"
      sort="business_name"
      to={(customer) => `/customers/${customer.id}`}
      columns={[
        { key: 'business_name', label: t.fields.business_name, value: (c) => c.business_name, sort: 'business_name' },
        {
          key: 'status',
          label: t.fields.status,
          cell: (c) => <CustomerStatus of={c.status} />,
          value: (c) => t.status[c.status] ?? c.status,
        },
        { key: 'city', label: t.fields.city, value: (c) => c.city },
        {
          key: 'seller_id',
          label: t.fields.seller_id,
          value: (c) => (c.seller_id ? known.get(c.seller_id)?.name : ''),
        },
        { key: 'name', label: t.fields.name, value: (c) => c.name },
        { key: 'phone', label: t.fields.phone, value: (c) => c.phone },
        { key: 'address', label: t.fields.address, value: (c) => c.address, optional: true },
        { key: 'email', label: t.fields.email, value: (c) => c.email, optional: true },
        { key: 'location', label: t.fields.location, value: (c) => pointText(c.location), optional: true },
        {
          key: 'created_at',
          label: t.fields.created_at,
          cell: (c) => <Ago of={c.created_at} />,
          value: (c) => ({ instant: c.created_at }),
          sort: 'created_at',
          optional: true,
        },
        {
          key: 'updated_at',
          label: t.fields.updated_at,
          cell: (c) => <Ago of={c.updated_at} />,
          value: (c) => ({ instant: c.updated_at }),
          optional: true,
        },
      ]}
      filters={[
        {
          kind: 'select',
          key: 'status',
          label: t.fields.status,
          options: (['pending', 'active', 'blocked'] as const).map((value) => ({ value, label: t.status[value] })),
        },
        { kind: 'lookup', key: 'seller_id', label: t.fields.seller_id, source: sellers },
        { kind: 'lookup', key: 'city', label: t.fields.city, source: cities },
      ]}
      empty={{ title: t.empty, text: t.emptyText, action: create }}
    />
  )
}
