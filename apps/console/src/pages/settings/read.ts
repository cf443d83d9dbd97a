import { queryOptions } from '@tanstack/react-query'
import { type Company, soonGet } from '@/lib/soon'

export const companyNow = queryOptions({
  queryKey: ['company'],
  queryFn: ({ signal }) => soonGet<Company>('/api/identity/company', { signal }),
})
