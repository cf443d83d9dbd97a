import { Unsent } from '@storeflow/core'
import { dictionary, LANGS } from '@storeflow/i18n'
import {
  Button,
  Choice,
  Icon,
  lang,
  Notice,
  Sheet,
  type Theme,
  theme,
  toast,
  useFormats,
  useStore,
  useTexts,
} from '@storeflow/mobile-ui'
import { useEffect, useState } from 'preact/hooks'
import { go, href, session } from '../lib/app'
import { company } from '../lib/company'
import { useShelf, useWork } from '../lib/use'
import { words } from '../lib/words'
import { InstallButton } from '../parts/install'
import { Screen } from '../parts/screen'

const texts = dictionary(
  {
    title: 'Cuenta',
    shop: 'Datos de la tienda',
    shopText: 'Nombre, dirección, ubicación',
    noShop: 'Todavía no están en este teléfono',
    language: 'Idioma',
    theme: 'Colores',
    auto: 'Automático',
    light: 'Claro',
    dark: 'Oscuro',
    phone: 'En este teléfono',
    received: 'Recibido por el servidor',
    receivedOf: '{sent} de {of}',
    waiting: 'Por enviar',
    attention: 'Necesitan su atención',
    last: 'Catálogo y pedidos al día',
    never: 'todavía no',
    products: 'Productos guardados',
    space: 'Espacio usado',
    spaceOf: '{used} de {all}',
    safe: 'Protegido contra borrado',
    yes: 'Sí',
    no: 'No',
    protect: 'Proteger lo guardado',
    refresh: 'Actualizar ahora',
    refreshed: 'Al día',
    offline: 'Sin conexión: se intentará solo cuando haya señal.',
    signOut: 'Cerrar sesión',
    unsentTitle: 'Hay cosas sin enviar',
    unsent: {
      one: '{n} envío todavía no llegó al servidor. Queda en este teléfono y se enviará cuando usted vuelva a entrar.',
      other:
        '{n} envíos todavía no llegaron al servidor. Quedan en este teléfono y se enviarán cuando usted vuelva a entrar.',
    },
    anyway: 'Cerrar sesión de todos modos',
    stay: 'Quedarme',
    version: 'Versión {version}',
  },
  {
    title: 'Account',
    shop: 'Data of the shop',
    shopText: 'Name, address, place',
    noShop: 'Not on this phone yet',
    language: 'Language',
    theme: 'Colours',
    auto: 'Automatic',
    light: 'Light',
    dark: 'Dark',
    phone: 'On this phone',
    received: 'Received by the server',
    receivedOf: '{sent} of {of}',
    waiting: 'To be sent',
    attention: 'Need your attention',
    last: 'Catalogue and orders up to date',
    never: 'not yet',
    products: 'Products on this phone',
    space: 'Space used',
    spaceOf: '{used} of {all}',
    safe: 'Protected from being deleted',
    yes: 'Yes',
    no: 'No',
    protect: 'Protect what is saved',
    refresh: 'Update now',
    refreshed: 'Up to date',
    offline: 'No connection: it will be tried by itself when there is signal.',
    signOut: 'Sign out',
    unsentTitle: 'Something is not sent yet',
    unsent: {
      one: '{n} thing has not reached the server yet. It stays on this phone and is sent when you sign in again.',
      other: '{n} things have not reached the server yet. They stay on this phone and are sent when you sign in again.',
    },
    anyway: 'Sign out all the same',
    stay: 'Stay',
    version: 'Version {version}',
  },
)

const NAMES = { es: 'Español', en: 'English' } as const

