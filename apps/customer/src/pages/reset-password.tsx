import { dictionary } from '@storeflow/i18n'
import { Button, LinkButton, PasswordField, toast, useTexts } from '@storeflow/mobile-ui'
import { useEffect, useState } from 'preact/hooks'
import { api, go, href } from '../lib/app'
import { wrongOf } from '../lib/form'
import { words } from '../lib/words'
import { FormError } from '../parts/form-error'
import { Brand } from './sign-in'

const texts = dictionary(
  {
    title: 'Elija una contraseña nueva',
    lead: 'Con ella entra desde ahora, en todos sus teléfonos.',
    password: 'Contraseña nueva',
    hint: 'Al menos 8 caracteres.',
    save: 'Guardar',
    saved: 'Contraseña guardada. Entre con ella.',
    none: 'Este enlace no está completo. Pida uno nuevo.',
    another: 'Pedir otro enlace',
  },
  {
    title: 'Choose a new password',
    lead: 'From now on you sign in with it, on all your phones.',
    password: 'New password',
    hint: 'At least 8 characters.',
    save: 'Save',
    saved: 'Password saved. Sign in with it.',
    none: 'This link is not complete. Ask for a new one.',
    another: 'Ask for another link',
  },
)

/** Where the link of the mail leads: `#token=…`, which no server sees. */
export default function ResetPassword() {
  const t = useTexts(texts)
  const w = useTexts(words)
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '')
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState(token ? '' : t.none)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    // Not left in the history.
    history.replaceState(history.state, '', location.pathname)
  }, [])
  const send = async (event: Event) => {
    event.preventDefault()
    if (password.length < 8) return setWrong(t.hint)
    setBusy(true)
    setWrong('')
    try {
      await api.post('/api/identity/password-resets/confirm', { body: { token, password } })
      toast.good(t.saved)
      go('/sign-in', true)
    } catch (error) {
      const { all, fields } = wrongOf(error, w.unreachable, ['password'])
      setWrong(all ?? fields.password ?? '')
    } finally {
      setBusy(false)
    }
  }
  return (
    <main class="c-narrow">
      <Brand title={t.title} lead={t.lead} />
      <form class="c-form" onSubmit={send} noValidate>
        <PasswordField
          label={t.password}
          hint={t.hint}
          autocomplete="new-password"
          enterKeyHint="go"
          show={w.show}
          hide={w.hide}
          value={password}
          set={setPassword}
        />
        <FormError text={wrong} />
        <Button look="first" wide type="submit" busy={busy} disabled={!token}>
          {t.save}
        </Button>
        <LinkButton look="quiet" wide href={href('/forgot-password')}>
          {t.another}
        </LinkButton>
      </form>
    </main>
  )
}
