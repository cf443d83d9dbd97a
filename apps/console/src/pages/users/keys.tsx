import { Button, Checkbox, Modal, NativeSelect, Text, TextInput } from '@mantine/core'
import type { ApiKey, NewApiKey } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Ago,
  confirm,
  Day,
  DayInput,
  EditorForm,
  List,
  PageHeader,
  Section,
  Stack,
  Status,
  type Tone,
  toast,
  useCommand,
  useEditor,
} from '@/kit'
import { api, changed, type Role, reading, STAFF } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { stateOf } from './roles'
import { texts } from './texts'
import classes from './users.module.css'

const TONES: Record<ReturnType<typeof stateOf>, Tone> = { active: 'good', revoked: 'bad', expired: 'quiet' }

export default function Keys() {
  const t = useTexts(texts)
  const f = useFormats()
  const command = useCommand()
  const [turn, setTurn] = useState(0)
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState<NewApiKey>()
  const now = new Date()
  const revoke = async (key: ApiKey) => {
    const title = t.keys.revokeTitle({ name: key.name })
    if (!(await confirm({ title, text: t.keys.revokeText, yes: t.keys.revoke, danger: true }))) return
    await command.run(
      () => api.post('/api/identity/api-keys/{id}/revoke', { params: { id: key.id } }),
      t.keys.revoked_done,
    )
    await changed('api-keys', 'audit')
  }
  return (
    <>
      <PageHeader
        title={t.keys.title}
        lead={t.keys.lead}
        actions={!open && <Button onClick={() => setOpen(true)}>{t.keys.new}</Button>}
      />
      <Stack>
        {open && (
          <Section title={t.keys.about}>
            <Form
              key={turn}
              cancel={() => setOpen(false)}
              done={(key) => {
                setTurn(turn + 1)
                setOpen(false)
                setMade(key)
              }}
            />
          </Section>
        )}
        <List
          name="api-keys"
          path="/api/identity/api-keys"
          search={false}
          columns={[
            { key: 'name', label: t.keys.name, value: (key) => key.name, sort: 'name' },
            {
              key: 'roles',
              label: t.keys.roles,
              value: (key) => key.roles.map((role) => t.roles[role] ?? role).join(', '),
            },
            {
              key: 'state',
              label: t.keys.state,
              cell: (key) => <Status tone={TONES[stateOf(key, now)]}>{t.keys[stateOf(key, now)]}</Status>,
              value: (key) => t.keys[stateOf(key, now)],
            },
            {
              key: 'expires_at',
              label: t.keys.expires,
              cell: (key) => (key.expires_at ? <Day of={f.today(new Date(key.expires_at))} /> : t.keys.noEnd),
              value: (key) => ({ instant: key.expires_at }),
            },
            {
              key: 'last_used_at',
              label: t.keys.last_used_at,
              cell: (key) => (key.last_used_at ? <Ago of={key.last_used_at} /> : t.keys.never),
              value: (key) => ({ instant: key.last_used_at }),
            },
            {
              key: 'created_at',
              label: t.keys.created_at,
              cell: (key) => <Ago of={key.created_at} />,
              value: (key) => ({ instant: key.created_at }),
              sort: 'created_at',
            },
            {
              key: 'revoke',
              label: t.keys.revoke,
              screenOnly: true,
              value: () => undefined,
              cell: (key) =>
                stateOf(key, now) === 'active' && (
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={t.keys.revokeOf({ name: key.name })}
                    onClick={() => revoke(key)}
                  >
                    {t.keys.revoke}
                  </Button>
                ),
            },
          ]}
          empty={{ title: t.keys.empty, text: t.keys.emptyText }}
        />
        <Signing />
      </Stack>
      <Secret made={made} close={() => setMade(undefined)} />
    </>
  )
}

