import { Alert, Anchor, Button, Textarea } from '@mantine/core'
import {
  ApiError,
  changedMeanwhile,
  type ItemOf,
  type PurchaseOrder,
  type PurchaseOrderLine,
  SignedOut,
  Unreachable,
} from '@storeflow/api'
import type { Amount } from '@storeflow/i18n'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { memo, useEffect, useMemo, useRef, useState } from 'react'
import {
  confirm,
  DayInput,
  Empty,
  Failed,
  Figure,
  Loading,
  Money,
  PageHeader,
  QuantityInput,
  Status,
  toast,
} from '@/kit'
import { api, changed, queries, reading, useCan } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { texts as productTexts } from '@/pages/products/texts'
import { unitName } from '@/pages/products/words'
import { useKept } from '@/pages/receipts/kept'
import { OrderStatus } from '@/pages/receipts/parts'
import { bodyOf, type Draft, differenceOf, faultOf, isEmpty, newDraft, refusals, type Said, saidOf } from './promise'
import classes from './supplier.module.css'
import { texts } from './texts'

/** `/purchase-orders/$id/confirm`: how much of an order is delivered, and when. */
export default function Confirm() {
  const all = useTexts(texts)
  const { id } = useParams({ strict: false }) as { id: string }
  const found = useQuery(reading('/api/purchasing/purchase-orders/{id}', { params: { id } }))
  const order = found.data
  const back = { to: `/purchase-orders/${id}`, label: order?.number ?? all.orders }
  if (!order) {
    return (
      <>
        <PageHeader title={all.orders} back={{ to: '/purchase-orders', label: all.orders }} />
        {found.isError ? <Failed error={found.error} retry={found.refetch} /> : <Loading />}
      </>
    )
  }
  const { status } = order
  if (status === 'draft' || status === 'received' || status === 'cancelled') {
    return (
      <>
        <PageHeader
          title={all.confirm.title({ number: order.number })}
          badge={<OrderStatus of={status} />}
          back={back}
        />
        <div className="sf-card">
          <Empty title={all.confirm.closed[status]}>
            <Button component={Link} to={`/purchase-orders/${id}`}>
              {all.confirm.open}
            </Button>
          </Empty>
        </div>
      </>
    )
  }
  return <Form key={id} order={order} back={back} />
}

interface Acts {
  say: (product: string, said: Said | undefined) => void
}

