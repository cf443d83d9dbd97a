import type { Money } from '@storeflow/api'
import { dictionary } from '@storeflow/i18n'
import { Button, Notice, toast, useFormats, useTexts } from '@storeflow/mobile-ui'
import { go } from '../lib/app'
import { contentOf, type Shown } from '../lib/order'
import { useWork } from '../lib/use'

const texts = dictionary(
  {
    prices: 'Los precios subieron desde que los vio',
    pricesText: 'No se guardó nada. Usted decide si lo pide con los precios de ahora.',
    was: 'antes {price}',
    accept: 'Pedir con los precios de ahora',
    lines: 'Estos productos no se pueden pedir',
    without: 'Pedir sin estos productos',
    toCart: 'Volver al carrito para cambiarlo',
    discard: 'Descartar',
    discarded: 'Descartado',
    resent: 'Se envía de nuevo',
    refused: 'El servidor no lo aceptó',
  },
  {
    prices: 'Prices have gone up since you saw them',
    pricesText: 'Nothing was stored. You decide whether to order at the present prices.',
    was: 'was {price}',
    accept: 'Order at the present prices',
    lines: 'These products cannot be ordered',
    without: 'Order without these products',
    toCart: 'Back to the cart to change it',
    discard: 'Discard',
    discarded: 'Discarded',
    resent: 'It is being sent again',
    refused: 'The server did not accept it',
  },
)

interface PresentPrice {
  product_id: string
  price: Money
  price_seen?: Money
  higher: boolean
}

/** Why the server did not take an order, and what can be done: nothing is lost, and it keeps its id. */
export function Refused({ shown }: { shown: Shown }) {
  const t = useTexts(texts)
  const f = useFormats()
  const { engine } = useWork()
  const { item } = shown
  if (!item) return null
  const { problem, body } = item
  const names = new Map(contentOf(shown).lines.map((line) => [line.product_id, line.name]))
  const prices = problem?.code === 'price_changed' ? (problem.prices as PresentPrice[] | undefined) : undefined
  const wrong = new Map<string, string>()
  for (const error of problem?.errors ?? []) {
    const at = /^\/lines\/(\d+)\//.exec(error.pointer)?.[1]
    const line = at !== undefined && body.lines[Number(at)]
    if (line) wrong.set(line.product_id, error.detail)
  }
  const left = body.lines.filter((line) => !wrong.has(line.product_id))

  const again = async (lines: typeof body.lines) => {
    await engine.outbox.edit(item.id, { ...body, lines })
    toast.good(t.resent)
  }
  const discard = () => engine.outbox.remove(item.id, { followers: true })

  return (
    <Notice tone="bad" icon="refused" title={prices ? t.prices : wrong.size > 0 ? t.lines : t.refused}>
      <p>{prices ? t.pricesText : problem?.detail}</p>
      {prices && (
        <ul class="c-lines">
          {prices
            .filter((one) => one.higher)
            .map((one) => (
              <li key={one.product_id}>
                <span>{names.get(one.product_id)}</span>
                <b class="c-price">{f.money(one.price)}</b>
                {one.price_seen && <span>{t.was({ price: f.money(one.price_seen) })}</span>}
              </li>
            ))}
        </ul>
      )}
      {!prices && wrong.size > 0 && (
        <ul class="c-lines">
          {[...wrong].map(([product, why]) => (
            <li key={product}>
              <span>
                <b>{names.get(product)}</b>: {why}
              </span>
            </li>
          ))}
        </ul>
      )}
      <div class="c-actions">
        {prices && (
          <Button
            look="first"
            wide
            onClick={() => {
              const now = new Map(prices.map((one) => [one.product_id, one.price]))
              return again(
                body.lines.map((line) => ({ ...line, price_seen: now.get(line.product_id) ?? line.price_seen })),
              )
            }}
          >
            {t.accept}
          </Button>
        )}
        {!prices && wrong.size > 0 && left.length > 0 && (
          <Button look="first" wide onClick={() => again(left)}>
            {t.without}
          </Button>
        )}
        <Button
          wide
          onClick={async () => {
            await engine.cart.add(body.lines.map(({ product_id, quantity }) => ({ product_id, quantity })))
            await discard()
            go('/cart', true)
          }}
        >
          {t.toCart}
        </Button>
        <Button
          look="quiet"
          wide
          onClick={async () => {
            await discard()
            toast.good(t.discarded)
            go('/orders', true)
          }}
        >
          {t.discard}
        </Button>
      </div>
    </Notice>
  )
}
