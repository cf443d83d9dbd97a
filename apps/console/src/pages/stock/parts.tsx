import { Button } from '@mantine/core'
import type { LotLevel, MovementReason } from '@storeflow/api'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { type Column, PageHeader, Status, type Tone } from '@/kit'
import { STAFF, useCan } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { adjusters, ledgerReaders } from './area'
import classes from './stock.module.css'
import { SubNav } from './subnav'
import { texts } from './texts'

/** Heading and views, the same on each page of stock. */
export function StockHeader({ title, lead }: { title?: string; lead?: ReactNode }) {
  const t = useTexts(texts)
  const mayAdjust = useCan(...adjusters)
  const mayRead = useCan(...ledgerReaders)
  const isStaff = useCan(...STAFF)
  return (
    <>
      <PageHeader
        title={title ?? t.title}
        lead={lead ?? t.lead}
        actions={
          mayAdjust && (
            <Button component={Link} to="/stock/adjust">
              {t.adjust}
            </Button>
          )
        }
      />
      {isStaff && (
        <SubNav
          label={t.views.label}
          views={[
            { to: '/stock', label: t.views.stock },
            { to: '/stock/lots', label: t.views.lots },
            { to: '/stock/expiring', label: t.views.expiring },
            ...(mayRead ? [{ to: '/stock/movements', label: t.views.movements }] : []),
          ]}
        />
      )}
    </>
  )
}

export function LotStatus({ of }: { of: LotLevel }) {
  const t = useTexts(texts).state
  const today = useFormats().today()
  if (of.expires_on && of.expires_on < today) return <Status tone="bad">{t.expired}</Status>
  return <Status tone={of.state === 'sellable' ? 'good' : 'warn'}>{t[of.state] ?? of.state}</Status>
}

const TONES: Partial<Record<MovementReason, Tone>> = {
  lost: 'bad',
  damaged: 'bad',
  expired: 'bad',
  found: 'good',
  received: 'good',
  counted: 'warn',
  opening: 'quiet',
  released: 'quiet',
}

export function Reason({ of }: { of: MovementReason }) {
  const t = useTexts(texts).reasons
  return <Status tone={TONES[of] ?? 'info'}>{t[of] ?? of}</Status>
}

/** `+12`, `−3`; nothing for none. */
export function Change({ of }: { of: number }) {
  const f = useFormats()
  if (of === 0) return <span className="sf-quiet">—</span>
  return <span className="sf-figures">{of > 0 ? `+${f.number(of)}` : `−${f.number(-of)}`}</span>
}

/** The columns of quantities, alike wherever stock is shown. */
export function quantities<T extends { on_hand: number; reserved: number; available: number }>(
  t: { on_hand: string; reserved: string; available: string },
  number: (value: number) => string,
): Column<T>[] {
  const of = (key: 'on_hand' | 'reserved' | 'available'): Column<T> => ({
    key,
    label: t[key],
    cell: (row) => <span className="sf-figures">{number(row[key])}</span>,
    value: (row) => row[key],
    align: 'right',
  })
  return [of('on_hand'), of('reserved'), of('available')]
}

/** A lot's code in one line. */
export function Lot({ of }: { of: string | null | undefined }) {
  const t = useTexts(texts)
  return of ? <span className={classes.code}>{of}</span> : <span className="sf-quiet">{t.noLot}</span>
}
