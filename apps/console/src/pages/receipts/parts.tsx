import type { PurchaseOrderSummary } from '@storeflow/api'
import { Status, type Tone } from '@/kit'
import { useTexts } from '@/lib/lang'
import { texts } from './texts'

type State = PurchaseOrderSummary['status']

const TONES: Record<State, Tone> = {
  draft: 'quiet',
  sent: 'info',
  confirmed: 'good',
  partially_received: 'warn',
  received: 'good',
  cancelled: 'bad',
}

export function OrderStatus({ of }: { of: State }) {
  const t = useTexts(texts).status
  return <Status tone={TONES[of] ?? 'quiet'}>{t[of] ?? of}</Status>
}
