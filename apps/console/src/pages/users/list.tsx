import { Button } from '@mantine/core'
import type { UserStatus } from '@storeflow/api'
import { Link } from '@tanstack/react-router'
import { Ago, customers, ListPage, Status } from '@/kit'
import { useTexts } from '@/lib/lang'
import { ROLES } from './roles'
import { texts } from './texts'

export function UserState({ of }: { of: UserStatus }) {
  const t = useTexts(texts).status
  return <Status tone={of === 'active' ? 'good' : 'bad'}>{t[of] ?? of}</Status>
}

export default function Users() {
  const t = useTexts(texts)
  const create = (
    <Button component={Link} to="/users/new">
      {t.new}
    </Button>
  )
  return (
    <ListPage
      name="users"
      title={t.title}
      lead={t.lead}
      actions={create}
      path="/api/identity/users"
      sort="name"
      to={(user) => `/users/${user.id}`}
      columns={[
        { key: 'name', label: t.fields.name, value: (user) => user.name, sort: 'name' },
        { key: 'email', label: t.fields.email, value: (user) => user.email },
        { key: 'phone', label: t.fields.phone, value: (user) => user.phone },
        {
          key: 'roles',
          label: t.fields.roles,
          value: (user) => user.roles.map((role) => t.roles[role] ?? role).join(', '),
        },
        {
          key: 'status',
          label: t.fields.status,
          cell: (user) => <UserState of={user.status} />,
          value: (user) => t.status[user.status] ?? user.status,
        },
        {
          key: 'created_at',
          label: t.fields.created_at,
          cell: (user) => <Ago of={user.created_at} />,
          value: (user) => ({ instant: user.created_at }),
          sort: 'created_at',
        },
      ]}
      filters={[
        {
          kind: 'select',
          key: 'role',
          label: t.fields.roles,
          options: ROLES.map((value) => ({ value, label: t.roles[value] })),
        },
        {
          kind: 'select',
          key: 'status',
          label: t.fields.status,
          options: (['active', 'blocked'] as const).map((value) => ({ value, label: t.status[value] })),
        },
        { kind: 'lookup', key: 'customer_id', label: t.fields.customer_id, source: customers },
      ]}
      empty={{ title: t.empty, action: create }}
    />
  )
}
