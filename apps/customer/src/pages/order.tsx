import type { components, Order } from '@storeflow/api'
import { priceWithTax } from '@storeflow/core'
import {
  Button,
  Empty,
  Icon,
  LinkButton,
  lang,
  Notice,
  Sheet,
  toast,
  useFormats,
  useStore,
  useTexts,
  Waiting,
} from '@storeflow/mobile-ui'
import { useMemo, useState } from 'preact/hooks'
import { go, href } from '../lib/app'
import { canCancel, contentOf, looksOf, type Shown, type Stand, shownOrders, standOf } from '../lib/order'
import { reorder } from '../lib/reorder'
import { useKept, useShelf, useWork } from '../lib/use'
import { words } from '../lib/words'
import { labelOf } from '../parts/order-card'
import { Refused } from '../parts/refused'
import { Reports } from '../parts/reports'
import { Screen } from '../parts/screen'
import { Sums } from '../parts/sums'
import { texts } from './order-texts'

type Timeline = components['schemas']['Timeline']

export default function OrderPage({ params }: { params: Record<string, string> }) {
  const t = useTexts(texts)
  const w = useTexts(words)
  const orders = useShelf('orders')
  const outbox = useShelf('outbox')
  const id = params.id ?? ''
  const shown = useMemo(
    () => shownOrders(orders ?? [], outbox ?? []).find((one) => one.id === id),
    [orders, outbox, id],
  )
  if (!orders) {
    return (
      <Screen title={t.title} back="/orders">
        <Waiting label={w.waiting} />
      </Screen>
    )
  }
  if (!shown) {
    return (
      <Screen title={t.title} back="/orders">
        <Empty icon="orders" title={t.missing}>
          <LinkButton href={href('/orders')}>{t.toOrders}</LinkButton>
        </Empty>
      </Screen>
    )
  }
  return <OrderShown shown={shown} />
}

/** How far along: what lies on the phone, what the server has, what is promised, what is under way, what has come. */
const STEPS: Partial<Record<Stand, number>> = {
  saved: 1,
  unsure: 1,
  blocked: 1,
  sent: 2,
  submitted: 2,
  backordered: 2,
  confirmed: 3,
  scheduled: 3,
  picking: 4,
  in_transit: 4,
  delivered: 5,
}

function OrderShown({ shown }: { shown: Shown }) {
  const t = useTexts(texts)
  const w = useTexts(words)
  const f = useFormats()
  const work = useWork()
  const outbox = useShelf('outbox')
  const { order, item } = shown
  const { lines, amounts } = contentOf(shown)
  const [asking, setAsking] = useState(false)
  const refused = item?.state === 'refused'
  const cancelled = outbox.find((one) => one.kind === 'cancel' && one.path.includes(shown.id))

  const cancel = async () => {
    setAsking(false)
    if (item?.state === 'waiting' && !order) {
      await work.engine.outbox.remove(shown.id, { followers: true })
      toast.good(t.discarded)
      go('/orders', true)
      return
    }
    await work.engine.outbox.enqueue({
      kind: 'cancel',
      path: `/api/sales/orders/${shown.id}/cancel`,
      after: item ? [shown.id] : [],
      keep_in: 'orders',
    })
    toast.good(t.cancelAsked)
  }

  return (
    <Screen title={order ? t.number({ number: order.number }) : t.title} back="/orders">
      <div class="c-column c-form">
        <HowItStands shown={shown} />
        {refused && <Refused shown={shown} />}
        {order?.reason && (
          <Notice tone={order.status === 'rejected' ? 'bad' : 'info'} icon="info">
            <p>{order.reason.text}</p>
          </Notice>
        )}
        {(order?.cancel_requested_at || (cancelled && cancelled.state !== 'refused')) &&
          order?.status !== 'cancelled' && (
            <Notice tone="info" icon="clock">
              {t.cancelWaits}
            </Notice>
          )}
        {cancelled?.state === 'refused' && order?.status !== 'cancelled' && (
          <Notice tone="warn" icon="warning">
            {cancelled.problem?.detail ?? t.cancelRefused}
          </Notice>
        )}
        <Related order={order} />
        <section class="c-card">
          <h2>{t.lines}</h2>
          <ul class="c-lines">
            {lines.map((line) => {
              const known = order?.lines.find((one) => one.product_id === line.product_id)
              return (
                <li key={line.product_id}>
                  <span class="c-name">{line.name}</span>
                  <b class="c-price">{f.money(line.total)}</b>
                  <span class="c-quiet">
                    {f.number(line.quantity)} × {f.money(line.price)}
                    {line.total.amount > line.price.amount * line.quantity && ` + ${t.tax}`}
                  </span>
                  {known && <LineNews line={known} status={order?.status ?? ''} />}
                </li>
              )
            })}
          </ul>
          <Sums of={amounts} />
          {(order?.note ?? item?.body.note) && (
            <p class="c-quiet">
              {t.note}: {order?.note ?? item?.body.note}
            </p>
          )}
        </section>
        <div class="c-actions">
          <Button
            look={order?.status === 'delivered' ? 'first' : 'second'}
            wide
            icon="again"
            onClick={() => void reorder(work, lines, (n) => t.gone({ n }))}
          >
            {w.again}
          </Button>
          {order?.status === 'delivered' && (
            <LinkButton wide icon="camera" href={href(`/orders/${shown.id}/report`)}>
              {t.report}
            </LinkButton>
          )}
          {canCancel(shown, outbox) && (
            <Button look="danger" wide onClick={() => setAsking(true)}>
              {t.cancel}
            </Button>
          )}
        </div>
        {order && <Reports order={order} />}
        {order && <TimelineOf order={order} />}
      </div>
      {asking && (
        <Sheet title={t.cancelTitle} closeLabel={w.close} close={() => setAsking(false)}>
          <p>{item && !order ? t.discardText : t.cancelText}</p>
          <div class="c-actions">
            <Button look="danger" wide onClick={cancel}>
              {t.cancelYes}
            </Button>
            <Button look="quiet" wide onClick={() => setAsking(false)}>
              {t.cancelNo}
            </Button>
          </div>
        </Sheet>
      )}
    </Screen>
  )
}

