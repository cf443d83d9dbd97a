import { ApiError, Unreachable } from '@storeflow/api'
import { dictionary } from '@storeflow/i18n'
import { Button, Field, LinkButton, lang, PasswordField, useStore, useTexts } from '@storeflow/mobile-ui'
import { useState } from 'preact/hooks'
import { go, href, session } from '../lib/app'
import { company } from '../lib/company'
import { loginOf } from '../lib/phone'
import { words } from '../lib/words'
import { FormError } from '../parts/form-error'

const texts = dictionary(
  {
    title: 'Pida para su tienda',
    lead: 'Rápido, claro y también sin señal.',
    again: 'Hola de nuevo, {name}',
    againText: 'Su sesión terminó. Lo que guardó sigue en este teléfono y se enviará cuando entre.',
    later: 'Seguir sin enviar',
    login: 'Celular o correo',
    password: 'Contraseña',
    signIn: 'Entrar',
    forgot: 'Olvidé mi contraseña',
    new: '¿Todavía no tiene cuenta?',
    register: 'Registrar mi tienda',
    empty: 'Escriba su celular o correo y su contraseña.',
  },
  {
    title: 'Order for your shop',
    lead: 'Fast, clear, and without signal too.',
    again: 'Hello again, {name}',
    againText: 'Your session has ended. What you saved is still on this phone and will be sent once you sign in.',
    later: 'Go on without sending',
    login: 'Phone or e-mail',
    password: 'Password',
    signIn: 'Sign in',
    forgot: 'I forgot my password',
    new: 'No account yet?',
    register: 'Register my shop',
    empty: 'Type your phone or e-mail and your password.',
  },
)

export function Brand({ title, lead }: { title: string; lead?: string }) {
  return (
    <header class="c-brand">
      <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="56" height="56" />
      <h1>{title}</h1>
      {lead && <p>{lead}</p>}
    </header>
  )
}

export function LanguageButton() {
  const now = useStore(lang)
  return (
    <button
      type="button"
      class="m-button m-quiet c-language"
      lang={now === 'es' ? 'en' : 'es'}
      onClick={() => lang.set(now === 'es' ? 'en' : 'es')}
    >
      {now === 'es' ? 'English' : 'Español'}
    </button>
  )
}

export function SignIn() {
  const t = useTexts(texts)
  const w = useTexts(words)
  const { user } = useStore(session)
  const [login, setLogin] = useState(user?.phone ?? user?.email ?? '')
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState('')
  const [busy, setBusy] = useState(false)

  const send = async (event: Event) => {
    event.preventDefault()
    if (!login.trim() || !password) return setWrong(t.empty)
    setBusy(true)
    setWrong('')
    try {
      await session.signIn(loginOf(login, company.currency), password)
      go('/', true)
    } catch (error) {
      setWrong(error instanceof ApiError ? error.message : error instanceof Unreachable ? w.unreachable : String(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <main class="c-narrow">
      <Brand title={user ? t.again({ name: user.name }) : t.title} lead={user ? t.againText : t.lead} />
      <form class="c-form" onSubmit={send} noValidate>
        <Field
          label={t.login}
          name="login"
          autocomplete="username"
          autocapitalize="off"
          inputMode="email"
          enterKeyHint="next"
          value={login}
          set={setLogin}
        />
        <PasswordField
          label={t.password}
          name="password"
          autocomplete="current-password"
          enterKeyHint="go"
          show={w.show}
          hide={w.hide}
          value={password}
          set={setPassword}
        />
        <FormError text={wrong} />
        <Button look="first" wide type="submit" busy={busy}>
          {t.signIn}
        </Button>
        <LinkButton look="quiet" wide href={href('/forgot-password')}>
          {t.forgot}
        </LinkButton>
        {user && (
          <LinkButton look="second" wide href={href('/catalogue')}>
            {t.later}
          </LinkButton>
        )}
      </form>
      {!user && (
        <section class="c-form c-ruled">
          <p>{t.new}</p>
          <LinkButton look="second" wide icon="store" href={href('/register')}>
            {t.register}
          </LinkButton>
        </section>
      )}
      <LanguageButton />
    </main>
  )
}
