import { dictionary } from '@storeflow/i18n'
import { Button, Empty, LinkButton, useStore, useTexts, VirtualList, Waiting } from '@storeflow/mobile-ui'
import { useMemo } from 'preact/hooks'
import { href } from '../lib/app'
import { contentOf, shownOrders } from '../lib/order'
import { reorder } from '../lib/reorder'
import { useShelf, useWork } from '../lib/use'
import { words } from '../lib/words'
import { OrderCard } from '../parts/order-card'
import { Screen } from '../parts/screen'

const texts = dictionary(
  {
    title: 'Pedidos',
    empty: 'Todavía no ha pedido nada',
    emptyText: 'Aquí verá cada pedido: si se guardó, si se envió y cuándo llega.',
    shop: 'Ver productos',
    gone: { one: '{n} producto ya no se vende.', other: '{n} productos ya no se venden.' },
    of: 'pedido del {day}',
  },
  {
    title: 'Orders',
    empty: 'You have not ordered anything yet',
    emptyText: 'Here you will see each order: whether it is saved, sent, and when it arrives.',
    shop: 'See products',
    gone: { one: '{n} product is no longer sold.', other: '{n} products are no longer sold.' },
    of: 'order of {day}',
  },
)

export function Orders() {
  const t = useTexts(texts)
  const w = useTexts(words)
  const work = useWork()
  const { lastSync } = useStore(work.engine.state)
  const orders = useShelf('orders')
  const outbox = useShelf('outbox')
  const shown = useMemo(() => shownOrders(orders ?? [], outbox ?? []), [orders, outbox])
  return (
    <Screen title={t.title}>
      {(!orders || (shown.length === 0 && !lastSync)) && <Waiting label={w.waiting} />}
      {orders && lastSync && shown.length === 0 && (
        <Empty icon="orders" title={t.empty}>
          <p>{t.emptyText}</p>
          <LinkButton look="first" href={href('/catalogue')}>
            {t.shop}
          </LinkButton>
        </Empty>
      )}
      {shown.length > 0 && (
        <VirtualList items={shown} keyOf={(one) => one.id} rowHeight={170} minWidth={328} label={t.title}>
          {(one) => (
            <OrderCard shown={one}>
              <Button icon="again" onClick={() => void reorder(work, contentOf(one).lines, (n) => t.gone({ n }))}>
                {w.again}
              </Button>
            </OrderCard>
          )}
        </VirtualList>
      )}
    </Screen>
  )
}
