import { Tag, useFormats, useTexts } from '@storeflow/mobile-ui'
import type { ComponentChildren } from 'preact'
import { href } from '../lib/app'
import { contentOf, looksOf, type Shown, standOf } from '../lib/order'
import { words } from '../lib/words'

export function StandTag({ shown }: { shown: Shown }) {
  const w = useTexts(words)
  const stand = standOf(shown)
  const { tone, icon } = looksOf(stand)
  return (
    <Tag tone={tone} icon={icon}>
      {labelOf(stand, w)}
    </Tag>
  )
}

/** The word for how an order stands. */
export function labelOf(
  stand: ReturnType<typeof standOf>,
  w: ReturnType<typeof useTexts<(typeof words)['es']>>,
): string {
  if (stand === 'saved' || stand === 'unsure' || stand === 'blocked' || stand === 'refused' || stand === 'sent')
    return w[stand]
  return w.status[stand]
}

/** An order in a list: how it stands, when it comes, what it costs. */
export function OrderCard({ shown, children }: { shown: Shown; children?: ComponentChildren }) {
  const w = useTexts(words)
  const f = useFormats()
  const { order } = shown
  const { lines, amounts } = contentOf(shown)
  const on = order?.delivery?.on
  const comes = on && !['cancelled', 'rejected', 'delivery_failed'].includes(order?.status ?? '')
  return (
    <article class="c-order">
      <a href={href(`/orders/${shown.id}`)}>
        <span class="c-split">
          <StandTag shown={shown} />
          <b class="c-price">{f.money(amounts.total)}</b>
        </span>
        {comes && (
          <b class="c-comes">
            {order.status === 'delivered' ? w.arrived({ day: f.day(on) }) : w.arrives({ day: f.longDay(on) })}
          </b>
        )}
        <span class="c-quiet">
          {order ? w.number({ number: order.number }) : f.instant(shown.at)} · {w.products({ n: lines.length })}
        </span>
      </a>
      {children}
    </article>
  )
}
