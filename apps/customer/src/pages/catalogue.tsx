import { dictionary } from '@storeflow/i18n'
import { Chips, Empty, Icon, SearchField, useStore, useTexts, VirtualList, Waiting } from '@storeflow/mobile-ui'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { router } from '../lib/app'
import { boughtBefore } from '../lib/bought'
import { categoryName } from '../lib/category'
import type { Product } from '../lib/shelf'
import { useShelf, useWork } from '../lib/use'
import { words } from '../lib/words'
import { ProductRow, ROW } from '../parts/product-row'
import { Screen } from '../parts/screen'
import { categoriesOf } from './home'

const texts = dictionary(
  {
    title: 'Productos',
    lists: 'Qué mostrar',
    all: 'Todo',
    favourites: 'Favoritos',
    bought: 'Ya comprados',
    nothing: 'No encontramos “{text}”',
    nothingText: 'Revise cómo lo escribió o busque por otra palabra.',
    close: 'No hay “{text}” exactamente. Esto se parece:',
    noFavourites: 'Todavía no tiene favoritos',
    noFavouritesText: 'Abra un producto y toque el corazón para encontrarlo aquí.',
    noBought: 'Aquí verá lo que ya compró',
    first: 'Bajando el catálogo',
    firstText: 'La primera vez necesita señal. Después queda en su teléfono.',
  },
  {
    title: 'Products',
    lists: 'What to show',
    all: 'All',
    favourites: 'Favourites',
    bought: 'Bought before',
    nothing: 'We did not find “{text}”',
    nothingText: 'Check the spelling or try another word.',
    close: 'There is no “{text}” exactly. These are close:',
    noFavourites: 'You have no favourites yet',
    noFavouritesText: 'Open a product and press the heart to find it here.',
    noBought: 'Here you will see what you bought before',
    first: 'Getting the catalogue',
    firstText: 'The first time it needs signal. Then it stays on your phone.',
  },
)

export function Catalogue() {
  const t = useTexts(texts)
  const w = useTexts(words)
  const { shelf } = useWork()
  const { query } = useStore(router.place)
  const products = useShelf('products')
  const first = useShelf('first')
  const favourites = useShelf('favourites')
  const orders = useShelf('orders')
  const [text, setText] = useState(query.get('q') ?? '')
  const chosen = query.get('list') ?? (query.get('category') ? `category ${query.get('category')}` : 'all')
  const [focus] = useState(query.get('focus') === '1')

  const noting = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(noting.current), [])

  const search = (value: string) => {
    setText(value)
    // For the way back only: with each letter it would cost as much as the search.
    clearTimeout(noting.current)
    noting.current = setTimeout(() => router.query({ q: value, focus: undefined }), 250)
  }
  const choose = (value: string) => {
    const category = value.startsWith('category ') ? value.slice(9) : undefined
    router.query({ category, list: category || value === 'all' ? undefined : value })
    scrollTo(0, 0)
  }

  const categories = useMemo(() => categoriesOf(products), [products])
  const { rows, close } = useMemo(() => {
    if (!products) return { rows: chosen === 'all' && !text ? first : [], close: false }
    const found = shelf.index().search(text)
    const all = found.ids.flatMap((id) => products.get(id) ?? [])
    if (chosen === 'favourites') return { rows: all.filter((one) => favourites?.has(one.id)), close: found.close }
    if (chosen === 'bought') {
      const ids = boughtBefore(orders ?? [])
      const within = new Set(found.ids)
      return { rows: ids.flatMap((id) => (within.has(id) ? (products.get(id) ?? []) : [])), close: found.close }
    }
    if (chosen === 'all') return { rows: all, close: found.close }
    const category = chosen.slice(9)
    return { rows: all.filter((one) => one.category === category), close: found.close }
  }, [shelf, products, first, text, chosen, favourites, orders])

  const heart = (
    <>
      <Icon name="heart" size={18} />
      {t.favourites}
    </>
  )
  return (
    <Screen
      title={t.title}
      hideTitle
      top={
        <>
          <SearchField label={w.search} clear={w.clear} value={text} set={search} focus={focus} />
          <Chips
            label={t.lists}
            value={chosen}
            set={choose}
            options={[
              { value: 'all', label: t.all },
              { value: 'favourites', label: heart },
              { value: 'bought', label: t.bought },
              ...categories.map((category) => ({ value: `category ${category}`, label: categoryName(category) })),
            ]}
          />
        </>
      }
    >
      <p class="m-hidden" role="status">
        {products && w.products({ n: rows.length })}
      </p>
      {!products && rows.length === 0 && <Waiting label={w.waiting} />}
      {products?.size === 0 && (
        <Empty icon="catalogue" title={t.first}>
          <p>{t.firstText}</p>
        </Empty>
      )}
      {close && rows.length > 0 && <p class="c-quiet">{t.close({ text })}</p>}
      {rows.length > 0 && (
        <VirtualList<Product> items={rows} keyOf={(one) => one.id} rowHeight={ROW} label={t.title}>
          {(product) => <ProductRow product={product} />}
        </VirtualList>
      )}
      {products && products.size > 0 && rows.length === 0 && <Nothing text={text} chosen={chosen} />}
    </Screen>
  )
}

function Nothing({ text, chosen }: { text: string; chosen: string }) {
  const t = useTexts(texts)
  if (text.trim()) {
    return (
      <Empty icon="search" title={t.nothing({ text })}>
        <p>{t.nothingText}</p>
      </Empty>
    )
  }
  if (chosen === 'favourites') {
    return (
      <Empty icon="heart" title={t.noFavourites}>
        <p>{t.noFavouritesText}</p>
      </Empty>
    )
  }
  return <Empty icon="again" title={t.noBought} />
}
