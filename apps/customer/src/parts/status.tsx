import { dictionary } from '@storeflow/i18n'
import { StatusBar, useStore, useTexts } from '@storeflow/mobile-ui'
import { href, session } from '../lib/app'
import { useWork } from '../lib/use'

const texts = dictionary(
  {
    signIn: 'Inicie sesión de nuevo para enviar lo guardado',
    refused: { one: '{n} envío necesita su atención', other: '{n} envíos necesitan su atención' },
    offline: 'Sin conexión. Puede seguir pidiendo.',
    offlineWaiting: { one: 'Sin conexión · {n} por enviar', other: 'Sin conexión · {n} por enviar' },
    sending: { one: 'Enviando · {n} por enviar', other: 'Enviando · {n} por enviar' },
  },
  {
    signIn: 'Sign in again to send what is saved',
    refused: { one: '{n} thing needs your attention', other: '{n} things need your attention' },
    offline: 'No connection. You can go on ordering.',
    offlineWaiting: { one: 'No connection · {n} to send', other: 'No connection · {n} to send' },
    sending: { one: 'Sending · {n} to send', other: 'Sending · {n} to send' },
  },
)

/** What somebody must know on every page; nothing while all is well. */
export function Status() {
  const t = useTexts(texts)
  const { engine } = useWork()
  const { online, pending } = useStore(engine.state)
  const { asked } = useStore(session)
  if (asked) {
    return (
      <StatusBar tone="warn" icon="lock" href={href('/sign-in')}>
        {t.signIn}
      </StatusBar>
    )
  }
  if (pending.refused > 0) {
    return (
      <StatusBar tone="bad" icon="refused" href={href('/orders')}>
        {t.refused({ n: pending.refused })}
      </StatusBar>
    )
  }
  if (!online) {
    return (
      <StatusBar tone="quiet" icon="offline">
        {pending.waiting > 0 ? t.offlineWaiting({ n: pending.waiting }) : t.offline}
      </StatusBar>
    )
  }
  if (pending.waiting > 0) {
    return (
      <StatusBar tone="info" icon="upload">
        {t.sending({ n: pending.waiting })}
      </StatusBar>
    )
  }
  return null
}
