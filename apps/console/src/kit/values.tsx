import type { Amount } from '@storeflow/i18n'
import type { ReactNode } from 'react'
import { useFormats } from '@/lib/lang'
import classes from './values.module.css'

type Maybe<T> = T | null | undefined

/** `$ 12.345` */
export function Money({ of }: { of: Maybe<Amount> }) {
  const f = useFormats()
  return <span className={classes.figure}>{of ? f.money(of) : '—'}</span>
}

/** `12.345` */
export function Figure({ of, digits }: { of: Maybe<number>; digits?: number }) {
  const f = useFormats()
  return <span className={classes.figure}>{of === null || of === undefined ? '—' : f.number(of, digits)}</span>
}

/** A local day (`2026-11-24`). */
export function Day({ of }: { of: Maybe<string> }) {
  const f = useFormats()
  return of ? (
    <time dateTime={of} className={classes.figure}>
      {f.day(of)}
    </time>
  ) : (
    '—'
  )
}

/** An instant, in the company's zone: day and time. */
export function Instant({ of }: { of: Maybe<string> }) {
  const f = useFormats()
  return of ? (
    <time dateTime={of} className={classes.figure}>
      {f.instant(of)}
    </time>
  ) : (
    '—'
  )
}

/** How long ago; the exact instant on hover. */
export function Ago({ of }: { of: Maybe<string> }) {
  const f = useFormats()
  return of ? (
    <time dateTime={of} title={f.instant(of)} className={classes.figure}>
      {f.ago(of)}
    </time>
  ) : (
    '—'
  )
}

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet'

/** A state: in words, with a colour and a form of its own, so that it is not told by colour alone. */
export function Status({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={classes.status} data-tone={tone}>
      <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
        {FORMS[tone]}
      </svg>
      {children}
    </span>
  )
}

const FORMS: Record<Tone, ReactNode> = {
  good: <circle cx="4" cy="4" r="4" fill="currentColor" />,
  info: <circle cx="4" cy="4" r="3" fill="none" stroke="currentColor" strokeWidth="2" />,
  warn: <path d="M4 0l4 8H0z" fill="currentColor" />,
  bad: <rect width="8" height="8" fill="currentColor" />,
  quiet: <rect y="3" width="8" height="2" fill="currentColor" />,
}