function Form({ order, back }: { order: PurchaseOrder; back: { to: string; label: string } }) {
  const all = useTexts(texts)
  const t = all.confirm
  const f = useFormats()
  const navigate = useNavigate()
  const inside = useCan('admin', 'purchasing')
  const { value: draft, change, restored, forget } = useKept<Draft>(`confirm:${order.id}`, newDraft)
  const [busy, setBusy] = useState<'some' | 'all'>()
  const [problem, setProblem] = useState<string>()
  const [refused, setRefused] = useState<Record<string, Record<string, string>>>({})
  const [tried, setTried] = useState(false)
  const [lost, setLost] = useState<'some' | 'all'>()
  const sent = useRef<{ body: string; key: string }>(undefined)
  const version = useRef(order.version)
  version.current = order.version

  // Somebody else's change: what is typed waits until its writer has seen it.
  const dirty = !isEmpty(draft)
  const since = dirty && draft.version !== undefined && draft.version !== order.version ? draft.version : undefined

  const touch = useMemo(
    () => (step: (now: Draft) => Draft) => {
      setProblem(undefined)
      change((now) => {
        const next = step(now)
        return isEmpty(next) ? newDraft() : { ...next, version: now.version ?? version.current }
      })
    },
    [change],
  )
  const acts = useMemo<Acts>(
    () => ({
      say: (product, said) => {
        setRefused((now) => ({ ...now, [product]: {} }))
        touch((now) => {
          const { [product]: _, ...others } = now.lines
          return { ...now, lines: said ? { ...others, [product]: said } : others }
        })
      },
    }),
    [touch],
  )

  const rows = order.lines.map((line) => {
    const said = saidOf(line, draft, order.expected_on)
    const { less, later, refused } = differenceOf(line, said, order.expected_on)
    return { line, said, differs: less !== 0 || later !== 0 || refused }
  })
  const differing = rows.filter((row) => row.differs).length
  const days = new Set(rows.filter((row) => row.said.quantity !== 0).map((row) => row.said.on ?? ''))

  const finish = useRef(async () => {})
  finish.current = async () => {
    setLost(undefined)
    forget()
    toast.good(t.done({ number: order.number }))
    await changed('purchase-orders', 'audit')
    await navigate({ to: `/purchase-orders/${order.id}` })
  }
  // The answer never came, but what was sent did: the order says so.
  const arrived = !!lost && !busy && alreadySaid(order, lost === 'all' ? undefined : draft)
  useEffect(() => {
    if (arrived) void finish.current()
  }, [arrived])

  const send = async (which: 'some' | 'all') => {
    const body = which === 'all' ? {} : bodyOf(order, draft)
    const base = draft.version ?? order.version
    const text = JSON.stringify([body, base])
    if (sent.current?.body !== text) sent.current = { body: text, key: crypto.randomUUID() }
    setBusy(which)
    setProblem(undefined)
    setRefused({})
    try {
      // Confirming does not ask for a version, so the page looks itself.
      const now = await queries.fetchQuery({
        ...reading('/api/purchasing/purchase-orders/{id}', { params: { id: order.id } }),
        staleTime: 0,
      })
      if (now.version !== base) {
        // Unless it is as it was to be: an answer was lost.
        if (!alreadySaid(now, which === 'all' ? undefined : draft)) {
          if (which === 'all' || !dirty) setProblem(t.conflict.title)
          return
        }
      } else {
        await api.post('/api/purchasing/purchase-orders/{id}/confirm', {
          params: { id: order.id },
          body,
          ifMatch: base,
          idempotencyKey: sent.current.key,
        })
      }
      await finish.current()
    } catch (error) {
      if (error instanceof Unreachable || (error instanceof ApiError && error.status >= 502)) {
        setLost(which)
        setProblem(t.unreachable)
      } else if (error instanceof ApiError) {
        if (!changedMeanwhile(error)) {
          const { at, others } = refusals(error.errors, order)
          setRefused(at)
          setProblem(error.errors.length > 0 ? [t.problems, ...others].join(' ') : error.message)
        }
        await changed('purchase-orders')
      } else if (!(error instanceof SignedOut)) throw error
    } finally {
      setBusy(undefined)
    }
  }

  const save = () => {
    const wrong = rows.find((row) => faultOf(row.said))
    if (wrong) {
      setTried(true)
      setProblem(t.problems)
      document.querySelector<HTMLElement>(`#line-${wrong.line.product_id} input`)?.focus()
      return
    }
    void send('some')
  }
  const asOrdered = async () => {
    if (dirty) {
      if (!(await confirm({ title: t.replaceTitle, text: t.replaceText, yes: t.replace }))) return
    }
    void send('all')
  }

  const place = { warehouse: order.warehouse_name ?? '', day: f.day(order.expected_on) }
  return (
    <form
      className={classes.page}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy && since === undefined) save()
      }}
    >
      <PageHeader
        title={t.title({ number: order.number })}
        badge={<OrderStatus of={order.status} />}
        lead={inside ? t.lead({ supplier: order.supplier_name, ...place }) : t.toUs(place)}
        back={back}
        actions={
          <Button loading={busy === 'all'} disabled={!!busy || since !== undefined} onClick={asOrdered}>
            {t.asOrdered}
          </Button>
        }
      />
      {inside && <p className={classes.hint}>{t.onBehalf}</p>}
      {restored && dirty && since === undefined && (
        <Alert role="status">
          {t.restored}{' '}
          <Anchor component="button" type="button" size="sm" onClick={forget}>
            {t.discard}
          </Anchor>
        </Alert>
      )}
      {since !== undefined && (
        <Changed
          order={order}
          since={since}
          goOn={() => change((now) => ({ ...now, version: order.version }))}
          drop={forget}
        />
      )}
      {problem && (
        <Alert color="red" role="alert">
          {problem}
        </Alert>
      )}
      {order.note && (
        <p className={classes.note}>
          <strong>{t.note}:</strong> {order.note}
        </p>
      )}
      <div className={classes.allDays}>
        <DayInput
          label={t.all}
          description={t.allHint}
          value={days.size === 1 ? [...days][0] : null}
          onChange={(on) =>
            touch((now) => ({
              ...now,
              lines: Object.fromEntries(
                order.lines.map((line) => {
                  const said = saidOf(line, now, order.expected_on)
                  return [line.product_id, said.quantity === 0 ? said : { ...said, on }]
                }),
              ),
            }))
          }
        />
      </div>
      <ul className={classes.lines}>
        {rows.map(({ line, said }) => (
          <Line
            key={line.product_id}
            line={line}
            quantity={said.quantity}
            on={said.on}
            expected={order.expected_on}
            refused={refused[line.product_id]}
            tried={tried}
            acts={acts}
          />
        ))}
      </ul>
      <Textarea
        label={t.why}
        description={t.whyHint}
        maxLength={2000}
        autosize
        minRows={2}
        value={draft.note}
        onChange={(event) => {
          const note = event.currentTarget.value
          touch((now) => ({ ...now, note }))
        }}
      />
      <div className={classes.bar}>
        {since === undefined ? (
          <span role="status">{differing > 0 ? t.summary({ n: differing }) : t.summaryNone}</span>
        ) : (
          <a href="#changed" className="sf-link">
            {t.conflict.title}
          </a>
        )}
        <Button type="submit" loading={busy === 'some'} disabled={!!busy || since !== undefined}>
          {t.save}
        </Button>
      </div>
    </form>
  )
}

