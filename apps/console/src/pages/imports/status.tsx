import type { ItemOf } from '@storeflow/api'
import { Status, type Tone } from '@/kit'
import { useTexts } from '@/lib/lang'
import { texts } from './texts'

type State = ItemOf<'/api/purchasing/imports'>['status']

const TONES: Record<State, Tone> = {
  checking: 'info',
  checked: 'warn',
  committing: 'info',
  committed: 'good',
  undoing: 'info',
  undone: 'quiet',
  failed: 'bad',
}

export function ImportStatus({ of }: { of: State }) {
  const t = useTexts(texts).status
  return <Status tone={TONES[of] ?? 'info'}>{t[of] ?? of}</Status>
}
