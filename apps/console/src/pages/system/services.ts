import type { DeadLetter, Health, Scheduled, Waiting } from '@storeflow/api'
import { api } from '@/lib/api'
import type { Service } from '@/lib/services'

/** Each service has the same desk; the types of one of them stand for all. */
type Desk = '/api/inventory/system'
const desk = <P extends string>(service: Service, path: P) => `/api/${service}/system${path}` as `${Desk}${P}`

/** How often figures are read again while somebody looks at them. */
export const AGAIN = 5_000

const health = async (service: Service, signal: AbortSignal): Promise<Health> =>
  api.get(desk(service, '/health'), { signal })
const waiting = async (service: Service, signal: AbortSignal): Promise<Waiting[]> =>
  (await api.get(desk(service, '/messages'), { signal })).items
const schedules = async (service: Service, signal: AbortSignal): Promise<Scheduled[]> =>
  (await api.get(desk(service, '/schedules'), { signal })).items
const letters = async (service: Service, signal: AbortSignal): Promise<DeadLetter[]> =>
  (await api.get(desk(service, '/dead-letters'), { signal })).items

const reader =
  <T>(kind: string, read: (service: Service, signal: AbortSignal) => Promise<T>, every: number | false) =>
  (service: Service) => ({
    queryKey: ['system', kind, null, service],
    queryFn: ({ signal }: { signal: AbortSignal }) => read(service, signal),
    refetchInterval: every,
    // A service that is down is news, not a reason to wait.
    retry: false,
  })

export const healthOf = reader('health', health, AGAIN)
export const waitingOf = reader('waiting', waiting, AGAIN)
export const schedulesOf = reader('schedules', schedules, 15_000)
export const deadOf = reader('dead', letters, AGAIN)

export const retryLetter = (service: Service, id: string) =>
  api.post(desk(service, '/dead-letters/{id}/retry'), { params: { id } })
export const discardLetter = (service: Service, id: string) =>
  api.delete(desk(service, '/dead-letters/{id}'), { params: { id } })

/** What a service is worth a look for: it does not answer, something failed, or work piles up. */
export function moodOf(health: Health | undefined, failed: boolean): 'down' | 'trouble' | 'busy' | 'well' | 'unknown' {
  if (failed || (health && health.database !== 'up')) return 'down'
  if (!health) return 'unknown'
  if (health.dead > 0) return 'trouble'
  return health.waiting + health.outgoing > 100 ? 'busy' : 'well'
}
