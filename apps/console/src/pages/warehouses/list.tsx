import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Ago, ListPage } from '@/kit'
import { useCan } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { editors } from './area'
import { texts } from './texts'

export default function Warehouses() {
  const t = useTexts(texts)
  const mayEdit = useCan(...editors)
  const create = mayEdit && (
    <Button component={Link} to="/warehouses/new">
      {t.new}
    </Button>
  )
  return (
    <ListPage
      name="warehouses"
      title={t.title}
      lead={t.lead}
      actions={create}
      path="/api/inventory/warehouses"
      sort="name"
      to={(one) => `/warehouses/${one.id}`}
      columns={[
        { key: 'name', label: t.fields.name, value: (one) => one.name, sort: 'name' },
        { key: 'code', label: t.fields.code, value: (one) => one.code, sort: 'code' },
        { key: 'address', label: t.fields.address, value: (one) => one.address },
        { key: 'city', label: t.fields.city, value: (one) => one.city },
        { key: 'lat', label: t.fields.lat, value: (one) => one.location.lat, optional: true, align: 'right' },
        { key: 'lon', label: t.fields.lon, value: (one) => one.location.lon, optional: true, align: 'right' },
        {
          key: 'updated_at',
          label: t.fields.updated_at,
          cell: (one) => <Ago of={one.updated_at} />,
          value: (one) => ({ instant: one.updated_at }),
        },
      ]}
      empty={{ title: t.empty, text: t.emptyText, action: create }}
    />
  )
}
