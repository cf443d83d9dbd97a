import { Button, Checkbox, Menu, NativeSelect, TextInput, Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { ItemOf, ListPath, QueryOf } from '@storeflow/api'
import {
  IconArrowDown,
  IconArrowUp,
  IconChevronLeft,
  IconChevronRight,
  IconColumns,
  IconDownload,
  IconFilter,
  IconSearch,
  IconX,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type MouseEvent, type ReactNode, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react'
import { api, listing } from '@/lib/api'
import { company } from '@/lib/company'
import { useFormats, useLang, useTexts } from '@/lib/lang'
import { Store } from '@/lib/store'
import { type Cell, csv, download, type Plain, plain } from './export'
import classes from './list.module.css'
import { Lookup, type Source, useChosen } from './lookup'
import { PageHeader } from './page'
import { Empty, Failed, Loading, useReason } from './states'
import { kit } from './texts'
import { toast } from './toast'

export interface Column<T> {
  key: string
  label: string
  /** What is shown; the exported value as text by default. */
  cell?: (row: T) => ReactNode
  /** What is exported. */
  value: (row: T) => Cell
  /** The name that the server sorts by. */
  sort?: string
  /** Figures stand at the right. */
  align?: 'right'
  /** Not shown until somebody chooses it. */
  optional?: boolean
  /** Not even exported; for buttons. */
  screenOnly?: boolean
  width?: number | string
}

/** `key` is the parameter of the list's path, and that of the page's address. */
export type Filter =
  | { key: string; label: string; kind: 'select'; options: { value: string; label: string }[]; standard?: string }
  | { key: string; label: string; kind: 'day' }
  | { key: string; label: string; kind: 'lookup'; source: Source }

export interface ListProps<P extends ListPath> {
  /** Under which the choice of columns is remembered, and the name of exported files. */
  name: string
  path: P
  /** Parameters that nobody can change: the list of one supplier's products. */
  fixed?: QueryOf<P>
  columns: Column<ItemOf<P>>[]
  filters?: Filter[]
  /** The field that searches; where the list cannot search there is none. */
  search?: string | false
  /** Where a row leads. */
  to?: (row: ItemOf<P>) => string | undefined
  /** Of lists whose rows have no `id`. */
  rowKey?: (row: ItemOf<P>) => string
  /** The order at first, such as `legal_name`; newest first if the path sorts at all. */
  sort?: string
  /** What is shown while there is nothing at all. */
  empty?: { title: string; text?: ReactNode; action?: ReactNode }
  /** Within another page: search, filters and order are not in the address. */
  embedded?: boolean
  /** What the list is called, for screen readers. */
  label?: string
  limit?: number
}

const LIMIT = 50
/** How the server sorts unless it is told. */
const NEWEST = '-created_at'
const EXPORT_LIMIT = 50_000

/** A whole page: heading and list. */
export function ListPage<P extends ListPath>(
  props: ListProps<P> & { title: string; lead?: ReactNode; actions?: ReactNode },
) {
  return (
    <>
      <PageHeader title={props.title} lead={props.lead} actions={props.actions} />
      <List {...props} label={props.label ?? props.title} />
    </>
  )
}

type Values = Record<string, string | undefined>

/** Search, filters and order: in the page's address, or in the component. */
function useValues(embedded: boolean): [Values, (change: Values) => void] {
  const inAddress = useSearch({ strict: false }) as Values
  const navigate = useNavigate()
  const [own, setOwn] = useState<Values>({})
  const change = useCallback(
    (values: Values) => {
      if (embedded) setOwn((now) => ({ ...now, ...values }))
      else
        void navigate({
          to: '.',
          search: ((now: Values) => ({ ...now, ...values })) as never,
          replace: true,
          resetScroll: false,
        })
    },
    [embedded, navigate],
  )
  return [embedded ? own : inAddress, change]
}

/** Rows of the server, a page at a time. */
export function List<P extends ListPath>(props: ListProps<P>) {
  type Row = ItemOf<P>
  const { columns, filters = [], search = 'search', embedded = false, to } = props
  const t = useTexts(kit).list
  const [values, change] = useValues(embedded)
  const shown = useShown(props.name, columns)
  const narrow = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false })
  const box = useRef<HTMLDivElement>(null)
  const label = props.label ?? columns[0]?.label ?? props.name
  // Landmarks are for the page's own list; there may be several within another.
  const Bar = embedded ? 'div' : 'search'
  const Foot = embedded ? 'div' : 'nav'

  const sort = values.sort || props.sort
  const query: Values = { ...(props.fixed as Values), sort }
  for (const filter of filters) {
    query[filter.key] = values[filter.key] || (filter.kind === 'select' ? filter.standard : undefined)
  }
  if (search) query[search] = values[search]
  const key = JSON.stringify(query)

  // The cursors of the pages before; another question begins at the first page.
  const [trail, setTrail] = useState<{ key: string; cursors: string[] }>({ key, cursors: [] })
  const cursors = trail.key === key ? trail.cursors : []
  const limit = props.limit ?? LIMIT
  const options = { query: { ...query, limit, cursor: cursors.at(-1) } }
  const found = useQuery(listing(props.path, ...([options] as never)))
  const page = found.data as { items: Row[]; next_cursor?: string | null } | undefined
  const rows = page?.items ?? []
  const active = filters.filter((filter) => !!values[filter.key])
  const asked = !!(search && values[search]) || active.length > 0
  // On a phone the rows come first: filters stand in a panel that opens.
  const panel = useId()
  const [open, setOpen] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)

  const idOf = props.rowKey ?? ((row: Row) => (row as { id: string }).id)
  useRowKeys(box, embedded)

  const clear = () => {
    const nothing: Values = Object.fromEntries(filters.map((filter) => [filter.key, undefined]))
    if (search) nothing[search] = undefined
    change(nothing)
  }
  const go = (cursors: string[]) => {
    setTrail({ key, cursors })
    box.current?.scrollIntoView({ block: 'start' })
  }

  const set = (filter: Filter) => (value?: string) => change({ [filter.key]: value || undefined })
  const inputs = filters.map((filter) => (
    <FilterInput key={filter.key} filter={filter} value={values[filter.key]} change={set(filter)} />
  ))
  const clearing = (
    <Button variant="subtle" size="xs" leftSection={<IconX size={14} aria-hidden="true" />} onClick={clear}>
      {t.clear}
    </Button>
  )

  return (
    <div className={classes.box} ref={box}>
      <Bar className={classes.bar}>
        {search && <Search value={values[search] ?? ''} change={(text) => change({ [search]: text || undefined })} />}
        {!narrow && inputs}
        {!narrow && asked && clearing}
        {narrow && filters.length > 0 && (
          <Button
            ref={opener}
            variant="default"
            className={classes.opener}
            leftSection={<IconFilter size={16} aria-hidden="true" />}
            aria-expanded={open}
            aria-controls={open ? panel : undefined}
            onClick={() => setOpen(!open)}
          >
            {active.length > 0 ? t.filtersOn({ n: active.length }) : t.filters}
          </Button>
        )}
        <div className={classes.tools}>
          {narrow && (
            <SortMenu columns={columns} sort={sort} standard={props.sort} change={(value) => change({ sort: value })} />
          )}
          <ColumnMenu columns={columns} shown={shown} />
          <ExportMenu name={props.name} path={props.path} query={query} columns={columns} />
        </div>
        {narrow && open && filters.length > 0 && (
          <Panel
            id={panel}
            close={() => {
              setOpen(false)
              opener.current?.focus()
            }}
          >
            {inputs}
          </Panel>
        )}
        {narrow && active.length > 0 && (
          <div className={classes.chips}>
            {active.map((filter) => (
              <Chip
                key={filter.key}
                filter={filter}
                value={values[filter.key] ?? ''}
                remove={() => {
                  set(filter)()
                  opener.current?.focus()
                }}
              />
            ))}
            {active.length > 1 && clearing}
          </div>
        )}
      </Bar>
      {found.isError && !page && <Failed error={found.error} retry={found.refetch} />}
      {found.isPending && <Loading />}
      {page && rows.length === 0 && cursors.length === 0 && (
        <Empty
          searched={asked}
          title={asked ? t.nothing : (props.empty?.title ?? t.empty)}
          text={asked ? t.nothingText : props.empty?.text}
        >
          {asked ? (
            <Button variant="default" onClick={clear}>
              {t.clear}
            </Button>
          ) : (
            props.empty?.action
          )}
        </Empty>
      )}
      {rows.length > 0 &&
        (narrow ? (
          <Cards rows={rows} columns={shown.columns} to={to} idOf={idOf} />
        ) : (
          <Table
            label={label}
            rows={rows}
            columns={shown.columns}
            to={to}
            idOf={idOf}
            sort={sort}
            change={(value) => change({ sort: value })}
            stale={found.isPlaceholderData}
          />
        ))}
      {page && (rows.length > 0 || cursors.length > 0) && (
        <Foot className={classes.foot} aria-label={embedded ? undefined : t.pages}>
          <span className="sf-quiet" role="status">
            {found.isPlaceholderData ? t.updating : t.rows({ n: rows.length })}
          </span>
          {(cursors.length > 0 || page.next_cursor) && (
            <span className={classes.pages}>
              <Button
                variant="default"
                size="xs"
                disabled={cursors.length === 0}
                leftSection={<IconChevronLeft size={14} aria-hidden="true" />}
                onClick={() => go(cursors.slice(0, -1))}
              >
                {t.previous}
              </Button>
              <span className="sf-figures">{t.page({ n: cursors.length + 1 })}</span>
              <Button
                variant="default"
                size="xs"
                disabled={!page.next_cursor || found.isPlaceholderData}
                rightSection={<IconChevronRight size={14} aria-hidden="true" />}
                onClick={() => page.next_cursor && go([...cursors, page.next_cursor])}
              >
                {t.next}
              </Button>
            </span>
          )}
        </Foot>
      )}
    </div>
  )
}

