import { dictionary } from '@storeflow/i18n'
import { Button, Icon, LinkButton, lang, Notice, useFormats, useStore, useTexts, Waiting } from '@storeflow/mobile-ui'
import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import { href } from '../lib/app'
import { boughtBefore } from '../lib/bought'
import { useDays } from '../lib/days'
import { contentOf, shownOrders, standOf, usualOf } from '../lib/order'
import { reorder } from '../lib/reorder'
import type { Product } from '../lib/shelf'
import { useKept, useShelf, useWork } from '../lib/use'
import { words } from '../lib/words'
import { OrderCard } from '../parts/order-card'
import { CategoryPicture } from '../parts/picture'
import { ProductRow } from '../parts/product-row'
import { Screen } from '../parts/screen'

const texts = dictionary(
  {
    title: 'Inicio',
    under: 'En curso',
    all: 'Ver todos',
    usual: 'Su último pedido',
    usualText: 'y {n} más',
    gone: { one: '{n} producto ya no se vende.', other: '{n} productos ya no se venden.' },
    bought: 'Vuelva a comprar',
    recommended: 'Recomendado para usted',
    categories: 'Categorías',
    days: 'Próximas entregas',
    pending: 'Estamos revisando su registro. Ya puede pedir.',
    blocked: 'Su tienda no puede pedir por ahora. Hable con su vendedor.',
    first: 'Bienvenido, {name}',
    firstText: 'Busque o elija una categoría para su primer pedido.',
  },
  {
    title: 'Home',
    under: 'Under way',
    all: 'See all',
    usual: 'Your last order',
    usualText: 'and {n} more',
    gone: { one: '{n} product is no longer sold.', other: '{n} products are no longer sold.' },
    bought: 'Buy again',
    recommended: 'Recommended for you',
    categories: 'Categories',
    days: 'Next deliveries',
    pending: 'We are checking your registration. You can order already.',
    blocked: 'Your shop cannot order for now. Talk to your seller.',
    first: 'Welcome, {name}',
    firstText: 'Search or choose a category for your first order.',
  },
)

const UNDER_WAY = ['delivered', 'cancelled', 'rejected', 'other']

interface Recommendations {
  items: { product_id: string; reason: { code: string; text: string } }[]
}

export function Home() {
  const t = useTexts(texts)
  const w = useTexts(words)
  const f = useFormats()
  const work = useWork()
  const customer = useShelf('customer')
  const products = useShelf('products')
  const orders = useShelf('orders')
  const outbox = useShelf('outbox')
  const { lastSync } = useStore(work.engine.state)
  const days = useDays()
  const language = useStore(lang)
  const recommended = useKept<Recommendations>(`recommendations ${language}`, '/api/insights/recommendations')

  const all = useMemo(() => shownOrders(orders ?? [], outbox ?? []), [orders, outbox])
  const running = all.filter((one) => !UNDER_WAY.includes(standOf(one))).slice(0, 2)
  const usual = usualOf(all)
  const bought = useMemo(() => {
    const ids = boughtBefore(orders ?? [])
    return ids.flatMap((id) => products?.get(id) ?? []).slice(0, 4)
  }, [orders, products])
  const hints = useMemo(
    () =>
      (recommended?.items ?? []).flatMap(({ product_id, reason }) => {
        const product = products?.get(product_id)
        return product ? [{ product, reason }] : []
      }),
    [recommended, products],
  )
  const categories = useMemo(() => categoriesOf(products), [products])
  const lines = usual ? contentOf(usual).lines : []

  return (
    <Screen
      title={customer?.business_name ?? t.title}
      top={
        <a class="c-search-link" href={href('/catalogue?focus=1')}>
          <Icon name="search" size={20} />
          {w.search}
        </a>
      }
    >
      {customer?.status === 'pending' && (
        <Notice tone="info" icon="info">
          {t.pending}
        </Notice>
      )}
      {customer?.status === 'blocked' && (
        <Notice tone="bad" icon="refused">
          {t.blocked}
        </Notice>
      )}
      {(!products || (products.size === 0 && !lastSync)) && <Waiting label={w.waiting} />}
      {running.length > 0 && (
        <Section title={t.under} more={{ href: href('/orders'), label: t.all }}>
          <ul class="c-cards">
            {running.map((shown) => (
              <li key={shown.id}>
                <OrderCard shown={shown} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {usual && lines.length > 0 && (
        <section class="c-card c-usual">
          <h2>{t.usual}</h2>
          <p>
            {lines
              .slice(0, 3)
              .map((line) => line.name)
              .join(' · ')}
            {lines.length > 3 && ` ${t.usualText({ n: lines.length - 3 })}`}
          </p>
          <div class="c-split">
            <b class="c-price">{f.money(contentOf(usual).amounts.total)}</b>
            <Button look="first" icon="again" onClick={() => void reorder(work, lines, (n) => t.gone({ n }))}>
              {w.again}
            </Button>
          </div>
        </section>
      )}
      {products && lastSync && all.length === 0 && (
        <Section title={t.first({ name: customer?.name ?? customer?.business_name ?? '' })}>
          <p class="c-quiet">{t.firstText}</p>
        </Section>
      )}
      {days.length > 0 && (
        <p class="c-days">
          <Icon name="truck" size={20} />
          <span>
            <b>{t.days}:</b>{' '}
            {days
              .slice(0, 3)
              .map((day) => f.shortDay(day))
              .join(' · ')}
          </span>
        </p>
      )}
      {bought.length > 0 && (
        <Section title={t.bought} more={{ href: href('/catalogue?list=bought'), label: t.all }}>
          <Rows products={bought} />
        </Section>
      )}
      {hints.length > 0 && (
        <Section title={t.recommended}>
          <ul class="c-rows">
            {hints.slice(0, 4).map(({ product, reason }) => (
              <li key={product.id}>
                <ProductRow product={product} reason={reason.text} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {categories.length > 0 && (
        <Section title={t.categories}>
          <ul class="c-categories">
            {categories.map((category) => (
              <li key={category}>
                <a href={href(`/catalogue?category=${encodeURIComponent(category)}`)}>
                  <CategoryPicture category={category} />
                </a>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </Screen>
  )
}

function Section({
  title,
  more,
  children,
}: {
  title: string
  more?: { href: string; label: string }
  children: ComponentChildren
}) {
  return (
    <section class="c-section">
      <div class="c-split">
        <h2>{title}</h2>
        {more && (
          <LinkButton look="quiet" href={more.href}>
            {more.label}
            <span class="m-hidden"> {title}</span>
          </LinkButton>
        )}
      </div>
      {children}
    </section>
  )
}

function Rows({ products }: { products: readonly Product[] }) {
  return (
    <ul class="c-rows">
      {products.map((product) => (
        <li key={product.id}>
          <ProductRow product={product} />
        </li>
      ))}
    </ul>
  )
}

export function categoriesOf(products: ReadonlyMap<string, Product> | undefined): string[] {
  const found = new Set<string>()
  for (const product of products?.values() ?? []) if (product.category) found.add(product.category)
  return [...found].sort()
}
