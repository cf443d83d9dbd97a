import { Button } from '@mantine/core'
import type { Audited } from '@storeflow/api'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { api, type Role, STAFF, useCan } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { same } from './editor'
import classes from './history.module.css'
import { Section } from './page'
import { Failed, Loading } from './states'
import { kit } from './texts'

export type Audits = 'identity' | 'purchasing' | 'inventory' | 'sales' | 'logistics'

interface Props {
  service: Audits
  /** Whose history. */
  subject: string
  /** What the codes of the log mean: `{ supplier_changed: t.changed }`. */
  what: Record<string, string>
  /** The names of values, for "Phone: … → …". */
  labels?: Record<string, string>
  /** How values look; as text by default. */
  show?: Record<string, (value: never) => ReactNode>
  /** From the audit log itself: of people, whose history is the administrators'. */
  audit?: boolean
}

/** Who did what when with one thing. Staff sees it. */
export function History(props: Props) {
  const t = useTexts(kit).history
  const readers: Role[] = props.audit ? ['admin'] : STAFF
  if (!useCan(...readers)) return null
  return (
    <Section title={t.title}>
      <Entries {...props} />
    </Section>
  )
}

function Entries({ service, subject, what, labels = {}, show = {}, audit }: Props) {
  const t = useTexts(kit)
  const f = useFormats()
  const path = (audit ? `/api/${service}/system/audit` : `/api/${service}/history`) as '/api/purchasing/history'
  const found = useInfiniteQuery({
    queryKey: ['audit', service, { id: subject }],
    queryFn: ({ pageParam, signal }) => api.get(path, { query: { subject, limit: 20, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })
  if (found.isPending) return <Loading />
  if (found.isError) return <Failed error={found.error} retry={found.refetch} />
  const entries = found.data.pages.flatMap((page) => page.items)
  if (entries.length === 0) return <p className={`sf-quiet ${classes.none}`}>{t.history.empty}</p>
  const shown = (key: string, value: unknown): ReactNode => {
    if (value === null || value === undefined || value === '') return t.conflict.empty
    const how = show[key]
    if (how) return how(value as never)
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
  return (
    <>
      <ol className={classes.list}>
        {entries.map((entry) => (
          <li key={entry.id}>
            <div className={classes.what}>{what[entry.what] ?? entry.what.replaceAll('_', ' ')}</div>
            {differences(entry, labels).map(({ key, label, from, to }) => (
              <div key={key} className={classes.change}>
                <span className="sf-quiet">{label}:</span>{' '}
                {from !== undefined && (
                  <>
                    {shown(key, from)} <span aria-hidden="true">→</span>{' '}
                  </>
                )}
                {shown(key, to)}
              </div>
            ))}
            <div className="sf-quiet">
              {t.history.by({ name: entry.actor_name || t.history.system, when: f.instant(entry.created_at) })}
            </div>
          </li>
        ))}
      </ol>
      {found.hasNextPage && (
        <Button variant="default" size="xs" loading={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
          {t.history.more}
        </Button>
      )}
    </>
  )
}

type Values = Record<string, unknown>
const values = (of: unknown): Values | undefined => (of && typeof of === 'object' ? (of as Values) : undefined)

/** Changes with everything, and the entry says when anyway. */
const ALWAYS = ['created_at', 'updated_at', 'version']

/** What an entry changed, of the values that have a name. What only says how it is now has no `from`. */
export function differences(entry: Pick<Audited, 'detail' | 'what'>, labels: Record<string, string>) {
  const detail = values(entry.detail)
  const from = values(detail?.from ?? detail?.before)
  const to = values(detail?.to ?? detail?.after)
  // Some logs hold only what was set.
  const now = from && to ? to : /_(changed|set)$/.test(entry.what) && !from && !to ? (detail ?? {}) : {}
  return Object.keys(now)
    .filter((key) => labels[key] && !ALWAYS.includes(key) && (!from || !same(from[key], now[key])))
    .map((key) => ({ key, label: labels[key] ?? key, from: from ? (from[key] ?? null) : undefined, to: now[key] }))
}
