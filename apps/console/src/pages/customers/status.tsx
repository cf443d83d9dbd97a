import type { CustomerStatus as State } from '@storeflow/api'
import { Status, type Tone } from '@/kit'
import { useTexts } from '@/lib/lang'
import { texts } from './texts'

const TONES: Record<State, Tone> = { pending: 'warn', active: 'good', blocked: 'bad', unknown: 'quiet' }

export function CustomerStatus({ of }: { of: State }) {
  const t = useTexts(texts).status
  return <Status tone={TONES[of] ?? 'info'}>{t[of] ?? of}</Status>
}
