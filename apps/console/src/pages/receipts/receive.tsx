import { Alert, Anchor, Button, Textarea, TextInput, Title } from '@mantine/core'
import { ApiError, type PurchaseOrder, SignedOut, Unreachable } from '@storeflow/api'
import { fold } from '@storeflow/i18n'
import { IconCheck, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState } from 'react'
import { confirm, Empty, Failed, Loading, PageHeader } from '@/kit'
import { api, changed, reading, useCan, useMe } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { bodyOf, type Count, type Counted, type Known, newCount, offered, outcome, refusals, tally } from './count'
import { useKept } from './kept'
import { type Acts, Line, LineStatus, Lots } from './line'
import { OrderStatus } from './parts'
import classes from './receipts.module.css'
import { Result } from './result'
import { texts } from './texts'

/** `/receipts/$id`: a truck of a purchase order is counted and goes into stock; `?receipt=` shows what was received. */
export default function Receive() {
  const t = useTexts(texts)
  const { id } = useParams({ strict: false }) as { id: string }
  const { receipt, before } = useSearch({ strict: false }) as { receipt?: string; before?: string }
  const found = useQuery(reading('/api/purchasing/purchase-orders/{id}', { params: { id } }))
  const { warehouse_ids } = useMe()
  const everywhere = useCan('admin', 'purchasing') || warehouse_ids.length === 0
  const back = { to: '/receipts', label: t.title }
  const order = found.data
  if (!order) {
    return (
      <>
        <PageHeader title={t.title} back={back} />
        {found.isError ? <Failed error={found.error} retry={found.refetch} /> : <Loading />}
      </>
    )
  }
  if (receipt) return <Result order={order} id={receipt} before={before === '1'} />
  const elsewhere = !everywhere && !warehouse_ids.includes(order.warehouse_id)
  const over = order.status === 'draft' || order.status === 'received' || order.status === 'cancelled'
  if (elsewhere || over) {
    return (
      <>
        <PageHeader
          title={t.receive.title({ number: order.number })}
          lead={order.supplier_name}
          badge={<OrderStatus of={order.status} />}
          back={back}
        />
        <div className="sf-card">
          <Empty
            title={elsewhere ? t.receive.otherWarehouse : over ? t.receive.closed[order.status as 'draft'] : ''}
            text={elsewhere ? order.warehouse_name : undefined}
          >
            <Button component={Link} to={`/purchase-orders/${id}`} size="lg" variant="default">
              {t.openOrder}
            </Button>
            <Button component={Link} to="/receipts" size="lg">
              {t.result.others}
            </Button>
          </Empty>
        </div>
        <Before order={order} />
      </>
    )
  }
  return <Counting key={id} order={order} />
}

/** What is to be known of the products beside the order's lines. All of a supplier's, a page at a time, until none is missing. */
function useKnown(order: PurchaseOrder): { by: Map<string, Known>; ready: boolean } {
  const wanted = order.lines.map((line) => line.product_id as string)
  const found = useQuery({
    queryKey: ['products', 'receiving', null, order.supplier_id, wanted.join()],
    queryFn: async ({ signal }) => {
      const by = new Map<string, Known>()
      let cursor: string | undefined
      do {
        const page = await api.get('/api/purchasing/products', {
          query: { supplier_id: order.supplier_id, status: 'all', limit: 200, cursor },
          signal,
        })
        for (const product of page.items) by.set(product.id, product)
        cursor = page.next_cursor ?? undefined
      } while (cursor && wanted.some((id) => !by.has(id)))
      return by
    },
    structuralSharing: false,
    staleTime: 300_000,
  })
  // Where it cannot be read, the server says what is missing.
  return { by: found.data ?? NONE, ready: !found.isPending }
}
const NONE = new Map<string, Known>()

type Refused = ReturnType<typeof refusals>

