import { Alert, Button, Group, Modal, PasswordInput, Stack, TextInput } from '@mantine/core'
import { ApiError, type Customer, SignedOut, Unreachable } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { Empty, errorsByPath, Failed, kit, Loading, orNull, pathOf, Rows, Section, Status, toast } from '@/kit'
import { api, changed, reading } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import classes from './customers.module.css'
import { texts } from './texts'

/** Who signs in for the shop. */
export function People({ customer }: { customer: Customer }) {
  const t = useTexts(texts).users
  const [adding, setAdding] = useState(false)
  const found = useQuery(
    reading('/api/identity/customers/{id}/users', { params: { id: customer.id }, query: { limit: 200, sort: 'name' } }),
  )
  const people = found.data?.items ?? []
  return (
    <Section
      title={t.title}
      flush
      actions={
        <Button variant="default" size="xs" onClick={() => setAdding(true)}>
          {t.add}
        </Button>
      }
    >
      {found.isPending && <Loading />}
      {found.isError && !found.data && <Failed error={found.error} retry={found.refetch} />}
      {found.data && people.length === 0 && <Empty title={t.none} />}
      {people.length > 0 && (
        <Rows
          label={t.title}
          rows={people}
          rowKey={(person) => person.id}
          columns={[
            { key: 'name', label: t.name, value: (person) => person.name },
            {
              key: 'login',
              label: t.login,
              cell: (person) =>
                person.phone ? <span className={classes.phone}>{person.phone}</span> : (person.email ?? '—'),
              value: (person) => person.phone ?? person.email,
            },
            {
              key: 'status',
              label: t.status,
              cell: (person) => (
                <Status tone={person.status === 'active' ? 'good' : 'bad'}>{t[person.status] ?? person.status}</Status>
              ),
              value: (person) => person.status,
            },
          ]}
        />
      )}
      {/* A password is typed: unlike other forms, nothing of it is kept in the browser. */}
      <Modal
        opened={adding}
        onClose={() => setAdding(false)}
        title={t.addTitle({ name: customer.business_name })}
        closeButtonProps={{ 'aria-label': useTexts(kit).close }}
      >
        <AddPerson customer={customer} done={() => setAdding(false)} />
      </Modal>
    </Section>
  )
}

const FIELDS = { name: '', phone: '', email: '', password: '' }

function AddPerson({ customer, done }: { customer: Customer; done: () => void }) {
  const t = useTexts(texts).users
  const k = useTexts(kit)
  const [values, setValues] = useState(FIELDS)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const id = useRef(crypto.randomUUID())
  const box = useRef<HTMLFormElement>(null)

  const refuse = (found: Record<string, string>) => {
    setErrors(found)
    setTimeout(() => box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    setProblem(undefined)
    const wrong: Record<string, string> = {}
    if (!values.name.trim()) wrong.name = t.needName
    if (!values.phone.trim() && !values.email.trim()) wrong.phone = t.needLogin
    if (values.password.length < 8) wrong.password = t.needPassword
    refuse(wrong)
    if (Object.keys(wrong).length > 0) return
    setBusy(true)
    try {
      const { name, password } = values
      await api.post('/api/identity/customers/{id}/users', {
        params: { id: customer.id },
        body: { id: id.current, name, password, phone: orNull(values.phone), email: orNull(values.email) },
      })
      toast.good(t.added({ name }))
      await changed('customers', 'users', 'audit')
      done()
    } catch (error) {
      if (error instanceof Unreachable) setProblem(k.form.unreachable)
      else if (error instanceof ApiError) {
        const found = error.errors.map(({ pointer, detail }) => ({ path: pathOf(pointer), detail }))
        refuse(errorsByPath(found))
        if (!found.some(({ path }) => path in FIELDS)) setProblem(error.message)
      } else if (!(error instanceof SignedOut)) throw error
    } finally {
      setBusy(false)
    }
  }
  const field = (key: keyof typeof FIELDS) => ({
    label: t[key],
    value: values[key],
    error: errors[key],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget
      setValues((now) => ({ ...now, [key]: value }))
    },
  })
  return (
    <form ref={box} onSubmit={submit} noValidate>
      <Stack gap="sm">
        {problem && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <TextInput {...field('name')} required data-autofocus autoComplete="off" />
        <TextInput {...field('phone')} type="tel" description={t.either} autoComplete="off" />
        <TextInput {...field('email')} type="email" autoComplete="off" />
        <PasswordInput {...field('password')} required description={t.passwordHint} autoComplete="new-password" />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={done}>
            {k.cancel}
          </Button>
          <Button type="submit" loading={busy}>
            {t.add}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