/** The secret, once. Neither Escape nor a click beside closes it by mistake. */
function Secret({ made, close }: { made: NewApiKey | undefined; close: () => void }) {
  const t = useTexts(texts).keys
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(made?.secret ?? '')
      toast.good(t.copied)
    } catch {
      toast.bad(t.copyFailed)
    }
  }
  return (
    <Modal
      opened={!!made}
      onClose={close}
      title={t.secretTitle}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Text>{t.secretText}</Text>
      <div className={classes.secret}>
        <TextInput
          label={t.secret({ name: made?.name ?? '' })}
          readOnly
          value={made?.secret ?? ''}
          onFocus={(event) => event.currentTarget.select()}
          data-autofocus
        />
        <Button variant="default" onClick={copy}>
          {t.copy}
        </Button>
      </div>
      <Button mt="lg" fullWidth onClick={close}>
        {t.kept}
      </Button>
    </Modal>
  )
}

interface Values {
  name: string
  roles: Role[]
  expires_at: string | null
  [name: string]: unknown
}

function Form({ done, cancel }: { done: (key: NewApiKey) => void; cancel: () => void }) {
  const t = useTexts(texts)
  const f = useFormats()
  const editor = useEditor<Values, NewApiKey>({
    name: 'api-key:new',
    initial: { name: '', roles: [], expires_at: null },
    validate: (values) => ({
      name: values.name.trim() ? null : t.needed,
      roles: values.roles.length > 0 ? null : t.oneRole,
    }),
    save: (values) => {
      // To the end of that day, wherever the reader's clock stands.
      const expires_at = values.expires_at && new Date(`${values.expires_at}T23:59:59`).toISOString()
      return api.post('/api/identity/api-keys', { body: { name: values.name, roles: values.roles, expires_at } })
    },
    saved: async (key) => {
      await changed('api-keys', 'audit')
      done(key)
    },
  })
  const { form } = editor
  return (
    <EditorForm
      editor={editor}
      labels={{ name: t.keys.name, roles: t.keys.roles, expires_at: t.keys.expires }}
      save={t.keys.create}
      cancel={cancel}
    >
      <div className={classes.inline}>
        <TextInput
          label={t.keys.name}
          description={t.keys.nameHint}
          required
          maxLength={120}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <DayInput
          label={t.keys.expires}
          description={t.keys.expiresHint}
          min={f.today()}
          value={form.values.expires_at}
          {...form.getInputProps('expires_at')}
        />
      </div>
      <Checkbox.Group label={t.keys.roles} required {...form.getInputProps('roles')}>
        <div className={classes.roles}>
          {STAFF.map((role) => (
            <Checkbox key={role} value={role} label={t.roles[role]} />
          ))}
        </div>
      </Checkbox.Group>
    </EditorForm>
  )
}

const WAITS = { inMinutes: 2, inHour: 60, inDay: 1_440 } as const

function Signing() {
  const t = useTexts(texts).signing
  const f = useFormats()
  const found = useQuery(reading('/api/identity/keys'))
  const command = useCommand()
  const [wait, setWait] = useState<keyof typeof WAITS>('inDay')
  const rotate = async () => {
    if (!(await confirm({ title: t.title2, text: t.text, yes: t.soon }))) return
    const signs_from = new Date(Date.now() + WAITS[wait] * 60_000).toISOString()
    const next = await command.run(() => api.post('/api/identity/signing-keys', { body: { signs_from } }))
    if (next) toast.good(t.done({ kid: next.kid.slice(0, 8), when: f.instant(next.signs_from) }))
    await changed('keys', 'audit')
  }
  return (
    <Section title={t.title}>
      <Text>{t.lead}</Text>
      <ul style={{ margin: '8px 0 0', paddingLeft: 20 }}>
        {found.data?.keys.map((key) => (
          <li key={key.kid}>
            <span className="sf-quiet">{t.kid}</span> <span className={classes.kid}>{key.kid}</span>
          </li>
        ))}
      </ul>
      <div className={classes.row}>
        <NativeSelect
          label={t.when}
          value={wait}
          onChange={(event) => setWait(event.currentTarget.value as keyof typeof WAITS)}
          data={(Object.keys(WAITS) as (keyof typeof WAITS)[]).map((value) => ({ value, label: t[value] }))}
        />
        <Button variant="default" loading={command.busy} onClick={rotate}>
          {t.soon}
        </Button>
      </div>
    </Section>
  )
}
