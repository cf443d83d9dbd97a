import { EmptyCart, lineAmounts, orderAmounts, priceAt, priceWithTax } from '@storeflow/core'
import { dictionary } from '@storeflow/i18n'
import {
  Button,
  Choice,
  Empty,
  LinkButton,
  Notice,
  TextArea,
  toast,
  useFormats,
  useTexts,
  Waiting,
} from '@storeflow/mobile-ui'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { go, href } from '../lib/app'
import { useDays } from '../lib/days'
import { contentOf, shownOrders, usualOf } from '../lib/order'
import { reorder } from '../lib/reorder'
import type { Product } from '../lib/shelf'
import { useShelf, useWork } from '../lib/use'
import { words } from '../lib/words'
import { Picture } from '../parts/picture'
import { InCart } from '../parts/product-row'
import { Screen } from '../parts/screen'
import { Sums } from '../parts/sums'

const texts = dictionary(
  {
    title: 'Carrito',
    empty: 'Su carrito está vacío',
    emptyText: 'Lo que agregue queda guardado en este teléfono, aunque se apague o no haya señal.',
    shop: 'Ver productos',
    gone: { one: '{n} producto ya no se vende.', other: '{n} productos ya no se venden.' },
    notSold: 'Ya no se vende. Quítelo para poder confirmar.',
    out: 'Agotado por ahora.',
    short: 'Hay {have}; pidió {want}.',
    each: '{price} c/u',
    fulfilment: 'Si algo no alcanza',
    available: 'Enviar lo que haya',
    availableText: 'Lo demás llega después o se le avisa.',
    complete: 'Solo completo',
    completeText: 'Todo o nada.',
    addNote: 'Agregar una nota',
    note: 'Nota para quien prepara o entrega',
    noteHint: 'Por ejemplo: tocar el timbre del 2.º piso.',
    arrives: 'Puede llegar desde el {day}',
    confirm: 'Confirmar pedido',
    saved: 'Pedido guardado en este teléfono',
    remove: 'Vaciar carrito',
    undone: 'Carrito vaciado',
    undo: 'Deshacer',
    failed: 'No se pudo guardar. Libere espacio en el teléfono e inténtelo otra vez.',
  },
  {
    title: 'Cart',
    empty: 'Your cart is empty',
    emptyText: 'What you add stays on this phone, even when it is switched off or has no signal.',
    shop: 'See products',
    gone: { one: '{n} product is no longer sold.', other: '{n} products are no longer sold.' },
    notSold: 'No longer sold. Take it out to confirm.',
    out: 'Sold out for now.',
    short: 'There are {have}; you want {want}.',
    each: '{price} each',
    fulfilment: 'If something is short',
    available: 'Send what there is',
    availableText: 'The rest comes later, or we tell you.',
    complete: 'Only complete',
    completeText: 'All or nothing.',
    addNote: 'Add a note',
    note: 'Note for whoever prepares or delivers it',
    noteHint: 'For example: ring the bell of the 2nd floor.',
    arrives: 'It can arrive from {day}',
    confirm: 'Confirm order',
    saved: 'Order saved on this phone',
    remove: 'Empty the cart',
    undone: 'Cart emptied',
    undo: 'Undo',
    failed: 'It could not be saved. Free some space on the phone and try again.',
  },
)

interface Extra {
  fulfilment: 'complete' | 'available'
  note: string
}
const EXTRA = 'cart-extra'
const PLAIN: Extra = { fulfilment: 'available', note: '' }

/** How it is to be sent, and the note: kept like the cart itself. */
function useExtra(): [Extra, (change: Partial<Extra>) => void] {
  const { engine } = useWork()
  const [extra, setExtra] = useState<Extra>(PLAIN)
  useEffect(() => {
    void engine.store.meta<Extra>(EXTRA).then((found) => found && setExtra(found))
  }, [engine])
  const change = (part: Partial<Extra>) => {
    const next = { ...extra, ...part }
    setExtra(next)
    void engine.store.setMeta(EXTRA, next)
  }
  return [extra, change]
}