function HowItStands({ shown }: { shown: Shown }) {
  const t = useTexts(texts)
  const w = useTexts(words)
  const f = useFormats()
  const { order } = shown
  const stand = standOf(shown)
  const { tone, icon } = looksOf(stand)
  const done = STEPS[stand]
  const on = order?.delivery?.on
  let text: string | undefined
  if (on && (stand === 'confirmed' || stand === 'scheduled' || stand === 'picking' || stand === 'in_transit')) {
    text = w.arrives({ day: f.longDay(on) })
  } else if (on && stand === 'delivered') text = w.arrived({ day: f.longDay(on) })
  else text = (t.what as Record<string, string>)[stand === 'submitted' ? 'sent' : stand]
  return (
    <section class={`c-stand m-tone-${tone}`} role="status">
      <h2>
        <Icon name={icon} />
        {labelOf(stand, w)}
      </h2>
      {text && <p>{text}</p>}
      {done && (
        <ol class="c-steps" aria-hidden="true">
          {[1, 2, 3, 4, 5].map((step) => (
            <li key={step} class={step <= done ? 'c-done' : ''} />
          ))}
        </ol>
      )}
      <p class="c-quiet">{t.ordered({ at: f.instant(order?.captured_at ?? shown.at) })}</p>
    </section>
  )
}

type OrderLine = Order['lines'][number]

/** What became of a line: short, to come later, not possible, and what could be had instead. */
function LineNews({ line, status }: { line: OrderLine; status: string }) {
  const t = useTexts(texts)
  const w = useTexts(words)
  const f = useFormats()
  const { engine } = useWork()
  const products = useShelf('products')
  const rejected = status === 'rejected'
  const short = status === 'delivered' && line.delivered < line.quantity
  const others = rejected || status === 'backordered' ? (line.substitutes ?? []) : []
  return (
    <>
      {line.reason && (
        <Notice tone="bad" icon="refused">
          {line.reason.text}
        </Notice>
      )}
      {line.backordered > 0 && (
        <Notice tone="warn" icon="clock">
          {t.backordered({ n: line.backordered })}
        </Notice>
      )}
      {short && line.backordered === 0 && (
        <Notice tone="warn" icon="warning">
          {t.delivered({ have: f.number(line.delivered), want: f.number(line.quantity) })}
        </Notice>
      )}
      {others.length > 0 && (
        <div class="c-substitutes">
          <b>{t.instead}</b>
          {others.map((other) => (
            <div key={other.product_id} class="c-split">
              <span>
                <span class="c-name">{other.name}</span>
                <span class="c-quiet">
                  {f.money(priceWithTax(other.price, products?.get(other.product_id)?.tax_rate_bp ?? 0))} ·{' '}
                  {w.left({ n: other.available })}
                </span>
              </span>
              <Button
                icon="plus"
                aria-label={`${w.add}: ${other.name}`}
                onClick={async () => {
                  const quantity = Math.max(1, Math.min(line.quantity, other.available))
                  await engine.cart.add([{ product_id: other.product_id, quantity }])
                  toast.good(t.added, { label: t.toCart, run: () => go('/cart') })
                }}
              >
                {w.add}
              </Button>
            </div>
          ))}
        </div>
      )}
    </>
  )
}

/** The order that it is a part of, and the parts of it that come later. */
function Related({ order }: { order?: Order }) {
  const t = useTexts(texts)
  const w = useTexts(words)
  const orders = useShelf('orders') ?? []
  const children = orders.filter((one) => one.parent_id === order?.id)
  const parent = order?.parent_id && orders.find((one) => one.id === order.parent_id)
  if (!parent && children.length === 0) return null
  return (
    <ul class="c-menu">
      {parent && (
        <li>
          <a href={href(`/orders/${parent.id}`)}>
            <span>{t.partOf({ number: parent.number })}</span>
            <Icon name="next" size={20} />
          </a>
        </li>
      )}
      {children.map((child) => (
        <li key={child.id}>
          <a href={href(`/orders/${child.id}`)}>
            <span>
              {t.later({ number: child.number })}
              <small>
                {labelOf(standOf({ id: child.id, order: child, at: child.created_at }), w)} ·{' '}
                {w.products({ n: child.lines.length })}
              </small>
            </span>
            <Icon name="next" size={20} />
          </a>
        </li>
      ))}
    </ul>
  )
}

function TimelineOf({ order }: { order: Order }) {
  const t = useTexts(texts)
  const f = useFormats()
  const language = useStore(lang)
  const found = useKept<Timeline>(
    `timeline ${language} ${order.id}`,
    `/api/sales/orders/${order.id}/timeline`,
    order.version,
  )
  if (!found || found.items.length === 0) return null
  return (
    <section class="c-section">
      <h2>{t.timeline}</h2>
      <ol class="c-timeline">
        {[...found.items].reverse().map((entry) => (
          <li key={`${entry.at} ${entry.code}`}>
            {entry.text}
            <time dateTime={entry.at}>{f.instant(entry.at)}</time>
          </li>
        ))}
      </ol>
    </section>
  )
}
