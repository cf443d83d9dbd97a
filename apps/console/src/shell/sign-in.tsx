import { Alert, Anchor, Button, Modal, PasswordInput, Text, TextInput, Title } from '@mantine/core'
import { Unreachable, type User } from '@storeflow/api'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { session } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { Choices } from './choices'
import { Mark } from './mark'
import classes from './sign-in.module.css'
import { shell } from './texts'

/** Login and password; what the server says about them. */
export function SignInForm({ login: fixed }: { login?: string }) {
  const t = useTexts(shell).signIn
  const [login, setLogin] = useState(fixed ?? '')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(undefined)
    try {
      await session.signIn(login.trim(), password)
    } catch (error) {
      setProblem(error instanceof Unreachable ? t.unreachable : (error as Error).message)
      setPassword('')
    } finally {
      setBusy(false)
    }
  }

  return (
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
        spellCheck={false}
        required
        withAsterisk={false}
        data-autofocus={!fixed || undefined}
        autoFocus={!fixed}
        size="md"
      />
      <PasswordInput
        label={t.password}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        required
        withAsterisk={false}
        data-autofocus={fixed ? true : undefined}
        size="md"
      />
      <Button type="submit" loading={busy} size="md" fullWidth>
        {t.submit}
      </Button>
      <Anchor component={Link} to="/reset-password" size="sm">
        {t.forgot}
      </Anchor>
    </form>
  )
}

/** A page for people who are not signed in. */
export function Outside({ title, lead, children }: { title: string; lead?: string; children: React.ReactNode }) {
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <Mark />
        <div>
          <Title order={1}>{title}</Title>
          {lead && <Text c="dimmed">{lead}</Text>}
        </div>
        {children}
      </div>
      <Choices />
    </main>
  )
}

export function SignInPage() {
  const t = useTexts(shell).signIn
  return (
    <Outside title={t.title} lead={t.lead}>
      <SignInForm />
    </Outside>
  )
}

/** Over the page on which the session ended: nothing on it is lost. */
export function EndedOverlay({ user }: { user: User }) {
  const t = useTexts(shell).signIn
  const [other, setOther] = useState(false)
  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t.endedTitle}
      zIndex={400}
    >
      <Text mb="md">{t.endedText}</Text>
      <SignInForm key={String(other)} login={other ? undefined : (user.email ?? user.phone ?? undefined)} />
      {!other && (
        <Anchor component="button" type="button" size="sm" mt="sm" onClick={() => setOther(true)}>
          {t.other}
        </Anchor>
      )}
    </Modal>
  )
}

export function NoConsole() {
  const t = useTexts(shell)
  return (
    <Outside title={t.noConsole.title} lead={t.noConsole.text}>
      <Button onClick={() => session.signOut()}>{t.signOut}</Button>
    </Outside>
  )
}
