import { Alert, Button, Progress } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { confirm, DetailPage, Instant, Money, Rows, Section, Stack, useCommand } from '@/kit'
import { api, changed, queries, reading } from '@/lib/api'
import { company } from '@/lib/company'
import { useFormats, useTexts } from '@/lib/lang'
import { Errors } from './errors'
import classes from './imports.module.css'
import { type Import, isBusy } from './rules'
import { ImportStatus } from './status'
import { texts } from './texts'

const HOUR = 3_600_000

export default function ImportPage() {
  const t = useTexts(texts)
  const { id } = useParams({ strict: false }) as { id: string }
  const query = reading('/api/purchasing/imports/{id}', { params: { id } })
  const found = useQuery({
    ...query,
    // Hints tell of steps; how many rows are done is only known by asking.
    refetchInterval: ({ state }) => (state.data && isBusy(state.data.status) ? 600 : false),
  })
  return (
    <DetailPage
      found={found}
      back={{ to: '/imports', label: t.title }}
      title={(one) => one.file_name}
      badge={(one) => <ImportStatus of={one.status} />}
      lead={(one) => (
        <>
          {t.kind[one.kind] ?? one.kind} · {one.created_by} · <Instant of={one.created_at} />
        </>
      )}
      actions={(one) =>
        !isBusy(one.status) && (
          <>
            <Button component={Link} to="/imports" variant="default">
              {t.again}
            </Button>
            {one.status === 'checked' && one.valid > 0 && <Commit one={one} />}
            {one.status === 'committed' && <Undo one={one} />}
          </>
        )
      }
    >
      {(one) => (
        <Stack>
          <Now one={one} />
          {one.status === 'undone' && one.conflict_count > 0 && <Conflicts one={one} />}
          {one.error_count > 0 && <Errors one={one} />}
        </Stack>
      )}
    </DetailPage>
  )
}

/** Shows the answer at once; the rest is read while it goes on. */
async function show(one: Import): Promise<void> {
  const { queryKey } = reading('/api/purchasing/imports/{id}', { params: { id: one.id } })
  queries.setQueryData(queryKey, one)
  await changed('imports', 'products', 'suppliers', 'categories')
}

function Commit({ one }: { one: Import }) {
  const t = useTexts(texts)
  const command = useCommand()
  const run = async () => {
    const next = await command.run(() =>
      api.post('/api/purchasing/imports/{id}/commit', { params: { id: one.id } } as never),
    )
    if (next) await show(next as Import)
    else await changed('imports')
  }
  return (
    <Button loading={command.busy} onClick={run}>
      {t.commit({ n: one.valid })}
    </Button>
  )
}

function Undo({ one }: { one: Import }) {
  const t = useTexts(texts)
  const f = useFormats()
  const command = useCommand()
  const run = async () => {
    // What has just been saved is undone at once; of what is older somebody may have forgotten what it was.
    const at = one.committed_at
    if (at && Date.now() - Date.parse(at) > HOUR) {
      const sure = await confirm({
        title: t.undoTitle,
        text: t.undoText({ ago: f.ago(at) }),
        yes: t.undo,
        danger: true,
      })
      if (!sure) return
    }
    const next = await command.run(() =>
      api.post('/api/purchasing/imports/{id}/undo', { params: { id: one.id } } as never),
    )
    if (next) await show(next as Import)
    else await changed('imports')
  }
  return (
    <Button variant="default" loading={command.busy} onClick={run}>
      {t.undo}
    </Button>
  )
}

