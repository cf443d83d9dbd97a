import { lineAmounts, priceAt, priceWithTax } from '@storeflow/core'
import { dictionary } from '@storeflow/i18n'
import { Empty, Icon, IconButton, LinkButton, Notice, useFormats, useTexts, Waiting } from '@storeflow/mobile-ui'
import { href } from '../lib/app'
import { categoryName } from '../lib/category'
import { useDays } from '../lib/days'
import { useShelf, useWork } from '../lib/use'
import { words } from '../lib/words'
import { Picture } from '../parts/picture'
import { InCart } from '../parts/product-row'
import { Screen } from '../parts/screen'
import { useStock } from '../parts/stock'

const texts = dictionary(
  {
    gone: 'Este producto ya no se vende',
    toList: 'Ver productos',
    like: 'Guardar en favoritos',
    unlike: 'Quitar de favoritos',
    withTax: 'con IVA del {rate}',
    noTax: 'sin IVA',
    plain: 'Sin IVA',
    pack: 'Paquete de {n}',
    addPack: 'Agregar paquete de {n}',
    when: 'Puede llegar el {days}',
    inStock: { one: 'Hay {n} unidad para un pedido', other: 'Hay {n} unidades para un pedido' },
    asOf: 'según lo visto {ago}',
    out: 'Agotado por ahora',
    outText: 'Puede pedirlo con otros productos: llega después, cuando haya.',
    rising: 'Desde el {day} cuesta {price}.',
    category: 'Categoría',
    maker: 'Fabricante',
    code: 'Código',
    barcode: 'Código de barras',
    weight: 'Peso',
  },
  {
    gone: 'This product is no longer sold',
    toList: 'See products',
    like: 'Keep among favourites',
    unlike: 'Take from favourites',
    withTax: 'with {rate} VAT',
    noTax: 'no VAT',
    plain: 'Without VAT',
    pack: 'Pack of {n}',
    addPack: 'Add a pack of {n}',
    when: 'It can arrive on {days}',
    inStock: { one: 'There is {n} unit for one order', other: 'There are {n} units for one order' },
    asOf: 'as seen {ago}',
    out: 'Sold out for now',
    outText: 'You can order it with other products: it comes later, when there is some.',
    rising: 'From {day} it costs {price}.',
    category: 'Category',
    maker: 'Maker',
    code: 'Code',
    barcode: 'Barcode',
    weight: 'Weight',
  },
)

export default function ProductPage({ params }: { params: Record<string, string> }) {
  const t = useTexts(texts)
  const w = useTexts(words)
  const f = useFormats()
  const { engine } = useWork()
  const products = useShelf('products')
  const available = useShelf('available')
  const favourites = useShelf('favourites')
  const cart = useShelf('cart')
  const days = useDays()
  const id = params.id ?? ''
  const stock = useStock(id)
  const product = products?.get(id)
  if (!product) {
    return (
      <Screen title={products ? t.gone : w.waiting} back="/catalogue">
        {products ? (
          <Empty icon="box" title={t.gone}>
            <LinkButton href={href('/catalogue')}>{t.toList}</LinkButton>
          </Empty>
        ) : (
          <Waiting label={w.waiting} rows={3} />
        )}
      </Screen>
    )
  }
  const price = priceAt(product)
  const rate = product.tax_rate_bp
  const liked = favourites.has(id)
  const inCart = cart?.find((line) => line.product_id === id)?.quantity ?? 0
  const coming = product.coming_prices.find((one) => Date.parse(one.valid_from) > Date.now())
  const pack = product.pack_size ?? 1
  const asOf = available.get(id)?.as_of
  return (
    <Screen
      title={product.name}
      back="/catalogue"
      actions={
        <IconButton
          icon={liked ? 'heart-full' : 'heart'}
          label={liked ? t.unlike : t.like}
          aria-pressed={liked}
          class={liked ? 'c-liked' : ''}
          onClick={() => void engine.favourites.set(id, !liked)}
        />
      }
    >
      <div class="c-product c-column">
        <Picture product={product} size={240} />
        <div>
          <b class="c-price c-big">{f.money(priceWithTax(price, rate))}</b>{' '}
          <span class="c-quiet">{rate > 0 ? t.withTax({ rate: f.basisPoints(rate) }) : t.noTax}</span>
          {coming && (
            <p class="c-quiet">
              {t.rising({ day: f.dayOf(coming.valid_from), price: f.money(priceWithTax(coming.price, rate)) })}
            </p>
          )}
        </div>
        <div class="c-buy">
          <InCart product={product} />
          {pack > 1 && (
            <button type="button" class="m-button m-second" onClick={() => void engine.cart.set(id, inCart + pack)}>
              <Icon name="box" size={20} />
              <span>{t.addPack({ n: pack })}</span>
            </button>
          )}
          {inCart > 0 && <b class="c-price">{f.money(lineAmounts(price, inCart, rate).total)}</b>}
        </div>
        {stock !== undefined && stock <= 0 && (
          <Notice tone="warn" icon="clock" title={t.out}>
            {t.outText}
          </Notice>
        )}
        {stock !== undefined && stock > 0 && (
          <Notice tone="good" icon="truck">
            {days.length > 0 && (
              <b>
                {t.when({
                  days: days
                    .slice(0, 3)
                    .map((day) => f.shortDay(day))
                    .join(' · '),
                })}
              </b>
            )}
            <span>
              {t.inStock({ n: stock })}
              {asOf && `, ${t.asOf({ ago: f.ago(asOf) })}`}
            </span>
          </Notice>
        )}
        <dl class="c-facts">
          {rate > 0 && <Fact label={t.plain} value={f.money(price)} />}
          {product.category && <Fact label={t.category} value={categoryName(product.category)} />}
          <Fact label={t.maker} value={product.supplier_name} />
          {!!product.weight_grams && <Fact label={t.weight} value={f.weight(product.weight_grams)} />}
          <Fact label={t.code} value={product.sku} />
          {product.barcode && <Fact label={t.barcode} value={product.barcode} />}
        </dl>
      </div>
    </Screen>
  )
}

function Fact({ label, value }: { label: string; value?: string | null }) {
  if (!value) return null
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  )
}