/** Whether the order says already what was to be said; without a draft, all as ordered. */
function alreadySaid(order: PurchaseOrder, draft: Draft | undefined): boolean {
  return order.lines.every((line) => {
    const said = draft ? draft.lines[line.product_id] : { quantity: line.quantity, on: order.expected_on }
    if (line.confirmed === null || line.confirmed === undefined) return false
    return !said || (said.quantity === line.confirmed && (said.quantity === 0 || said.on === line.confirmed_on))
  })
}

const Line = memo(function Line(props: {
  line: PurchaseOrderLine
  quantity: number | null
  on: string | null
  expected: string
  refused: Record<string, string> | undefined
  tried: boolean
  acts: Acts
}) {
  const { line, quantity, on, expected, refused, acts } = props
  const t = useTexts(texts).confirm
  const units = useTexts(productTexts).units
  const f = useFormats()
  const id = line.product_id
  const said = { quantity, on }
  const by = differenceOf(line, said, expected)
  const same = by.less === 0 && by.later === 0
  const fault = props.tried ? faultOf(said) : undefined
  const { name } = line
  return (
    <li id={`line-${id}`} className={classes.line}>
      <div className={classes.words}>
        <strong>{name}</strong>
        <span className="sf-quiet">
          <span className={classes.code}>{line.sku}</span> · {t.cost({ cost: f.money(line.unit_cost) })}
        </span>
        <span>
          {t.ordered}: <Figure of={line.quantity} /> · {unitName(line.unit, units)}
          {line.received + line.damaged > 0 && <> · {t.came({ n: line.received + line.damaged })}</>}
        </span>
        <span className={classes.states}>
          {by.refused ? (
            <Status tone="bad">{t.state.refused}</Status>
          ) : (
            <>
              {same && <Status tone="good">{t.state.same}</Status>}
              {by.less > 0 && <Status tone="warn">{t.state.less({ n: by.less })}</Status>}
              {by.less < 0 && <Status tone="info">{t.state.more({ n: -by.less })}</Status>}
              {by.later > 0 && <Status tone="warn">{t.state.later({ n: by.later })}</Status>}
              {by.later < 0 && <Status tone="info">{t.state.earlier({ n: -by.later })}</Status>}
            </>
          )}
        </span>
      </div>
      <QuantityInput
        label={t.quantityShort}
        aria-label={t.of({ field: t.quantity, name })}
        max={1_000_000}
        value={quantity}
        onChange={(next) => next !== quantity && acts.say(id, { quantity: next, on })}
        onFocus={(event) => event.currentTarget.select()}
        error={fault === 'quantity' ? t.errors.quantity : refused?.quantity}
      />
      <DayInput
        label={t.onShort}
        aria-label={t.of({ field: t.on, name })}
        disabled={by.refused}
        value={on}
        onChange={(next) => acts.say(id, { quantity, on: next })}
        error={fault === 'day' ? t.errors.day : refused?.on}
      />
      <div className={classes.lineButtons}>
        {same ? (
          <Button
            variant="default"
            aria-label={t.refuseLabel({ name })}
            onClick={() => acts.say(id, { quantity: 0, on })}
          >
            {t.refuse}
          </Button>
        ) : (
          <Button
            variant="default"
            aria-label={t.restoreLabel({ name })}
            onClick={() => acts.say(id, { quantity: line.quantity, on: expected })}
          >
            {t.restore}
          </Button>
        )}
      </div>
    </li>
  )
})

