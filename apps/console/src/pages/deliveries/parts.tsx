import type { DeliveryStatus } from '@storeflow/api'
import type { ReactNode } from 'react'
import { PageHeader, Status, type Tone } from '@/kit'
import { useTexts } from '@/lib/lang'
import { SubNav } from '@/pages/stock/subnav'
import { texts } from './texts'

const TONES: Record<DeliveryStatus, Tone> = {
  scheduled: 'info',
  in_transit: 'warn',
  delivered: 'good',
  failed: 'bad',
  cancelled: 'quiet',
}

export function DeliveryState({ of }: { of: DeliveryStatus }) {
  const t = useTexts(texts).status
  return <Status tone={TONES[of] ?? 'info'}>{t[of] ?? of}</Status>
}

export function DeliveriesHeader({ lead, actions }: { lead?: ReactNode; actions?: ReactNode }) {
  const t = useTexts(texts)
  return (
    <>
      <PageHeader title={t.title} lead={lead ?? t.lead} actions={actions} />
      <SubNav
        label={t.views.label}
        views={[
          { to: '/deliveries', label: t.views.list },
          { to: '/deliveries/days', label: t.views.days },
        ]}
      />
    </>
  )
}

export function SetupHeader({ actions }: { actions?: ReactNode }) {
  const t = useTexts(texts).setup
  return (
    <>
      <PageHeader title={t.title} lead={t.lead} actions={actions} />
      <SubNav
        label={t.label}
        views={[
          { to: '/calendars', label: t.calendars },
          { to: '/calendars/zones', label: t.zones },
          { to: '/calendars/closed-days', label: t.closed },
          { to: '/calendars/capacities', label: t.capacities },
        ]}
      />
    </>
  )
}
