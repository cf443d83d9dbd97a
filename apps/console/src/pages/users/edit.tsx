import { Checkbox, MultiSelect, PasswordInput, TextInput } from '@mantine/core'
import type { User } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import {
  customers,
  DetailPage,
  EditorForm,
  FieldGrid,
  Lookup,
  orNull,
  PageHeader,
  Section,
  suppliers,
  toast,
  useEditor,
} from '@/kit'
import { api, changed, type Role, reading } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { useWarehouses } from '@/pages/stock/names'
import { ROLES } from './roles'
import { texts } from './texts'
import classes from './users.module.css'

interface Values {
  name: string
  email: string
  phone: string
  roles: Role[]
  supplier_id: string | null
  customer_id: string | null
  warehouse_ids: string[]
  zone: string
  [name: string]: unknown
}

const valuesOf = (user?: User): Values => ({
  name: user?.name ?? '',
  email: user?.email ?? '',
  phone: user?.phone ?? '',
  roles: ROLES.filter((role) => user?.roles.includes(role)),
  supplier_id: user?.supplier_id ?? null,
  customer_id: user?.customer_id ?? null,
  warehouse_ids: user?.warehouse_ids ?? [],
  zone: user?.zone ?? '',
})

/** `/users/new` and `/users/$id/edit`. */
export default function EditUser() {
  const t = useTexts(texts)
  const { id } = useParams({ strict: false }) as { id?: string }
  if (id) return <Existing id={id} />
  return (
    <>
      <PageHeader title={t.new} back={{ to: '/users', label: t.title }} />
      <Form />
    </>
  )
}

function Existing({ id }: { id: string }) {
  const t = useTexts(texts)
  const found = useQuery(reading('/api/identity/users/{id}', { params: { id } }))
  return (
    <DetailPage
      found={found}
      back={{ to: `/users/${id}`, label: found.data?.name ?? t.title }}
      title={(user) => t.editTitle({ name: user.name })}
    >
      {(user: User) => <Form user={user} />}
    </DetailPage>
  )
}

function Form({ user }: { user?: User }) {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const places = useWarehouses()
  // Passwords are not among the values: what is typed into those is kept in the tab's storage.
  const [password, setPassword] = useState('')
  const editor = useEditor<Values, User>({
    name: `user:${user?.id ?? 'new'}`,
    initial: valuesOf(user),
    version: user?.version,
    valuesOf,
    validate: (values) => ({
      name: values.name.trim() ? null : t.needed,
      email: values.email.trim() || values.phone.trim() ? null : t.hints.contact,
      password: (!user || password) && password.length < 8 ? t.short : null,
      roles: values.roles.length > 0 ? null : t.oneRole,
      supplier_id: values.roles.includes('supplier') && !values.supplier_id ? t.needed : null,
      customer_id: values.roles.includes('customer') && !values.customer_id ? t.needed : null,
    }),
    save: (values, { ifMatch, changes, id, idempotencyKey }) => {
      const { email, phone, zone, ...rest } = user ? changes : values
      const body = {
        ...rest,
        ...(email !== undefined && { email: orNull(email) }),
        ...(phone !== undefined && { phone: orNull(phone) }),
        ...(zone !== undefined && { zone: orNull(zone) }),
      }
      if (user) {
        const secret = password ? { password } : {}
        return api.patch('/api/identity/users/{id}', { params: { id: user.id }, ifMatch, body: { ...body, ...secret } })
      }
      const { name, roles } = values
      return api.post('/api/identity/users', { body: { ...body, name, roles, id, password }, idempotencyKey })
    },
    saved: async (saved) => {
      toast.good(user ? t.saved : t.created)
      await changed('users', 'audit')
      await navigate({ to: `/users/${saved.id}` })
    },
  })
  const { form } = editor
  const has = (role: Role) => form.values.roles.includes(role)
  return (
    <Section title={t.about}>
      <EditorForm
        editor={editor}
        labels={{ ...t.fields }}
        show={{
          roles: (roles: Role[]) => roles.map((role) => t.roles[role]).join(', '),
          warehouse_ids: (ids: string[]) => ids.map(places.nameOf).join(', ') || t.allWarehouses,
        }}
        cancel={() => navigate({ to: user ? `/users/${user.id}` : '/users' })}
      >
        <FieldGrid>
          <TextInput
            label={t.fields.name}
            required
            maxLength={200}
            data-autofocus
            autoComplete="off"
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t.fields.email}
            type="email"
            description={t.hints.contact}
            autoComplete="off"
            {...form.getInputProps('email')}
          />
          <TextInput
            label={t.fields.phone}
            type="tel"
            description={t.hints.phone}
            autoComplete="off"
            {...form.getInputProps('phone')}
          />
          <PasswordInput
            label={t.fields.password}
            description={user ? t.hints.newPassword : t.hints.password}
            required={!user}
            maxLength={128}
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={form.errors.password}
          />
        </FieldGrid>
        <Checkbox.Group label={t.fields.roles} required {...form.getInputProps('roles')}>
          <div className={classes.roles}>
            {ROLES.map((role) => (
              <Checkbox key={role} value={role} label={t.roles[role]} />
            ))}
          </div>
        </Checkbox.Group>
        <FieldGrid>
          {has('supplier') && (
            <Lookup
              label={t.fields.supplier_id}
              required
              source={suppliers}
              value={form.values.supplier_id}
              {...form.getInputProps('supplier_id')}
            />
          )}
          {has('customer') && (
            <Lookup
              label={t.fields.customer_id}
              required
              source={customers}
              value={form.values.customer_id}
              {...form.getInputProps('customer_id')}
            />
          )}
          {has('warehouse') && (
            <MultiSelect
              label={t.fields.warehouse_ids}
              description={t.hints.warehouses}
              data={places.all.map((one) => ({ value: one.id, label: one.name }))}
              {...form.getInputProps('warehouse_ids')}
            />
          )}
          {has('seller') && (
            <TextInput
              label={t.fields.zone}
              description={t.hints.zone}
              maxLength={80}
              {...form.getInputProps('zone')}
            />
          )}
        </FieldGrid>
      </EditorForm>
    </Section>
  )
}
