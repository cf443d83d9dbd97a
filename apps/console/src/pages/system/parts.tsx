import type { SagaHealth } from '@storeflow/api'
import { Status, type Tone } from '@/kit'
import { useTexts } from '@/lib/lang'
import classes from './system.module.css'
import { texts } from './texts'

const TONES: Record<SagaHealth, Tone> = { on_time: 'good', late: 'warn', stuck: 'bad' }

export function Progress({ of }: { of: SagaHealth }) {
  const t = useTexts(texts).sagas.healths
  return <Status tone={TONES[of] ?? 'info'}>{t[of] ?? of}</Status>
}

/** What a machine wrote, for whoever wants to know. */
export function Detail({ label, of }: { label: string; of: unknown }) {
  if (of === null || of === undefined) return null
  return (
    <details>
      <summary className={classes.summary}>{label}</summary>
      <pre className={classes.detail}>{JSON.stringify(of, null, 2)}</pre>
    </details>
  )
}
