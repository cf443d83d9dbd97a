import { problemOf } from '@storeflow/api'
import { dictionary } from '@storeflow/i18n'
import { Button, Field, LinkButton, PasswordField, useTexts } from '@storeflow/mobile-ui'
import { useState } from 'preact/hooks'
import { api, go, href, session } from '../lib/app'
import { company } from '../lib/company'
import { type Wrong, wrongOf } from '../lib/form'
import { phoneOf } from '../lib/phone'
import type { Position } from '../lib/place'
import { words } from '../lib/words'
import { FormError } from '../parts/form-error'
import { PinMap } from '../parts/pin-map'
import { Brand, LanguageButton } from './sign-in'

const texts = dictionary(
  {
    title: 'Registre su tienda',
    lead: 'Un minuto, y puede pedir de una vez.',
    business_name: 'Nombre de la tienda',
    phone: 'Celular',
    phoneHint: 'Con él va a entrar.',
    password: 'Elija una contraseña',
    passwordHint: 'Al menos 8 caracteres.',
    address: 'Dirección',
    city: 'Ciudad',
    email: 'Correo (opcional)',
    emailHint: 'Sirve para recuperar la contraseña.',
    pin: 'Ubicación en el mapa (opcional)',
    pinText: 'Ayuda al repartidor a encontrarlo.',
    send: 'Registrar y empezar',
    have: 'Ya tengo cuenta',
    needed: 'Falta este dato.',
    short: 'Use al menos 8 caracteres.',
  },
  {
    title: 'Register your shop',
    lead: 'One minute, and you can order at once.',
    business_name: 'Name of the shop',
    phone: 'Phone',
    phoneHint: 'You will sign in with it.',
    password: 'Choose a password',
    passwordHint: 'At least 8 characters.',
    address: 'Address',
    city: 'City',
    email: 'E-mail (optional)',
    emailHint: 'It helps when you forget the password.',
    pin: 'Place on the map (optional)',
    pinText: 'It helps the driver to find you.',
    send: 'Register and begin',
    have: 'I have an account',
    needed: 'This is missing.',
    short: 'Use at least 8 characters.',
  },
)

const FIELDS = ['business_name', 'phone', 'password', 'address', 'city', 'email'] as const
type Values = Record<(typeof FIELDS)[number], string>
/** What was typed survives a reload and a lost signal, except the password. */
const KEPT = 'storeflow-customer:register'

function kept(): Values & { id: string } {
  const empty = { business_name: '', phone: '', password: '', address: '', city: '', email: '' }
  try {
    return { ...empty, id: crypto.randomUUID(), ...JSON.parse(sessionStorage.getItem(KEPT) ?? '{}') }
  } catch {
    return { ...empty, id: crypto.randomUUID() }
  }
}

export default function Register() {
  const t = useTexts(texts)
  const w = useTexts(words)
  const [values, setValues] = useState(kept)
  const [at, setAt] = useState<Position>()
  const [wrong, setWrong] = useState<Wrong>({ fields: {} })
  const [busy, setBusy] = useState(false)

  const set = (name: keyof Values) => (text: string) => {
    const next = { ...values, [name]: text }
    setValues(next)
    sessionStorage.setItem(KEPT, JSON.stringify({ ...next, password: '' }))
  }
  const check = (): Wrong => {
    const fields: Record<string, string> = {}
    for (const name of ['business_name', 'phone', 'password'] as const)
      if (!values[name].trim()) fields[name] = t.needed
    if (!values.address.trim()) fields.address = t.needed
    if (!fields.password && values.password.length < 8) fields.password = t.short
    return { fields }
  }

  const send = async (event: Event) => {
    event.preventDefault()
    const found = check()
    setWrong(found)
    if (Object.keys(found.fields).length > 0) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      return
    }
    setBusy(true)
    try {
      const phone = phoneOf(values.phone, company.currency)
      // The id makes a second try the same registration.
      const body = {
        id: values.id,
        business_name: values.business_name.trim(),
        phone,
        password: values.password,
        address: values.address.trim(),
        city: values.city.trim() || undefined,
        email: values.email.trim() || undefined,
        location: at,
      }
      const response = await api.send('/api/identity/customers', {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(body),
        open: true,
      })
      if (!response.ok) {
        throw await problemOf(response)
      }
      await session.signIn(phone, values.password)
      sessionStorage.removeItem(KEPT)
      go('/', true)
    } catch (error) {
      setWrong(wrongOf(error, w.unreachable, FIELDS))
    } finally {
      setBusy(false)
    }
  }

  return (
    <main class="c-narrow">
      <Brand title={t.title} lead={t.lead} />
      <form class="c-form" onSubmit={send} noValidate>
        <Field
          label={t.business_name}
          autocomplete="organization"
          autocapitalize="words"
          enterKeyHint="next"
          value={values.business_name}
          set={set('business_name')}
          error={wrong.fields.business_name}
        />
        <Field
          label={t.phone}
          hint={t.phoneHint}
          type="tel"
          inputMode="tel"
          autocomplete="tel"
          enterKeyHint="next"
          value={values.phone}
          set={set('phone')}
          error={wrong.fields.phone}
        />
        <PasswordField
          label={t.password}
          hint={t.passwordHint}
          autocomplete="new-password"
          enterKeyHint="next"
          show={w.show}
          hide={w.hide}
          value={values.password}
          set={set('password')}
          error={wrong.fields.password}
        />
        <Field
          label={t.address}
          autocomplete="street-address"
          enterKeyHint="next"
          value={values.address}
          set={set('address')}
          error={wrong.fields.address}
        />
        <Field
          label={t.city}
          autocomplete="address-level2"
          autocapitalize="words"
          enterKeyHint="next"
          value={values.city}
          set={set('city')}
          error={wrong.fields.city}
        />
        <Field
          label={t.email}
          hint={t.emailHint}
          type="email"
          inputMode="email"
          autocomplete="email"
          enterKeyHint="go"
          value={values.email}
          set={set('email')}
          error={wrong.fields.email}
        />
        <section class="c-form">
          <div>
            <b>{t.pin}</b>
            <p class="c-quiet">{t.pinText}</p>
          </div>
          <PinMap at={at} set={setAt} />
        </section>
        <FormError text={wrong.all} />
        <Button look="first" wide type="submit" busy={busy}>
          {t.send}
        </Button>
        <LinkButton look="quiet" wide href={href('/sign-in')}>
          {t.have}
        </LinkButton>
      </form>
      <LanguageButton />
    </main>
  )
}
