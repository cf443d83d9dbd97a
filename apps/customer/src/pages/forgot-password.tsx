import { dictionary } from '@storeflow/i18n'
import { Button, Field, LinkButton, Notice, useTexts } from '@storeflow/mobile-ui'
import { useState } from 'preact/hooks'
import { api, href } from '../lib/app'
import { company } from '../lib/company'
import { wrongOf } from '../lib/form'
import { loginOf } from '../lib/phone'
import { words } from '../lib/words'
import { Brand } from './sign-in'

const texts = dictionary(
  {
    title: 'Recuperar la contraseña',
    lead: 'Le enviamos un enlace al correo de su cuenta. Sirve una vez, por 30 minutos.',
    login: 'Celular o correo',
    send: 'Enviar enlace',
    sent: 'Revise su correo',
    sentText:
      'Si esa cuenta tiene un correo, el enlace ya va en camino. Si no lo tiene, pida a su vendedor una contraseña nueva.',
    back: 'Volver a entrar',
    empty: 'Escriba su celular o correo.',
  },
  {
    title: 'Get a new password',
    lead: 'We send a link to the e-mail of your account. It works once, for 30 minutes.',
    login: 'Phone or e-mail',
    send: 'Send the link',
    sent: 'Look into your mail',
    sentText:
      'If that account has an e-mail, the link is on its way. If it has none, ask your seller for a new password.',
    back: 'Back to sign in',
    empty: 'Type your phone or e-mail.',
  },
)

export default function ForgotPassword() {
  const t = useTexts(texts)
  const w = useTexts(words)
  const [login, setLogin] = useState('')
  const [wrong, setWrong] = useState('')
  const [sent, setSent] = useState(false)
  const [busy, setBusy] = useState(false)
  const send = async (event: Event) => {
    event.preventDefault()
    if (!login.trim()) return setWrong(t.empty)
    setBusy(true)
    setWrong('')
    try {
      await api.post('/api/identity/password-resets', { body: { login: loginOf(login, company.currency) } })
      setSent(true)
    } catch (error) {
      const { all, fields } = wrongOf(error, w.unreachable, ['login'])
      setWrong(all ?? fields.login ?? '')
    } finally {
      setBusy(false)
    }
  }
  return (
    <main class="c-narrow">
      <Brand title={t.title} lead={sent ? undefined : t.lead} />
      {sent ? (
        <div role="status">
          <Notice tone="good" icon="check" title={t.sent}>
            {t.sentText}
          </Notice>
        </div>
      ) : (
        <form class="c-form" onSubmit={send} noValidate>
          <Field
            label={t.login}
            autocomplete="username"
            autocapitalize="off"
            inputMode="email"
            enterKeyHint="go"
            value={login}
            set={setLogin}
            error={wrong}
          />
          <Button look="first" wide type="submit" busy={busy}>
            {t.send}
          </Button>
        </form>
      )}
      <LinkButton look="quiet" wide href={href('/sign-in')}>
        {t.back}
      </LinkButton>
    </main>
  )
}