function Now({ one }: { one: Import }) {
  const t = useTexts(texts)
  const f = useFormats()
  if (isBusy(one.status)) {
    const { done, of } = one.progress
    const step = one.status as 'checking' | 'committing' | 'undoing'
    return (
      <Section title={t.progress[step]}>
        <div className={classes.stack}>
          <Progress value={of > 0 ? (done / of) * 100 : 0} aria-label={t.progress[step]} />
          <p role="status">{t.progress.of({ done, of })}</p>
          <p className="sf-quiet">{t.progress.leave}</p>
        </div>
      </Section>
    )
  }
  const title =
    one.status === 'committed'
      ? t.done.title
      : one.status === 'undone'
        ? t.undone.title
        : one.status === 'failed'
          ? t.failed.title
          : t.found.title
  const bad = one.rows - one.valid
  return (
    <Section title={title}>
      <div className={classes.stack} role="status">
        {one.status === 'failed' && (
          <Alert color="red">
            {one.reason?.detail} {t.failed.text}
          </Alert>
        )}
        <dl className={classes.figures}>
          <Count label={t.found.rows} n={one.rows} />
          <Count label={t.fields.new} n={one.new} />
          <Count label={t.fields.changed} n={one.changed} />
          <Count label={t.fields.unchanged} n={one.unchanged} />
          <Count label={t.found.bad} n={bad} bad={bad > 0} />
        </dl>
        {one.status === 'checked' && (
          <>
            {one.valid === 0 && <p>{t.found.nothingValid}</p>}
            {one.valid > 0 && one.new + one.changed === 0 && <p>{t.found.nothingNew}</p>}
            {one.new + one.changed > 0 && bad === 0 && <p>{t.found.ready({ n: one.valid })}</p>}
            {one.valid > 0 && bad > 0 && <p>{t.found.some({ n: bad })}</p>}
          </>
        )}
        {one.status === 'committed' && one.committed_at && (
          <p>
            {t.done.text({ when: f.instant(one.committed_at) })}{' '}
            <Link className="sf-link" to={one.kind === 'products' ? '/products' : '/suppliers'}>
              {one.kind === 'products' ? t.done.see : t.done.seeSuppliers}
            </Link>
          </p>
        )}
        {one.status === 'undone' && one.undone_at && (
          <p>{(one.conflict_count > 0 ? t.undone.except : t.undone.text)({ when: f.instant(one.undone_at) })}</p>
        )}
        {one.ignored_columns.length > 0 && (
          <p className="sf-quiet">{t.found.ignored({ columns: one.ignored_columns.join(', ') })}</p>
        )}
      </div>
    </Section>
  )
}

function Count({ label, n, bad }: { label: string; n: number; bad?: boolean }) {
  const f = useFormats()
  return (
    <div data-bad={bad || undefined}>
      <dt>{label}</dt>
      <dd>{f.number(n)}</dd>
    </div>
  )
}

function Conflicts({ one }: { one: Import }) {
  const all = useTexts(texts)
  const t = all.undone
  const columns: Record<string, string> = all.columns
  const f = useFormats()
  // As the catalogue keeps them: minor units, basis points, ids.
  const value = (column: string, of: unknown): ReactNode => {
    if (of === null || of === undefined || of === '') return t.nothing
    if (typeof of === 'number') {
      if (column === 'price') return <Money of={{ amount: of, currency: company.currency }} />
      return column === 'tax_rate_bp' ? f.basisPoints(of) : f.number(of)
    }
    if (column === 'supplier_id' || column === 'supplier') return <SupplierName id={String(of)} />
    return (all.values as Record<string, string>)[String(of)] ?? String(of)
  }
  const root = one.kind === 'products' ? '/products' : '/suppliers'
  return (
    <Section title={t.conflicts} flush>
      <p className={classes.foot}>
        {t.some({ n: one.conflict_count })}
        {one.conflicts.length < one.conflict_count && ` ${t.first({ n: one.conflicts.length })}`}
      </p>
      <Rows
        label={t.conflicts}
        rows={one.conflicts}
        rowKey={(conflict) => `${conflict.row} ${conflict.id} ${conflict.column}`}
        to={(conflict) => `${root}/${conflict.id}`}
        columns={[
          { key: 'name', label: t.name, value: (c) => c.name },
          { key: 'row', label: all.errors.row, value: (c) => c.row, align: 'right' },
          { key: 'column', label: t.column, value: (c) => columns[c.column] ?? c.column },
          { key: 'before', label: t.before, cell: (c) => value(c.column, c.before), value: (c) => String(c.before) },
          {
            key: 'imported',
            label: t.imported,
            cell: (c) => value(c.column, c.imported),
            value: (c) => String(c.imported),
          },
          {
            key: 'present',
            label: t.present,
            cell: (c) => value(c.column, c.present),
            value: (c) => String(c.present),
          },
          {
            key: 'detail',
            label: t.why,
            cell: (c) => <span className={classes.wide}>{c.detail}</span>,
            value: (c) => c.detail,
          },
        ]}
      />
    </Section>
  )
}

function SupplierName({ id }: { id: string }) {
  const found = useQuery(reading('/api/purchasing/suppliers/{id}', { params: { id } }))
  return found.data?.legal_name ?? (found.isError ? id : '…')
}