function Counting({ order }: { order: PurchaseOrder }) {
  const all = useTexts(texts)
  const t = all.receive
  const f = useFormats()
  const navigate = useNavigate()
  const known = useKnown(order)
  const kept = useKept<Count>(`receipt:${order.id}`, newCount)
  const { value: count, change, forget } = kept
  const [focus, setFocus] = useState<string>()
  const [text, setText] = useState('')
  const [checking, setChecking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<{ text: string; again?: boolean }>()
  const [refused, setRefused] = useState<Refused>()

  // An answer that never came: what was sent has arrived all the same.
  const arrived = order.receipts.some((receipt) => receipt.id === count.id)
  const show = useRef(async (_: string, __: boolean) => {})
  show.current = async (receipt, before) => {
    forget()
    await changed('purchase-orders', 'stock', 'lots', 'movements', 'availability')
    await navigate({
      to: `/receipts/${order.id}`,
      search: { receipt, before: before ? '1' : undefined } as never,
      replace: true,
    })
  }
  useEffect(() => {
    if (arrived && !busy) void show.current(count.id, true)
  }, [arrived, busy, count.id])

  const lines = useMemo(
    () => [...order.lines].sort((a, b) => Number(a.open === 0) - Number(b.open === 0)),
    [order.lines],
  )
  const today = f.today()
  const next = useRef((_: string) => {})
  next.current = (after) => {
    setText('')
    const from = lines.findIndex((line) => line.product_id === after)
    const round = [...lines.slice(from + 1), ...lines.slice(0, from)]
    const to = round.find((line) => line.open > 0 && outcome(line, count.lines[line.product_id]) === 'pending')
    if (!to) {
      setFocus(undefined)
      document.querySelector<HTMLElement>('[data-check]')?.focus()
      return
    }
    start.current(to.product_id)
  }
  const start = useRef((_: string) => {})
  start.current = (product) => {
    const line = lines.find((one) => one.product_id === product)
    if (!line) return
    setFocus(product)
    change((now) => {
      const counted = now.lines[product]
      const lots = counted?.lots.length ? counted.lots : [offered(line.open, known.by.get(product), today)]
      return { ...now, lines: { ...now.lines, [product]: { ...counted, state: 'open', lots } } }
    })
  }
  const acts = useMemo<Acts>(
    () => ({
      put: (product, counted) => {
        setRefused(undefined)
        change((now) => {
          const { [product]: _, ...others } = now.lines
          return { ...now, lines: counted ? { ...others, [product]: counted } : others }
        })
      },
      next: (after) => next.current(after),
    }),
    [change],
  )

  const words = fold(text).split(' ').filter(Boolean)
  const found = lines.filter((line) => {
    const where = fold(`${line.name} ${line.sku} ${known.by.get(line.product_id)?.barcode ?? ''}`)
    return words.every((word) => where.includes(word))
  })
  const state = (line: (typeof lines)[number]) => outcome(line, count.lines[line.product_id])
  const done = lines.filter((line) => !['pending', 'open'].includes(state(line)))
  const wholeOnes = lines.filter((line) => {
    const one = known.by.get(line.product_id)
    return one && !one.shelf_life_days && line.open > 0 && state(line) === 'pending'
  })
  const units = done.reduce((sum, line) => {
    const counted = count.lines[line.product_id]
    return sum + (counted?.state === 'taken' ? tally(counted.lots).came : 0)
  }, 0)

  // The check is read from its beginning; nothing in it has the focus that a second Enter would press.
  useEffect(() => {
    if (!checking) return
    scrollTo(0, 0)
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
  }, [checking])

  const check = () => {
    setProblem(undefined)
    const unfinished = lines.filter((line) => state(line) === 'open')
    if (unfinished.length > 0) {
      setProblem({ text: t.unfinished({ names: unfinished.map((line) => line.name).join(', ') }) })
      setFocus(undefined)
      setTimeout(() => setFocus(unfinished[0]?.product_id))
      return
    }
    if (units === 0) setProblem({ text: t.nothing })
    else setChecking(true)
  }

  const send = async () => {
    const { body, places } = bodyOf(order, count)
    setBusy(true)
    setProblem(undefined)
    setRefused(undefined)
    change((now) => ({ ...now, sent: true }))
    try {
      await api.post('/api/purchasing/purchase-orders/{id}/receipts', {
        params: { id: order.id },
        body,
        idempotencyKey: crypto.randomUUID(),
      })
      await show.current(count.id, false)
    } catch (error) {
      if (error instanceof Unreachable) setProblem({ text: t.unreachable, again: true })
      else if (error instanceof ApiError) await mend(error, places)
      else if (!(error instanceof SignedOut)) throw error
    } finally {
      setBusy(false)
    }
  }

  const mend = async (error: ApiError, places: ReturnType<typeof bodyOf>['places']) => {
    if (error.code === 'id_taken') {
      // The first try had arrived, and was changed since.
      const receipt = await api
        .get('/api/purchasing/purchase-orders/{id}/receipts/{receipt_id}', {
          params: { id: order.id, receipt_id: count.id },
        })
        .catch(() => undefined)
      if (receipt) return show.current(count.id, true)
    }
    if (error.errors.length > 0) {
      const found = refusals(error.errors, places)
      setRefused(found)
      setProblem({ text: [t.problems, ...found.others].join(' ') })
      setChecking(false)
      change((now) => {
        const lines = { ...now.lines }
        for (const product of found.products) {
          const counted = lines[product]
          if (counted) lines[product] = { ...counted, state: 'open', touched: true }
        }
        return { ...now, lines }
      })
      setFocus(found.products[0])
      return
    }
    setProblem({ text: error.status >= 500 ? t.unreachable : error.message, again: error.status >= 500 })
    await changed('purchase-orders')
  }

  const discard = async () => {
    if (await confirm({ title: t.discardTitle, text: t.discardText, yes: t.discard, danger: true })) forget()
  }

  const alert = problem && (
    <Alert color="red" role="alert" className={classes.alert}>
      <p>{problem.text}</p>
      {problem.again && (
        <Button size="lg" loading={busy} onClick={send} mt="sm">
          {t.retry}
        </Button>
      )}
      {refused &&
        order.lines
          .filter((line) => refused.products.includes(line.product_id))
          .map((line) => (
            <p key={line.product_id}>
              <a href={`#line-${line.product_id}`} className="sf-link">
                {line.name}
              </a>
            </p>
          ))}
    </Alert>
  )
  const warehouse = order.warehouse_name ?? ''
  const back = { to: '/receipts', label: all.title }

  if (checking) {
    return (
      <div className={classes.page}>
        <PageHeader title={t.checkTitle} lead={t.checkText({ warehouse })} />
        {alert}
        <Check order={order} lines={lines} count={count} />
        <Textarea
          size="lg"
          label={t.notes}
          description={t.notesHint}
          maxLength={2000}
          autosize
          minRows={2}
          value={count.note}
          onChange={(event) => {
            const note = event.currentTarget.value
            change((now) => ({ ...now, note }))
          }}
        />
        <div className={classes.bar}>
          <Button size="lg" variant="default" onClick={() => setChecking(false)} disabled={busy}>
            {t.back}
          </Button>
          <Button size="lg" loading={busy} onClick={send}>
            {units === 1 ? t.sendOne : t.send({ n: f.number(units) })}
          </Button>
        </div>
      </div>
    )
  }

  return (
    <div className={classes.page}>
      <PageHeader
        title={t.title({ number: order.number })}
        lead={t.lead({ supplier: order.supplier_name, warehouse })}
        badge={<OrderStatus of={order.status} />}
        back={back}
        actions={
          <Button component={Link} to={`/purchase-orders/${order.id}`} variant="default" size="lg">
            {all.openOrder}
          </Button>
        }
      />
      {kept.restored && Object.keys(count.lines).length > 0 && (
        <Alert role="status" className={classes.alert}>
          {t.restored}{' '}
          <Anchor component="button" type="button" className={classes.textButton} onClick={discard}>
            {t.discard}
          </Anchor>
        </Alert>
      )}
      {order.note && (
        <p className={classes.note}>
          <strong>{t.note}:</strong> {order.note}
        </p>
      )}
      <Before order={order} />
      <div className={classes.tools}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            const only = found.length === 1 ? found[0] : undefined
            if (!only || words.length === 0) return
            setText('')
            start.current(only.product_id)
          }}
        >
          <TextInput
            type="search"
            size="lg"
            aria-label={t.find}
            placeholder={t.find}
            leftSection={<IconSearch size={20} aria-hidden="true" />}
            autoComplete="off"
            spellCheck={false}
            enterKeyHint="go"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </form>
        {wholeOnes.length > 1 && (
          <Button
            size="lg"
            variant="default"
            leftSection={<IconCheck size={20} aria-hidden="true" />}
            onClick={() =>
              change((now) => ({
                ...now,
                lines: {
                  ...now.lines,
                  ...Object.fromEntries(
                    wholeOnes.map((line): [string, Counted] => [
                      line.product_id,
                      { state: 'taken', lots: [offered(line.open, known.by.get(line.product_id), today)] },
                    ]),
                  ),
                },
              }))
            }
          >
            {t.wholeOnes({ n: wholeOnes.length })}
          </Button>
        )}
      </div>
      {found.length === 0 && <p role="status">{t.findNone({ text })}</p>}
      {!known.ready ? (
        <Loading />
      ) : (
        <ol className={classes.lines}>
          {found.map((line) => (
            <Line
              key={line.product_id}
              line={line}
              known={known.by.get(line.product_id)}
              counted={count.lines[line.product_id]}
              refused={refused?.at}
              focus={focus === line.product_id}
              acts={acts}
            />
          ))}
        </ol>
      )}
      {alert}
      <div className={classes.bar}>
        <span role="status">{t.counted({ n: done.length, total: lines.length })}</span>
        <Button size="lg" onClick={check} data-check="">
          {t.check}
        </Button>
      </div>
    </div>
  )
}

