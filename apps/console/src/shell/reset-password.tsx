import { Alert, Anchor, Button, PasswordInput, TextInput } from '@mantine/core'
import { Unreachable } from '@storeflow/api'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { api } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { Outside } from './sign-in'
import classes from './sign-in.module.css'
import { shell } from './texts'

/** `/reset-password` asks for a link; `/reset-password#token=…`, to which the link leads, chooses the password. */
export default function ResetPassword() {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token'))
  return token ? <Choose token={token} /> : <Ask />
}

function useSending() {
  const t = useTexts(shell)
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState(false)
  const send = async (work: () => Promise<unknown>) => {
    setBusy(true)
    setProblem(undefined)
    try {
      await work()
      setDone(true)
    } catch (error) {
      setProblem(error instanceof Unreachable ? t.signIn.unreachable : (error as Error).message)
    } finally {
      setBusy(false)
    }
  }
  return { problem, setProblem, busy, done, send }
}

function Back() {
  const t = useTexts(shell).reset
  return (
    <Anchor component={Link} to="/" size="sm">
      {t.back}
    </Anchor>
  )
}

function Ask() {
  const t = useTexts(shell).reset
  const [login, setLogin] = useState('')
  const { problem, busy, done, send } = useSending()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void send(() => api.post('/api/identity/password-resets', { body: { login: login.trim() } }))
  }
  return (
    <Outside title={t.title} lead={t.lead}>
      {done ? (
        <Alert role="status">{t.sent}</Alert>
      ) : (
        <form onSubmit={submit} className={classes.form}>
          {problem && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          <TextInput
            label={t.login}
            value={login}
            onChange={(event) => setLogin(event.currentTarget.value)}
            autoComplete="username"
            autoCapitalize="none"
            required
            withAsterisk={false}
            autoFocus
            size="md"
          />
          <Button type="submit" loading={busy} size="md">
            {t.send}
          </Button>
        </form>
      )}
      <Back />
    </Outside>
  )
}

function Choose({ token }: { token: string }) {
  const t = useTexts(shell).reset
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const { problem, setProblem, busy, done, send } = useSending()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (password !== again) return setProblem(t.differ)
    void send(async () => {
      await api.post('/api/identity/password-resets/confirm', { body: { token, password } })
      // The token is used up; nobody should find it in the history.
      history.replaceState(null, '', '/reset-password')
    })
  }
  return (
    <Outside title={t.choose}>
      {done ? (
        <Alert role="status">{t.saved}</Alert>
      ) : (
        <form onSubmit={submit} className={classes.form}>
          {problem && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          <PasswordInput
            label={t.password}
            description={t.hint}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="new-password"
            minLength={8}
            maxLength={128}
            required
            withAsterisk={false}
            autoFocus
            size="md"
          />
          <PasswordInput
            label={t.repeat}
            value={again}
            onChange={(event) => setAgain(event.currentTarget.value)}
            autoComplete="new-password"
            required
            withAsterisk={false}
            size="md"
          />
          <Button type="submit" loading={busy} size="md">
            {t.save}
          </Button>
        </form>
      )}
      <Back />
    </Outside>
  )
}