export function Cart() {
  const t = useTexts(texts)
  const w = useTexts(words)
  const f = useFormats()
  const { engine } = useWork()
  const cart = useShelf('cart')
  const products = useShelf('products')
  const available = useShelf('available')
  const [day] = useDays()
  const [extra, change] = useExtra()
  const [noting, setNoting] = useState(false)
  const [busy, setBusy] = useState(false)

  const rows = useMemo(
    () =>
      (cart ?? []).map((line) => {
        const product = products?.get(line.product_id)
        const price = product && priceAt(product)
        return {
          ...line,
          product,
          price,
          cost: product && price && lineAmounts(price, line.quantity, product.tax_rate_bp),
        }
      }),
    [cart, products],
  )
  const amounts = useMemo(() => orderAmounts(rows.flatMap((row) => row.cost ?? [])), [rows])
  // Where the order is shown next, signal or not.
  useEffect(() => void import('./order').catch(() => {}), [])
  const unsold = products !== undefined && rows.some((row) => !row.product)

  const confirm = async () => {
    setBusy(true)
    try {
      const prices = new Map(rows.flatMap(({ product_id, price }) => (price ? [[product_id, price] as const] : [])))
      const note = extra.note.trim()
      const id = await engine.cart.order({ fulfilment: extra.fulfilment, note: note || undefined, prices })
      await engine.store.setMeta(EXTRA, PLAIN)
      toast.good(t.saved)
      go(`/orders/${id}`, true)
    } catch (error) {
      // Another tab was faster: the order is among the orders.
      if (error instanceof EmptyCart) go('/orders', true)
      else toast.bad(t.failed)
    } finally {
      setBusy(false)
    }
  }

  if (!cart || (cart.length > 0 && !products)) {
    return (
      <Screen title={t.title}>
        <Waiting label={w.waiting} />
      </Screen>
    )
  }
  if (cart.length === 0) return <Nothing />

  return (
    <Screen
      title={t.title}
      actions={
        <Button
          look="quiet"
          icon="trash"
          onClick={async () => {
            const before = cart.map(({ product_id, quantity }) => ({ product_id, quantity }))
            await engine.cart.clear()
            toast.good(t.undone, { label: t.undo, run: () => void engine.cart.add(before) })
          }}
        >
          {t.remove}
        </Button>
      }
    >
      <ul class="c-rows" aria-label={t.title}>
        {rows.map(({ product_id, quantity, product, price, cost }) => (
          <li key={product_id}>
            <article class="c-line">
              <a class="c-line-name" href={href(`/products/${product_id}`)}>
                <Picture product={product ?? { category: '' }} size={48} />
                <span>
                  <span class="c-name">{product?.name ?? product_id}</span>
                  {price && (
                    <span class="c-quiet">
                      {t.each({ price: f.money(priceWithTax(price, product?.tax_rate_bp ?? 0)) })}
                    </span>
                  )}
                </span>
              </a>
              <InCart product={product ?? { id: product_id, name: product_id }} />
              <b class="c-price">{cost && f.money(cost.total)}</b>
              <Short
                product={product}
                want={quantity}
                have={available?.size ? (available.get(product_id)?.in_one_warehouse ?? 0) : undefined}
              />
            </article>
          </li>
        ))}
      </ul>
      <Sums of={amounts} />
      <Choice
        label={t.fulfilment}
        value={extra.fulfilment}
        set={(fulfilment) => change({ fulfilment })}
        options={[
          { value: 'available', label: t.available, text: t.availableText },
          { value: 'complete', label: t.complete, text: t.completeText },
        ]}
      />
      {noting || extra.note ? (
        <TextArea
          label={t.note}
          hint={t.noteHint}
          maxLength={500}
          value={extra.note}
          set={(note) => change({ note })}
        />
      ) : (
        <Button look="quiet" icon="note" onClick={() => setNoting(true)}>
          {t.addNote}
        </Button>
      )}
      <div class="c-confirm">
        <div>
          {day && <span class="c-quiet">{t.arrives({ day: f.shortDay(day) })}</span>}
          <b class="c-price">{f.money(amounts.total)}</b>
        </div>
        <Button look="first" wide busy={busy} disabled={unsold} onClick={confirm}>
          {t.confirm}
        </Button>
      </div>
    </Screen>
  )
}

function Short({ product, want, have }: { product: Product | undefined; want: number; have: number | undefined }) {
  const t = useTexts(texts)
  const f = useFormats()
  let text: string | undefined
  if (!product) text = t.notSold
  else if (have === undefined) return null
  else if (have <= 0) text = t.out
  else if (have < want) text = t.short({ have: f.number(have), want: f.number(want) })
  return text ? (
    <Notice tone={product ? 'warn' : 'bad'} icon="warning">
      {text}
    </Notice>
  ) : null
}

function Nothing() {
  const t = useTexts(texts)
  const w = useTexts(words)
  const work = useWork()
  const orders = useShelf('orders')
  const outbox = useShelf('outbox')
  const last = useMemo(() => usualOf(shownOrders(orders ?? [], outbox ?? [])), [orders, outbox])
  return (
    <Screen title={t.title}>
      <Empty icon="cart" title={t.empty}>
        <p>{t.emptyText}</p>
        {last && (
          <Button
            look="first"
            icon="again"
            onClick={() => void reorder(work, contentOf(last).lines, (n) => t.gone({ n }))}
          >
            {w.again}
          </Button>
        )}
        <LinkButton look={last ? 'second' : 'first'} href={href('/catalogue')}>
          {t.shop}
        </LinkButton>
      </Empty>
    </Screen>
  )
}
