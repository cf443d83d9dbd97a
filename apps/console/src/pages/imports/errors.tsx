import { Button } from '@mantine/core'
import { SignedOut } from '@storeflow/api'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { csv, download, Rows, Section, toast, useReason } from '@/kit'
import { api } from '@/lib/api'
import { useFormats, useLang, useTexts } from '@/lib/lang'
import classes from './imports.module.css'
import { groups, type Import, type ImportError, keyOf } from './rules'
import { texts } from './texts'

/** So many are drawn at a time. */
const STEP = 100
/** So many kinds of errors are offered as filters. */
const GROUPS = 12

/** Everything that is wrong with the rows: as much as came with the import, or all of it when asked. */
export function Errors({ one }: { one: Import }) {
  const t = useTexts(texts).errors
  const f = useFormats()
  const lang = useLang()
  const reason = useReason()
  const [more, setMore] = useState<ImportError[]>()
  const [shown, setShown] = useState(STEP)
  const [only, setOnly] = useState<string>()
  const [busy, setBusy] = useState<string>()
  const errors = more ?? one.errors
  const kinds = groups(errors)
  const chosen = only ? errors.filter((error) => keyOf(error) === only) : errors
  const rest = one.error_count - errors.length

  const all = async (): Promise<ImportError[]> => {
    if (rest <= 0) return errors
    const found: ImportError[] = []
    let cursor: string | undefined
    do {
      const page = await api.get('/api/purchasing/imports/{id}/errors', {
        params: { id: one.id },
        query: { limit: 200, cursor, sort: 'row' },
      })
      found.push(...page.items)
      cursor = page.next_cursor ?? undefined
    } while (cursor)
    setMore(found)
    return found
  }
  const run = (what: string, work: (errors: ImportError[]) => void | Promise<void>) => async () => {
    setBusy(what)
    try {
      await work(await all())
    } catch (error) {
      if (!(error instanceof SignedOut)) toast.bad(t.loadFailed({ why: reason(error) }))
    } finally {
      setBusy(undefined)
    }
  }
  const table = (errors: ImportError[]) => [
    [t.row, t.column, t.value, t.what],
    ...errors.map((error) => [error.row, error.column, error.value, error.detail]),
  ]
  const name = `${one.file_name.replace(/\.\w+$/, '')}-${t.title.toLowerCase()}`

  return (
    <Section
      title={`${t.title} · ${f.number(one.error_count)}`}
      flush
      actions={
        <div className={classes.buttons}>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden="true" />}
            loading={busy === 'xlsx'}
            onClick={run('xlsx', async (errors) => {
              const { xlsx } = await import('@/kit/xlsx')
              download(await xlsx(t.title, table(errors)), `${name}.xlsx`)
            })}
          >
            {t.xlsx}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden="true" />}
            loading={busy === 'csv'}
            onClick={run('csv', (errors) => download(csv(table(errors), lang), `${name}.csv`))}
          >
            {t.csv}
          </Button>
        </div>
      }
    >
      {kinds.length > 1 && (
        <fieldset className={classes.groups} aria-label={t.group} style={{ border: 0, margin: 0 }}>
          {[undefined, ...kinds.slice(0, GROUPS)].map((kind) => (
            <Button
              key={kind?.key ?? ''}
              size="xs"
              radius="xl"
              variant={only === kind?.key ? 'filled' : 'default'}
              aria-pressed={only === kind?.key}
              onClick={() => {
                setOnly(kind?.key)
                setShown(STEP)
              }}
              title={kind?.detail}
            >
              {kind ? `${kind.column || t.whole} · ${f.number(kind.n)}` : t.all}
            </Button>
          ))}
        </fieldset>
      )}
      <Rows
        label={t.title}
        rows={chosen.slice(0, shown)}
        rowKey={(error) => error.id}
        columns={[
          {
            key: 'row',
            label: t.row,
            cell: (error) => (
              <>
                <span className={classes.ofCard}>{t.row} </span>
                {f.number(error.row)}
              </>
            ),
            value: (error) => error.row,
            width: 70,
          },
          { key: 'column', label: t.column, value: (error) => error.column || t.whole },
          {
            key: 'value',
            label: t.value,
            cell: (error) =>
              error.value ? (
                <span className={classes.value}>{error.value}</span>
              ) : (
                <span className="sf-quiet">{t.blank}</span>
              ),
            value: (error) => error.value,
          },
          {
            key: 'detail',
            label: t.what,
            cell: (error) => <span className={classes.wide}>{error.detail}</span>,
            value: (error) => error.detail,
          },
        ]}
      />
      <div className={classes.foot}>
        <span className="sf-quiet" role="status">
          {t.shown({ n: Math.min(shown, chosen.length), of: only ? chosen.length : one.error_count })}
        </span>
        <span className={classes.buttons}>
          {rest > 0 && (
            <Button size="xs" variant="default" loading={busy === 'all'} onClick={run('all', () => {})}>
              {t.load({ n: one.error_count })}
            </Button>
          )}
          {shown < chosen.length && (
            <Button size="xs" variant="default" onClick={() => setShown(shown + STEP)}>
              {t.more}
            </Button>
          )}
        </span>
      </div>
    </Section>
  )
}
