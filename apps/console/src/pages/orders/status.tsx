import type { DeliveryStatus, OrderStatus as State } from '@storeflow/api'
import { Status, type Tone } from '@/kit'
import { useTexts } from '@/lib/lang'
import { texts } from './texts'

export const STATES = [
  'submitted',
  'confirmed',
  'scheduled',
  'picking',
  'in_transit',
  'delivered',
  'backordered',
  'rejected',
  'delivery_failed',
  'cancelled',
] as const satisfies State[]

const TONES: Record<State, Tone> = {
  submitted: 'info',
  confirmed: 'info',
  scheduled: 'info',
  picking: 'info',
  in_transit: 'info',
  delivered: 'good',
  backordered: 'warn',
  rejected: 'bad',
  delivery_failed: 'bad',
  cancelled: 'quiet',
}

export function OrderStatus({ of }: { of: State }) {
  const t = useTexts(texts).status
  // A state that a newer server knows is shown as it is called.
  return <Status tone={TONES[of] ?? 'info'}>{t[of] ?? of}</Status>
}

const DELIVERY: Record<DeliveryStatus, Tone> = {
  scheduled: 'info',
  in_transit: 'info',
  delivered: 'good',
  failed: 'bad',
  cancelled: 'quiet',
}

export function DeliveryState({ of }: { of: DeliveryStatus }) {
  const t = useTexts(texts).delivery.states
  return <Status tone={DELIVERY[of] ?? 'info'}>{t[of] ?? of}</Status>
}
