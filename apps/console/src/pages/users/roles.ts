import type { ApiKey } from '@storeflow/api'
import type { Role } from '@/lib/api'

export const ROLES: Role[] = [
  'admin',
  'purchasing',
  'warehouse',
  'logistics',
  'sales_manager',
  'supplier',
  'driver',
  'seller',
  'customer',
]

/** Whether a key can still be used. */
export function stateOf(key: Pick<ApiKey, 'revoked_at' | 'expires_at'>, now: Date): 'active' | 'revoked' | 'expired' {
  if (key.revoked_at) return 'revoked'
  return key.expires_at && new Date(key.expires_at) <= now ? 'expired' : 'active'
}
