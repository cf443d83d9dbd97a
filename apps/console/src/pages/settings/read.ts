import { reading } from '@/lib/api'

export const companyNow = reading('/api/identity/company')
