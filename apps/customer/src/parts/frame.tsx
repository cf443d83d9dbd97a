import { dictionary } from '@storeflow/i18n'
import { match, TabBar, Toasts, useStore, useTexts, Waiting } from '@storeflow/mobile-ui'
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { go, href, router, session, work } from '../lib/app'
import { useShelf } from '../lib/use'
import { words } from '../lib/words'
import { Cart } from '../pages/cart'
import { Catalogue } from '../pages/catalogue'
import { Home } from '../pages/home'
import { Orders } from '../pages/orders'
import { SignIn } from '../pages/sign-in'
import { Screen } from './screen'

const texts = dictionary(
  {
    menu: 'Secciones',
    home: 'Inicio',
    catalogue: 'Productos',
    cart: 'Carrito',
    orders: 'Pedidos',
    account: 'Cuenta',
    inCart: { one: '{n} producto en el carrito', other: '{n} productos en el carrito' },
    late: 'Esta página todavía no está en su teléfono',
    lateText: 'Ábrala una vez con señal y quedará guardada.',
  },
  {
    menu: 'Sections',
    home: 'Home',
    catalogue: 'Products',
    cart: 'Cart',
    orders: 'Orders',
    account: 'Account',
    inCart: { one: '{n} product in the cart', other: '{n} products in the cart' },
    late: 'This page is not on your phone yet',
    lateText: 'Open it once with signal and it will stay.',
  },
)

type Page = ComponentType<{ params: Record<string, string> }>
type Lazy = () => Promise<{ default: Page }>

/** Whoever is signed out too. */
const OPEN: [string, Page | Lazy, 'lazy'?][] = [
  ['/sign-in', SignIn],
  ['/register', () => import('../pages/register'), 'lazy'],
  ['/forgot-password', () => import('../pages/forgot-password'), 'lazy'],
  ['/reset-password', () => import('../pages/reset-password'), 'lazy'],
]
const PAGES: [string, Page | Lazy, 'lazy'?][] = [
  ['/', Home],
  ['/catalogue', Catalogue],
  ['/cart', Cart],
  ['/orders', Orders],
  ['/products/:id', () => import('../pages/product'), 'lazy'],
  ['/orders/:id', () => import('../pages/order'), 'lazy'],
  ['/orders/:id/report', () => import('../pages/report'), 'lazy'],
  ['/account', () => import('../pages/account'), 'lazy'],
  ['/account/shop', () => import('../pages/shop'), 'lazy'],
]

export function Frame() {
  const { path, step } = useStore(router.place)
  const { user, asked } = useStore(session)
  const here = useStore(work)
  const open = find(OPEN, path)
  const page = find(PAGES, path)
  const wanted = user && (!open || (path === '/sign-in' && !asked)) ? (page ?? find(PAGES, '/')) : undefined

  // Somebody who is here needs no sign-in page; an unknown address is the first page.
  useEffect(() => {
    if (user && !asked && path === '/sign-in') go('/', true)
    else if (user && !open && !page) go('/', true)
  }, [user, asked, path, open, page])

  if (!wanted) {
    const shown = open ?? { page: SignIn as Page, params: {} }
    return (
      <div class="c-open">
        <Shown key={path} {...shown} />
        <Toasts />
      </div>
    )
  }
  return (
    <>
      <Tabs path={path} />
      <div class="c-frame">{here ? <Shown key={`${path} ${wanted.lazy ? '' : step}`} {...wanted} /> : <Opening />}</div>
      <Toasts />
    </>
  )
}

interface Route {
  page: Page | Lazy
  params: Record<string, string>
  lazy?: boolean
}

function find(routes: [string, Page | Lazy, 'lazy'?][], path: string): Route | undefined {
  for (const [pattern, page, lazy] of routes) {
    const params = match(pattern, path)
    if (params) return { page, params, lazy: lazy === 'lazy' }
  }
  return undefined
}

const loaded = new Map<Lazy, Page>()

function Shown({ page, params, lazy }: Route) {
  const t = useTexts(texts)
  const w = useTexts(words)
  const [Loaded, setLoaded] = useState<Page | undefined>(() => (lazy ? loaded.get(page as Lazy) : (page as Page)))
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    if (Loaded) return
    let gone = false
    const load = page as Lazy
    load().then(
      (found) => {
        loaded.set(load, found.default)
        if (!gone) setLoaded(() => found.default)
      },
      () => !gone && setFailed(true),
    )
    return () => {
      gone = true
    }
  }, [Loaded, page])
  if (Loaded) return <Loaded params={params} />
  if (failed) {
    return (
      <Screen title={t.late} back="/">
        <p>{t.lateText}</p>
      </Screen>
    )
  }
  return (
    <main>
      <Waiting label={w.waiting} rows={3} />
    </main>
  )
}

function Opening() {
  const w = useTexts(words)
  return (
    <main>
      <Waiting label={w.waiting} />
    </main>
  )
}

function Tabs({ path }: { path: string }) {
  const t = useTexts(texts)
  const n = useShelf('cart')?.length ?? 0
  const under = (root: string) => path === root || path.startsWith(`${root}/`)
  return (
    <TabBar
      label={t.menu}
      tabs={[
        { href: href('/'), label: t.home, icon: 'home', current: path === '/' },
        {
          href: href('/catalogue'),
          label: t.catalogue,
          icon: 'catalogue',
          current: under('/catalogue') || under('/products'),
        },
        {
          href: href('/cart'),
          label: t.cart,
          icon: 'cart',
          current: under('/cart'),
          badge: n > 0 ? { text: n > 99 ? '99+' : String(n), label: t.inCart({ n }) } : undefined,
        },
        { href: href('/orders'), label: t.orders, icon: 'orders', current: under('/orders') },
        { href: href('/account'), label: t.account, icon: 'account', current: under('/account') },
      ]}
    />
  )
}
