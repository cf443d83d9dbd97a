import { Button } from '@mantine/core'
import type { User } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import {
  Columns,
  confirm,
  customers,
  DetailPage,
  Fields,
  History,
  Instant,
  Section,
  suppliers,
  useCommand,
} from '@/kit'
import { api, changed, reading, useMe } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { useWarehouses } from '@/pages/stock/names'
import { UserState } from './list'
import { texts } from './texts'

export default function UserPage() {
  const t = useTexts(texts)
  const { id } = useParams({ strict: false }) as { id: string }
  const found = useQuery(reading('/api/identity/users/{id}', { params: { id } }))
  const places = useWarehouses()
  const me = useMe()
  const roles = (of: User['roles']) => of.map((role) => t.roles[role] ?? role).join(', ')
  return (
    <DetailPage
      found={found}
      back={{ to: '/users', label: t.title }}
      title={(user) => user.name}
      badge={(user) => <UserState of={user.status} />}
      actions={(user) => (
        <>
          {user.id !== me.id && <Block user={user} />}
          <Button component={Link} to={`/users/${id}/edit`}>
            {t.edit}
          </Button>
        </>
      )}
    >
      {(user: User) => (
        <Columns
          main={
            <>
              <Section title={t.about}>
                <Fields
                  items={[
                    [t.fields.email, user.email],
                    [t.fields.phone, user.phone],
                    [t.fields.created_at, <Instant key="created" of={user.created_at} />],
                    [t.fields.updated_at, <Instant key="updated" of={user.updated_at} />],
                  ]}
                />
              </Section>
              <Section title={t.rights}>
                <Fields
                  items={[
                    [t.fields.roles, roles(user.roles)],
                    !!user.supplier_id && [
                      t.fields.supplier_id,
                      <Named key="supplier" source={suppliers} id={user.supplier_id} to="/suppliers" />,
                    ],
                    !!user.customer_id && [
                      t.fields.customer_id,
                      <Named key="customer" source={customers} id={user.customer_id} to="/customers" />,
                    ],
                    user.roles.includes('warehouse') && [
                      t.fields.warehouse_ids,
                      user.warehouse_ids.map(places.nameOf).join(', ') || t.allWarehouses,
                    ],
                    user.roles.includes('seller') && [t.fields.zone, user.zone],
                  ]}
                />
              </Section>
            </>
          }
          side={
            <History
              audit
              service="identity"
              subject={id}
              what={t.history}
              labels={t.fields}
              show={{
                roles,
                status: (status: User['status']) => t.status[status] ?? status,
                warehouse_ids: (ids: string[]): ReactNode => ids.map(places.nameOf).join(', ') || t.allWarehouses,
              }}
            />
          }
        />
      )}
    </DetailPage>
  )
}

function Named({ source, id, to }: { source: typeof suppliers; id: string; to: string }) {
  const { data } = useQuery({
    queryKey: [source.key, 'lookup', { id }],
    queryFn: ({ signal }) => source.get(id, signal),
    staleTime: 60_000,
  })
  return (
    <Link className="sf-link" to={`${to}/${id}`}>
      {data?.title ?? '…'}
    </Link>
  )
}

function Block({ user }: { user: User }) {
  const t = useTexts(texts)
  const command = useCommand()
  const become = async (status: User['status'], done: string) => {
    await command.run(
      () =>
        api.patch('/api/identity/users/{id}', {
          params: { id: user.id },
          ifMatch: user.version,
          body: { status },
        }),
      done,
    )
    await changed('users', 'audit')
  }
  const block = async () => {
    const title = t.blockTitle({ name: user.name })
    if (await confirm({ title, text: t.blockText, yes: t.block, danger: true })) await become('blocked', t.blocked)
  }
  return user.status === 'blocked' ? (
    <Button variant="default" loading={command.busy} onClick={() => become('active', t.unblocked)}>
      {t.unblock}
    </Button>
  ) : (
    <Button variant="default" loading={command.busy} onClick={block}>
      {t.block}
    </Button>
  )
}
