import { Button } from '@mantine/core'
import type { Audited } from '@storeflow/api'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { api, useCan } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { same } from './editor'
import classes from './history.module.css'
import { Section } from './page'
import { Failed, Loading } from './states'
import { kit } from './texts'

type Audit = '/api/{service}/system/audit'
export type Audits = 'identity' | 'purchasing' | 'inventory' | 'sales' | 'ordering' | 'logistics'

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
}

/** Who did what when, from the audit log of the service. */
export function History(props: Props) {
  const t = useTexts(kit).history
  // The audit log is the administrators'.
  if (!useCan('admin')) return null
  return (
    <Section title={t.title}>
      <Entries {...props} />
    </Section>
  )
}

function Entries({ service, subject, what, labels = {}, show = {} }: Props) {
  const t = useTexts(kit)
  const f = useFormats()
  const path = `/api/${service}/system/audit` as Audit as '/api/purchasing/system/audit'
  const found = useInfiniteQuery({
    queryKey: ['audit', service, { id: subject }],
    queryFn: ({ pageParam, signal }) => api.get(path, { query: { subject, limit: 20, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })
  if (found.isPending) return <Loading />
  if (found.isError) return <Failed error={found.error} retry={found.refetch} />
  const entries = found.data.pages.flatMap((page) => page.items)
  if (entries.length === 0) return <p className="sf-quiet">{t.history.empty}</p>
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
                <span className="sf-quiet">{label}:</span> {shown(key, from)} <span aria-hidden="true">→</span>{' '}
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

/** What differs between `from` and `to` of an entry, of the values that have a name. */
export function differences(entry: Pick<Audited, 'detail'>, labels: Record<string, string>) {
  const { from, to } = (entry.detail ?? {}) as { from?: Record<string, unknown>; to?: Record<string, unknown> }
  if (!from || !to || typeof from !== 'object' || typeof to !== 'object') return []
  return Object.keys(to)
    .filter((key) => labels[key] && !same(from[key], to[key]))
    .map((key) => ({ key, label: labels[key] ?? key, from: from[key], to: to[key] }))
}
