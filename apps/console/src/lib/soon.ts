import type { CompanyDetails } from '@storeflow/api'
import { api } from './api'

// docs/openapi.json has all of it by now: use the typed client. This file goes when nobody imports it.
export type Company = CompanyDetails
export const soonGet = api.get.bind(api) as unknown as <T>(
  path: string,
  options?: { query?: Record<string, unknown>; signal?: AbortSignal },
) => Promise<T>