export default function Account() {
  const t = useTexts(texts)
  const w = useTexts(words)
  const f = useFormats()
  const { engine } = useWork()
  const { user } = useStore(session)
  const customer = useShelf('customer')
  const products = useShelf('products')
  const state = useStore(engine.state)
  const language = useStore(lang)
  const colours = useStore(theme)
  const [space, ask] = useSpace()
  const [unsent, setUnsent] = useState(0)
  const [busy, setBusy] = useState(false)

  const leave = async (force: boolean) => {
    try {
      await session.signOut({ force })
      go('/sign-in', true)
    } catch (error) {
      if (error instanceof Unsent) setUnsent(error.count)
      else throw error
    }
  }
  const { pending } = state
  return (
    <Screen title={t.title}>
      <div class="c-column c-form c-wide-gap">
        <ul class="c-menu">
          <li>
            <a href={href('/account/shop')}>
              <Icon name="store" />
              <span>
                <b>{customer?.business_name ?? t.shop}</b>
                <small>{customer ? customer.address : t.noShop}</small>
                <small>{customer?.phone ?? user?.phone ?? user?.email}</small>
              </span>
              <Icon name="next" size={20} />
            </a>
          </li>
        </ul>
        <InstallButton />
        <Choice
          row
          label={t.language}
          value={language}
          set={(value) => lang.set(value)}
          options={LANGS.map((value) => ({ value, label: NAMES[value] }))}
        />
        <Choice<Theme>
          row
          label={t.theme}
          value={colours}
          set={(value) => theme.set(value)}
          options={[
            { value: 'auto', label: t.auto },
            { value: 'light', label: t.light },
            { value: 'dark', label: t.dark },
          ]}
        />
        <section class="c-card">
          <h2>{t.phone}</h2>
          <dl class="c-facts">
            <dt>{t.received}</dt>
            <dd>
              <b>{t.receivedOf({ sent: f.number(pending.sent), of: f.number(pending.of) })}</b>
            </dd>
            {pending.waiting > 0 && (
              <>
                <dt>{t.waiting}</dt>
                <dd>{f.number(pending.waiting)}</dd>
              </>
            )}
            {pending.refused > 0 && (
              <>
                <dt>{t.attention}</dt>
                <dd>{f.number(pending.refused)}</dd>
              </>
            )}
            <dt>{t.last}</dt>
            <dd>{state.lastSync ? f.ago(state.lastSync) : t.never}</dd>
            <dt>{t.products}</dt>
            <dd>{f.number(products?.size ?? 0)}</dd>
            {space && (
              <>
                <dt>{t.space}</dt>
                <dd>{t.spaceOf({ used: f.bytes(space.used), all: f.bytes(space.all) })}</dd>
                <dt>{t.safe}</dt>
                <dd>{space.safe ? t.yes : t.no}</dd>
              </>
            )}
          </dl>
          {!state.online && (
            <Notice tone="quiet" icon="offline">
              {t.offline}
            </Notice>
          )}
          <div class="c-actions">
            <Button
              icon="again"
              busy={busy || state.syncing}
              onClick={async () => {
                setBusy(true)
                await engine.refresh()
                setBusy(false)
                if (engine.state.get().online) toast.good(t.refreshed)
              }}
            >
              {t.refresh}
            </Button>
            {space && !space.safe && (
              <Button look="quiet" icon="lock" onClick={ask}>
                {t.protect}
              </Button>
            )}
          </div>
        </section>
        <Button icon="logout" wide onClick={() => leave(false)}>
          {t.signOut}
        </Button>
        <p class="c-quiet">
          {user?.name} · {t.version({ version: company.version })}
        </p>
      </div>
      {unsent > 0 && (
        <Sheet title={t.unsentTitle} closeLabel={w.close} close={() => setUnsent(0)}>
          <p>{t.unsent({ n: unsent })}</p>
          <div class="c-actions">
            <Button look="first" wide onClick={() => setUnsent(0)}>
              {t.stay}
            </Button>
            <Button look="danger" wide onClick={() => leave(true)}>
              {t.anyway}
            </Button>
          </div>
        </Sheet>
      )}
    </Screen>
  )
}

interface Space {
  used: number
  all: number
  safe: boolean
}

/** How much lies on the phone, and whether the browser may take it away. */
function useSpace(): [Space | undefined, () => void] {
  const [space, setSpace] = useState<Space>()
  const read = async () => {
    if (!navigator.storage?.estimate) return
    const [{ usage = 0, quota = 0 }, safe] = await Promise.all([
      navigator.storage.estimate(),
      navigator.storage.persisted(),
    ])
    setSpace({ used: usage, all: quota, safe })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => {
    void read()
  }, [])
  return [space, () => void navigator.storage.persist().then(read)]
}
