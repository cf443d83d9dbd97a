import type { components } from '@storeflow/api'
import { useFormats } from '@storeflow/mobile-ui'
import { useKept } from './use'

type Option = components['schemas']['DeliveryOption']

/** The days on which this shop could be delivered to, the next one first; none where that is not known. */
export function useDays(): string[] {
  const f = useFormats()
  const found = useKept<{ items: Option[] }>('delivery-options', '/api/logistics/delivery-options')
  const today = f.today()
  return (found?.items ?? []).map((option) => option.on).filter((day) => day >= today)
}
