import { Badge, Button, PasswordInput, Text, TextInput } from '@mantine/core'
import { ApiError, type User } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import {
  Columns,
  confirm,
  EditorForm,
  Failed,
  Fields,
  Loading,
  PageHeader,
  Section,
  toast,
  useEditor,
  useReason,
} from '@/kit'
import { api, changed, reading, session, useMe } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { shell } from '@/shell/texts'
import classes from './account.module.css'
import { texts } from './texts'

/** Who I am, my password, and where I am signed in. */
export default function Account() {
  const t = useTexts(texts)
  const roles = useTexts(shell).roles
  const me = useMe()
  return (
    <>
      <PageHeader title={t.title} />
      <Columns
        main={
          <>
            <Section title={t.about}>
              <Name key={me.name} name={me.name} />
              <Fields
                items={[
                  [t.email, me.email],
                  [t.phone, me.phone],
                  [t.roles, me.roles.map((role) => roles[role] ?? role).join(', ')],
                ]}
              />
              <Text c="dimmed" size="sm" mt="md">
                {t.aboutHint}
              </Text>
            </Section>
            <Sessions />
          </>
        }
        side={<Password />}
      />
    </>
  )
}

/** What others call me. */
function Name({ name }: { name: string }) {
  const t = useTexts(texts)
  const editor = useEditor<{ name: string }, User>({
    name: 'own-name',
    initial: { name },
    save: (values) => api.patch('/api/identity/me', { body: { name: values.name.trim() } }),
    saved: async () => {
      // The next token comes with the new name, to all tabs.
      await session.renew()
      toast.good(t.renamed)
      await changed('me', 'users', 'audit')
    },
  })
  return (
    <div className={classes.name}>
      <EditorForm editor={editor} labels={{ name: t.name }} save={t.rename}>
        <TextInput
          label={t.name}
          description={t.nameHint}
          autoComplete="name"
          maxLength={200}
          required
          withAsterisk={false}
          {...editor.form.getInputProps('name')}
        />
      </EditorForm>
    </div>
  )
}

function Password() {
  const t = useTexts(texts)
  const reason = useReason()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [problems, setProblems] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblems({})
    try {
      await api.post('/api/identity/me/password', { body: { current, password } })
      setCurrent('')
      setPassword('')
      toast.good(t.changed)
      await changed('sessions')
    } catch (error) {
      const fields = error instanceof ApiError ? error.errors : []
      if (fields.length === 0) toast.bad(reason(error))
      setProblems(Object.fromEntries(fields.map(({ pointer, detail }) => [pointer.slice(1), detail])))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Section title={t.password}>
      <form onSubmit={submit} className={classes.form}>
        {/* Password managers want to know whose it is. */}
        <input type="text" autoComplete="username" value={useMe().email ?? ''} readOnly hidden />
        <PasswordInput
          label={t.current}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          error={problems.current}
          autoComplete="current-password"
          required
          withAsterisk={false}
        />
        <PasswordInput
          label={t.next}
          description={t.hint}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={problems.password}
          autoComplete="new-password"
          required
          withAsterisk={false}
        />
        <Button type="submit" loading={busy}>
          {t.change}
        </Button>
      </form>
    </Section>
  )
}

function Sessions() {
  const t = useTexts(texts)
  const f = useFormats()
  const reason = useReason()
  const found = useQuery(reading('/api/identity/sessions', { query: { limit: 100 } }))
  const end = async (id: string) => {
    try {
      await api.delete('/api/identity/sessions/{id}', { params: { id } })
      toast.good(t.endedOne)
      await changed('sessions')
    } catch (error) {
      toast.bad(reason(error))
    }
  }
  const endAll = async () => {
    if (!(await confirm({ title: t.endAllTitle, text: t.endAllText, yes: t.endAll, danger: true }))) return
    await session.signOut(true).catch((error) => toast.bad(reason(error)))
  }
  return (
    <Section
      title={t.sessions}
      flush
      actions={
        <Button variant="default" size="xs" onClick={endAll}>
          {t.endAll}
        </Button>
      }
    >
      {found.isPending && <Loading />}
      {found.isError && <Failed error={found.error} retry={found.refetch} />}
      {found.data && (
        <ul className={classes.sessions}>
          {found.data.items.map((one) => {
            const device = deviceOf(one.user_agent, t)
            return (
              <li key={one.id}>
                <div>
                  <div>
                    {device} · {t.apps[one.app] ?? one.app}
                  </div>
                  <Text c="dimmed" size="sm">
                    {t.used({ when: f.ago(one.last_used_at) })} {one.address && t.from({ address: one.address })}
                  </Text>
                </div>
                {one.current ? (
                  <Badge variant="light">{t.here}</Badge>
                ) : (
                  <Button variant="default" size="xs" aria-label={t.endOf({ device })} onClick={() => end(one.id)}>
                    {t.end}
                  </Button>
                )}
              </li>
            )
          })}
        </ul>
      )}
    </Section>
  )
}

/** "Firefox on Windows" of what a browser calls itself; only for reading. */
function deviceOf(
  agent: string | null | undefined,
  t: { unknownDevice: string; onSystem: (v: { browser: string; system: string }) => string },
): string {
  if (!agent) return t.unknownDevice
  const first = (names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(agent))?.[1]
  const browser = first([
    [/Edg\//, 'Edge'],
    [/Firefox\//, 'Firefox'],
    [/Chrome\//, 'Chrome'],
    [/Safari\//, 'Safari'],
  ])
  const system = first([
    [/Android/, 'Android'],
    [/iPhone|iPad/, 'iOS'],
    [/Windows/, 'Windows'],
    [/Mac OS/, 'macOS'],
    [/Linux/, 'Linux'],
  ])
  if (!browser) return t.unknownDevice
  return system ? t.onSystem({ browser, system }) : browser
}