/** The list's rows without a server behind them: lines of an order, lots of a product. */
export function Rows<T>(props: {
  label: string
  rows: T[]
  columns: Column<T>[]
  to?: (row: T) => string | undefined
  rowKey: (row: T) => string
}) {
  const narrow = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false })
  const shared = { rows: props.rows, columns: props.columns, to: props.to, idOf: props.rowKey }
  return narrow ? <Cards {...shared} /> : <Table label={props.label} {...shared} />
}

interface Shared<T> {
  rows: T[]
  columns: Column<T>[]
  to?: (row: T) => string | undefined
  idOf: (row: T) => string
}

function shownIn<T>(column: Column<T>, row: T): ReactNode {
  if (column.cell) return column.cell(row)
  const value = plain(column.value(row), company.zone)
  if (value === undefined) return '—'
  return typeof value === 'object' ? value.at : String(value)
}

function Table<T>(
  props: Shared<T> & { label: string; sort?: string; change?: (sort: string | undefined) => void; stale?: boolean },
) {
  const t = useTexts(kit).list
  const navigate = useNavigate()
  const { rows, columns, to, idOf, sort, change } = props
  const open = (event: MouseEvent, path: string | undefined) => {
    const target = event.target as HTMLElement
    if (!path || target.closest('a, button, input, label') || getSelection()?.toString()) return
    if (event.ctrlKey || event.metaKey) window.open(path, '_blank')
    else void navigate({ to: path })
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    // biome-ignore lint/a11y/useSemanticElements: it holds no fields
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={props.label}>
      <table className={classes.table} data-stale={props.stale || undefined}>
        <thead>
          <tr>
            {columns.map((column) => {
              const way = sort === column.sort ? 'ascending' : sort === `-${column.sort}` ? 'descending' : undefined
              const next = way === 'ascending' ? `-${column.sort}` : way === 'descending' ? undefined : column.sort
              return (
                <th
                  key={column.key}
                  scope="col"
                  data-align={column.align}
                  aria-sort={column.sort ? (way ?? 'none') : undefined}
                  style={{ width: column.width }}
                >
                  {column.sort && change ? (
                    <button type="button" title={t.sortBy({ column: column.label })} onClick={() => change(next)}>
                      {column.label}
                      {way === 'ascending' && <IconArrowUp size={13} aria-hidden="true" />}
                      {way === 'descending' && <IconArrowDown size={13} aria-hidden="true" />}
                    </button>
                  ) : (
                    column.label
                  )}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const path = to?.(row)
            return (
              <tr key={idOf(row)} data-leads={path ? '' : undefined} onClick={(event) => open(event, path)}>
                {columns.map((column, index) => (
                  <td key={column.key} data-align={column.align}>
                    {index === 0 && path ? (
                      <Link to={path} data-row="" className={classes.link}>
                        {shownIn(column, row)}
                      </Link>
                    ) : (
                      shownIn(column, row)
                    )}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function Cards<T>({ rows, columns, to, idOf }: Shared<T>) {
  const [first, ...others] = columns
  if (!first) return null
  return (
    <ul className={classes.cards}>
      {rows.map((row) => {
        const path = to?.(row)
        return (
          <li key={idOf(row)}>
            {path ? (
              <Link to={path} data-row="" className={classes.cardLink}>
                {shownIn(first, row)}
              </Link>
            ) : (
              <strong>{shownIn(first, row)}</strong>
            )}
            <dl>
              {others.map((column) => (
                <div key={column.key}>
                  <dt>{column.label}</dt>
                  <dd>{shownIn(column, row)}</dd>
                </div>
              ))}
            </dl>
          </li>
        )
      })}
    </ul>
  )
}

function Search({ value, change }: { value: string; change: (text: string) => void }) {
  const t = useTexts(kit).list
  const [text, setText] = useState(value)
  const sent = useRef(value)
  const changeNow = useRef(change)
  changeNow.current = change
  // From outside: the filters were cleared, or somebody went back.
  useEffect(() => {
    if (value !== sent.current) {
      sent.current = value
      setText(value)
    }
  }, [value])
  useEffect(() => {
    if (text === sent.current) return
    const timer = setTimeout(() => {
      sent.current = text
      changeNow.current(text)
    }, 180)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <TextInput
      type="search"
      className={classes.search}
      aria-label={t.search}
      placeholder={t.searchHint}
      leftSection={<IconSearch size={15} aria-hidden="true" />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      data-list-search=""
    />
  )
}

function FilterInput({ filter, value, change }: { filter: Filter; value?: string; change: (value?: string) => void }) {
  const t = useTexts(kit).list
  if (filter.kind === 'lookup') {
    return (
      <Lookup
        className={classes.filter}
        aria-label={filter.label}
        placeholder={filter.label}
        source={filter.source}
        value={value ?? null}
        onChange={(id) => change(id ?? undefined)}
      />
    )
  }
  if (filter.kind === 'day') {
    return (
      <div className={classes.day}>
        <span className="sf-quiet" aria-hidden="true">
          {filter.label}
        </span>
        <TextInput
          type="date"
          aria-label={filter.label}
          value={value ?? ''}
          onChange={(event) => change(event.currentTarget.value)}
        />
      </div>
    )
  }
  const all = filter.standard ? [] : [{ value: '', label: `${filter.label}: ${t.all}` }]
  return (
    <NativeSelect
      aria-label={filter.label}
      value={value ?? filter.standard ?? ''}
      onChange={(event) => {
        const chosen = event.currentTarget.value
        change(chosen === filter.standard ? undefined : chosen)
      }}
      data={[...all, ...filter.options.map((option) => ({ ...option, label: `${filter.label}: ${option.label}` }))]}
    />
  )
}

/** The filters on a phone; Escape closes it. */
function Panel({ id, close, children }: { id: string; close: () => void; children: ReactNode }) {
  const t = useTexts(kit).list
  const box = useRef<HTMLFieldSetElement>(null)
  // The next Tab goes into it, past the tools that stand between.
  useEffect(() => box.current?.focus(), [])
  return (
    <fieldset
      id={id}
      ref={box}
      tabIndex={-1}
      className={classes.panel}
      aria-label={t.filters}
      onKeyDown={(event) => {
        // A list of choices that is open closes first.
        if (event.key === 'Escape' && !event.defaultPrevented && !box.current?.querySelector('[aria-expanded=true]')) {
          close()
        }
      }}
    >
      {children}
    </fieldset>
  )
}

/** One filter in use, in words; pressing it removes the filter. */
function Chip({ filter, value, remove }: { filter: Filter; value: string; remove: () => void }) {
  const t = useTexts(kit).list
  const f = useFormats()
  const source = filter.kind === 'lookup' ? filter.source : undefined
  const chosen = useChosen(source, value)
  const words =
    filter.kind === 'select'
      ? (filter.options.find((option) => option.value === value)?.label ?? value)
      : filter.kind === 'day'
        ? /^\d{4}-\d\d-\d\d$/.test(value)
          ? f.day(value)
          : value
        : (chosen.data?.title ?? '…')
  const text = `${filter.label}: ${words}`
  return (
    <button type="button" className={classes.chip} aria-label={t.remove({ filter: text })} onClick={remove}>
      {text}
      <IconX size={13} aria-hidden="true" />
    </button>
  )
}

/** `/` searches, j and k go through the rows, Enter opens (the row's link has the focus). */
function useRowKeys(box: React.RefObject<HTMLDivElement | null>, embedded: boolean): void {
  useEffect(() => {
    if (embedded) return
    const listener = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('[role="dialog"]')) return
      if (target.closest('input, textarea, select, [contenteditable]')) {
        if (event.key === 'Escape' && target.matches('[data-list-search]')) target.blur()
        if (event.key === 'ArrowDown' && target.matches('[data-list-search]')) focusRow(box.current, 1)
        return
      }
      if (event.key === '/') {
        const input = box.current?.querySelector<HTMLInputElement>('[data-list-search]')
        if (!input) return
        event.preventDefault()
        input.focus()
        input.select()
      } else if (event.key === 'j') focusRow(box.current, 1)
      else if (event.key === 'k') focusRow(box.current, -1)
    }
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [box, embedded])
}

function focusRow(box: HTMLElement | null, step: number): void {
  const links = [...(box?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
  const now = links.findIndex((link) => link === document.activeElement || link.closest('tr')?.matches(':focus-within'))
  const next = links[now === -1 ? (step > 0 ? 0 : links.length - 1) : now + step]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

interface Shown<T> {
  columns: Column<T>[]
  has: (key: string) => boolean
  toggle: (key: string) => void
}

const choices = new Map<string, Store<Record<string, boolean>>>()

/** The columns that somebody wants to see, remembered on this computer. */
function useShown<T>(name: string, columns: Column<T>[]): Shown<T> {
  let store = choices.get(name)
  if (!store) {
    store = new Store<Record<string, boolean>>({}, `sf-columns-${name}`)
    choices.set(name, store)
  }
  const chosen = store.use()
  const has = (key: string) => chosen[key] ?? !columns.find((column) => column.key === key)?.optional
  const kept = store
  return {
    columns: columns.filter((column, index) => index === 0 || has(column.key)),
    has,
    toggle: (key) => kept.set({ ...chosen, [key]: !has(key) }),
  }
}

function ColumnMenu<T>({ columns, shown }: { columns: Column<T>[]; shown: Shown<T> }) {
  const t = useTexts(kit).list
  return (
    <Menu position="bottom-end" closeOnItemClick={false} shadow="md" width={240}>
      <Menu.Target>
        <Button variant="default" aria-label={t.columns} className={classes.tool}>
          <IconColumns size={16} aria-hidden="true" />
          <span className={classes.toolText}>{t.columns}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.slice(1).map((column) => (
          <Menu.Item
            key={column.key}
            role="menuitemcheckbox"
            aria-checked={shown.has(column.key)}
            onClick={() => shown.toggle(column.key)}
          >
            <Checkbox.Indicator checked={shown.has(column.key)} size="xs" mr="sm" component="span" />
            {column.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function SortMenu<T>(props: {
  columns: Column<T>[]
  sort?: string
  standard?: string
  change: (sort?: string) => void
}) {
  const t = useTexts(kit).list
  const sortable = props.columns.filter((column) => column.sort)
  if (sortable.length === 0) return null
  const standard = props.standard ?? NEWEST
  const orders = sortable.flatMap((column) => [
    { value: column.sort ?? '', label: `${column.label} ↑` },
    { value: `-${column.sort}`, label: `${column.label} ↓` },
  ])
  // What the server does by itself has a name, whether or not a column shows it.
  if (standard === NEWEST) orders.unshift({ value: NEWEST, label: t.newest })
  return (
    <NativeSelect
      className={classes.sort}
      aria-label={t.sort}
      value={props.sort ?? standard}
      onChange={(event) => {
        const chosen = event.currentTarget.value
        props.change(chosen === standard ? undefined : chosen)
      }}
      data={orders.filter((order, index) => orders.findIndex((one) => one.value === order.value) === index)}
    />
  )
}

function ExportMenu<P extends ListPath>(props: { name: string; path: P; query: Values; columns: Column<ItemOf<P>>[] }) {
  const t = useTexts(kit).list
  const lang = useLang()
  const f = useFormats()
  const reason = useReason()
  const [count, setCount] = useState<number>()
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => stop.current?.abort(), [])
  const columns = useMemo(() => props.columns.filter((column) => !column.screenOnly), [props.columns])

  const run = async (form: 'csv' | 'xlsx') => {
    const aborted = new AbortController()
    stop.current = aborted
    const rows: Plain[][] = [columns.map((column) => column.label)]
    setCount(0)
    try {
      let cursor: string | undefined
      do {
        const options = { query: { ...props.query, limit: 200, cursor }, signal: aborted.signal }
        const page = (await api.get(props.path, ...([options] as never))) as unknown as {
          items: ItemOf<P>[]
          next_cursor?: string | null
        }
        for (const item of page.items) rows.push(columns.map((column) => plain(column.value(item), company.zone)))
        cursor = page.next_cursor ?? undefined
        setCount(rows.length - 1)
      } while (cursor && rows.length <= EXPORT_LIMIT)
      const blob = form === 'csv' ? csv(rows, lang) : await import('./xlsx').then(({ xlsx }) => xlsx(props.name, rows))
      download(blob, `${props.name}-${f.today()}.${form}`)
      if (cursor) toast.bad(t.exportCut({ n: rows.length - 1 }))
      else toast.good(t.exported({ n: rows.length - 1 }))
    } catch (error) {
      if (!aborted.signal.aborted) toast.bad(t.exportFailed({ why: reason(error) }))
    } finally {
      setCount(undefined)
    }
  }

  if (count !== undefined) {
    return (
      <Tooltip label={t.exporting({ n: count })} opened>
        <Button variant="default" loading aria-label={t.exporting({ n: count })} className={classes.tool}>
          <span className={classes.toolText}>{t.export}</span>
        </Button>
      </Tooltip>
    )
  }
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button variant="default" aria-label={t.export} className={classes.tool}>
          <IconDownload size={16} aria-hidden="true" />
          <span className={classes.toolText}>{t.export}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => run('xlsx')}>{t.xlsx}</Menu.Item>
        <Menu.Item onClick={() => run('csv')}>{t.csv}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
