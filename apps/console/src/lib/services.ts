/** The services, each of which has the same desk for administrators. */
export const SERVICES = ['identity', 'purchasing', 'inventory', 'sales', 'ordering', 'logistics', 'insights'] as const
export type Service = (typeof SERVICES)[number]