type Amendment = ItemOf<'/api/purchasing/purchase-orders/{id}/amendments'>

/** Who changed what since the form was filled in. */
function Changed(props: { order: PurchaseOrder; since: number; goOn: () => void; drop: () => void }) {
  const all = useTexts(texts)
  const t = all.confirm.conflict
  const f = useFormats()
  const { order, since } = props
  const found = useQuery(
    reading('/api/purchasing/purchase-orders/{id}/amendments', { params: { id: order.id }, query: { limit: 50 } }),
  )
  const news = (found.data?.items ?? []).filter((one) => one.version > since)
  const told = new Set(news.map((one) => one.version))
  const untold = Array.from({ length: Math.max(0, order.version - since) }, (_, i) => since + 1 + i).some(
    (version) => !told.has(version),
  )
  const names = new Map(order.lines.map((line) => [line.product_id as string, line.name]))
  const shown = (change: Amendment['changes'][number], value: unknown) => {
    if (value === null || value === undefined || value === '') return t.none
    if (change.field === 'unit_cost') return <Money of={value as Amount} />
    if (change.field.endsWith('_on')) return f.day(String(value))
    return typeof value === 'number' ? f.number(value) : String(value)
  }
  return (
    <div role="alert" id="changed" className={classes.changed}>
      <strong>{t.title}</strong>
      {news.map((one) => (
        <div key={one.id}>
          {(one.kind === 'confirmed' ? t.confirmed : t.changed)({ name: one.by_name, when: f.ago(one.created_at) })}
          <ul className={classes.changes}>
            {one.changes.slice(0, 12).map((change) => (
              <li key={`${change.field}-${change.product_id}`}>
                {change.product_id && <strong>{names.get(change.product_id) ?? '…'}: </strong>}
                {t.fields[change.field as keyof typeof t.fields] ?? change.field} {shown(change, change.from)} →{' '}
                {shown(change, change.to)}
              </li>
            ))}
          </ul>
        </div>
      ))}
      {found.data && untold && <p>{order.receipts.length > 0 ? t.goods : t.unknown}</p>}
      <p>{t.keep}</p>
      <div className={classes.lineButtons}>
        <Button onClick={props.goOn}>{t.goOn}</Button>
        <Button variant="default" onClick={props.drop}>
          {all.confirm.discard}
        </Button>
      </div>
    </div>
  )
}