/** What is about to be received: over, short and damaged said plainly. */
function Check(props: { order: PurchaseOrder; lines: PurchaseOrder['lines']; count: Count }) {
  const t = useTexts(texts).receive
  const { lines, count } = props
  const of = (what: string) => lines.filter((line) => outcome(line, count.lines[line.product_id]) === what)
  const pending = of('pending').filter((line) => line.open > 0)
  const groups = [
    { tone: 'warn', lines: of('short'), title: t.shortTotal },
    { tone: 'warn', lines: of('over'), title: t.overTotal },
    { tone: 'good', lines: of('complete'), title: t.asExpected },
    { tone: 'quiet', lines: of('none'), title: t.notCame },
    { tone: 'quiet', lines: pending, title: t.notCounted },
  ]
  return (
    <>
      {groups.map(
        (group) =>
          group.lines.length > 0 && (
            <section key={group.title({ n: 1 })} className={classes.checkGroup} data-tone={group.tone}>
              <Title order={2}>{group.title({ n: group.lines.length })}</Title>
              <ul>
                {group.lines.map((line) => {
                  const counted = count.lines[line.product_id]
                  return (
                    <li key={line.product_id}>
                      <div className={classes.lineHead}>
                        <strong>{line.name}</strong>
                        <LineStatus line={line} counted={counted} />
                      </div>
                      {counted?.state === 'taken' && <Lots lots={counted.lots} />}
                    </li>
                  )
                })}
              </ul>
            </section>
          ),
      )}
    </>
  )
}

/** Earlier trucks of the same order. */
function Before({ order }: { order: PurchaseOrder }) {
  const t = useTexts(texts).receive
  const f = useFormats()
  if (order.receipts.length === 0) return null
  return (
    <details className={classes.before}>
      <summary>{t.before({ n: order.receipts.length })}</summary>
      <ul>
        {order.receipts.map((receipt) => (
          <li key={receipt.id}>
            <Link to={`/receipts/${order.id}`} search={{ receipt: receipt.id } as never} className="sf-link">
              {t.by({ who: receipt.received_by_name, when: f.instant(receipt.created_at) })}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  )
}
