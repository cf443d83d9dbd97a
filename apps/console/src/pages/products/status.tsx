import type { CatalogueStatus } from '@storeflow/api'
import { Status, type Tone } from '@/kit'
import { useTexts } from '@/lib/lang'
import { texts } from './texts'

const TONES: Record<CatalogueStatus, Tone> = { active: 'good', archived: 'quiet' }

export function ProductStatus({ of }: { of: CatalogueStatus }) {
  const t = useTexts(texts).status
  return <Status tone={TONES[of] ?? 'info'}>{t[of] ?? of}</Status>
}
