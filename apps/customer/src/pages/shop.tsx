import { type Customer, changedMeanwhile } from '@storeflow/api'
import { dictionary } from '@storeflow/i18n'
import { Button, Field, Notice, toast, useStore, useTexts, Waiting } from '@storeflow/mobile-ui'
import { useState } from 'preact/hooks'
import { api, router } from '../lib/app'
import { company } from '../lib/company'
import { type Wrong, wrongOf } from '../lib/form'
import { phoneOf } from '../lib/phone'
import type { Position } from '../lib/place'
import { useShelf, useWork } from '../lib/use'
import { words } from '../lib/words'
import { FormError } from '../parts/form-error'
import { PinMap } from '../parts/pin-map'
import { Screen } from '../parts/screen'

const texts = dictionary(
  {
    title: 'Datos de la tienda',
    business_name: 'Nombre de la tienda',
    name: 'Por quién preguntar',
    phone: 'Celular',
    phoneHint: 'Es el de contacto. Para entrar sigue el mismo de siempre.',
    email: 'Correo',
    address: 'Dirección',
    city: 'Ciudad',
    pin: 'Ubicación en el mapa',
    none: 'Todavía no hay ubicación.',
    save: 'Guardar cambios',
    saved: 'Cambios guardados',
    offline: 'Para cambiar los datos necesita señal.',
    meanwhile: 'Alguien más cambió estos datos. Revise lo que hay ahora y guarde otra vez.',
  },
  {
    title: 'Data of the shop',
    business_name: 'Name of the shop',
    name: 'Whom to ask for',
    phone: 'Phone',
    phoneHint: 'It is for contact. You sign in with the same one as before.',
    email: 'E-mail',
    address: 'Address',
    city: 'City',
    pin: 'Place on the map',
    none: 'There is no place yet.',
    save: 'Save changes',
    saved: 'Changes saved',
    offline: 'To change the data you need signal.',
    meanwhile: 'Somebody else has changed these data. Look at what is there now and save again.',
  },
)

const FIELDS = ['business_name', 'name', 'phone', 'email', 'address', 'city'] as const
type Name = (typeof FIELDS)[number]

export default function Shop() {
  const t = useTexts(texts)
  const w = useTexts(words)
  const customer = useShelf('customer')
  return (
    <Screen title={t.title} back="/account">
      {customer ? <Form key={customer.id} customer={customer} /> : <Waiting label={w.waiting} rows={4} />}
    </Screen>
  )
}

function Form({ customer }: { customer: Customer }) {
  const t = useTexts(texts)
  const w = useTexts(words)
  const { engine } = useWork()
  const { online } = useStore(engine.state)
  const [from, setFrom] = useState(customer)
  const [values, setValues] = useState(() => valuesOf(customer))
  const [at, setAt] = useState<Position | undefined>(customer.location ?? undefined)
  const [wrong, setWrong] = useState<Wrong>({ fields: {} })
  const [busy, setBusy] = useState(false)

  const save = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    setWrong({ fields: {} })
    try {
      const before = valuesOf(from)
      const body: Record<string, unknown> = {}
      for (const name of FIELDS) {
        const value = name === 'phone' ? phoneOf(values.phone, company.currency) : values[name].trim()
        if (value !== before[name]) body[name] = value || null
      }
      if (JSON.stringify(at) !== JSON.stringify(from.location ?? undefined)) body.location = at ?? null
      if (Object.keys(body).length > 0) {
        const saved = await api.patch('/api/identity/customers/{id}', {
          params: { id: from.id },
          ifMatch: from.version,
          body,
        })
        setFrom(saved)
        void engine.sync.pull('customers')
      }
      toast.good(t.saved)
      router.back('/account')
    } catch (error) {
      const changed = changedMeanwhile<Customer>(error)
      if (changed) {
        setFrom(changed.present)
        setValues(valuesOf(changed.present))
        setWrong({ fields: {}, all: t.meanwhile })
      } else setWrong(wrongOf(error, w.unreachable, FIELDS))
    } finally {
      setBusy(false)
    }
  }
  const field = (name: Name) => ({
    label: t[name],
    value: values[name],
    set: (text: string) => setValues((old) => ({ ...old, [name]: text })),
    error: wrong.fields[name],
  })
  return (
    <form class="c-column c-form" onSubmit={save} noValidate>
      {!online && (
        <Notice tone="quiet" icon="offline">
          {t.offline}
        </Notice>
      )}
      <Field {...field('business_name')} autocomplete="organization" />
      <Field {...field('name')} autocomplete="name" />
      <Field {...field('phone')} hint={t.phoneHint} type="tel" inputMode="tel" autocomplete="tel" />
      <Field {...field('email')} type="email" inputMode="email" autocomplete="email" />
      <Field {...field('address')} autocomplete="street-address" />
      <Field {...field('city')} autocomplete="address-level2" />
      <section class="c-form">
        <div>
          <h2>{t.pin}</h2>
          {!at && <p class="c-quiet">{t.none}</p>}
        </div>
        <PinMap at={at} set={setAt} />
      </section>
      <FormError text={wrong.all} />
      <Button look="first" wide type="submit" busy={busy} disabled={!online}>
        {t.save}
      </Button>
    </form>
  )
}

function valuesOf(customer: Customer): Record<Name, string> {
  const { business_name, name, phone, email, address, city } = customer
  return {
    business_name,
    name: name ?? '',
    phone: phone ?? '',
    email: email ?? '',
    address: address ?? '',
    city: city ?? '',
  }
}
