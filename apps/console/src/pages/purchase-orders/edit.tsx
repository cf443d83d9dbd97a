import { ActionIcon, Alert, Anchor, Button, Group, Modal, Text, Textarea, Tooltip } from '@mantine/core'
import { ApiError, type Product, type PurchaseOrder, SignedOut, Unreachable } from '@storeflow/api'
import { type Amount, addDays } from '@storeflow/i18n'
import { IconClipboardText, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type KeyboardEvent, memo, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import {
  type Choice,
  DayInput,
  DetailPage,
  type Editor,
  Failed,
  kit,
  Loading,
  Money,
  orNull,
  PageHeader,
  Section,
  type Source,
  suppliers,
  toast,
  useEditor,
} from '@/kit'
import { ConflictDialog } from '@/kit/conflict'
import { api, changed, queries, reading, useMe } from '@/lib/api'
import { company } from '@/lib/company'
import { useFormats, useTexts } from '@/lib/lang'
import { Store } from '@/lib/store'
import { onPage } from '../orders/amounts'
import { NumberText } from './number-text'
import { usePackText } from './packs'
import classes from './purchase-orders.module.css'
import { QuickPick } from './quick-pick'
import {
  amountOf,
  blank,
  costText,
  filledLines,
  isTable,
  type Line,
  MOST_UNITS,
  minorOf,
  newLine,
  pasted,
  quantityOf,
  saysPacks,
  twins,
} from './rules'
import { findProducts, resolveProduct, useLastCosts, useProducts, warehousesByText } from './sources'
import { isOpen } from './status'
import { texts } from './texts'

interface Values {
  supplier_id: string | null
  warehouse_id: string | null
  expected_on: string | null
  lines: Line[]
  note: string
  [name: string]: unknown
}

/** Where the last order went to: most buyers buy for one warehouse. */
const lastWarehouse = new Store('', 'sf-purchase-orders-warehouse')

const linesOf = (order: PurchaseOrder): Line[] =>
  order.lines.map((line) => ({
    // The same whoever reads it, so that two versions can be compared.
    ...newLine({ product_id: line.product_id, quantity: String(line.quantity), cost: costText(line.unit_cost) }),
    key: line.product_id,
  }))

const valuesOf = (order: PurchaseOrder): Values => ({
  supplier_id: order.supplier_id,
  warehouse_id: order.warehouse_id,
  expected_on: order.expected_on,
  lines: linesOf(order),
  note: order.note ?? '',
})

/** `/purchase-orders/new` (also `?like=` another one, `?supplier_id=`, `?product_id=`) and `/purchase-orders/$id/edit`. */
export default function EditPurchaseOrder() {
  const { id } = useParams({ strict: false }) as { id?: string }
  return id ? <Existing id={id} /> : <New />
}

function New() {
  const t = useTexts(texts)
  const { like } = useSearch({ strict: false }) as { like?: string }
  const found = useQuery({
    ...reading('/api/purchasing/purchase-orders/{id}', { params: { id: like ?? '' } }),
    enabled: !!like,
  })
  const back = { to: '/purchase-orders', label: t.title }
  return (
    <>
      <PageHeader title={t.new} lead={t.entry.keys} back={back} />
      {like && found.isPending && <Loading />}
      {like && found.isError && <Failed error={found.error} retry={found.refetch} />}
      {(!like || found.data) && <OrderForm like={found.data} />}
    </>
  )
}

function Existing({ id }: { id: string }) {
  const t = useTexts(texts)
  const found = useQuery(reading('/api/purchasing/purchase-orders/{id}', { params: { id } }))
  return (
    <DetailPage
      found={found}
      back={{ to: `/purchase-orders/${id}`, label: found.data ? t.one({ number: found.data.number }) : t.title }}
      title={({ number, status }) =>
        status === 'draft' ? t.entry.editTitle({ number }) : t.entry.amendTitle({ number })
      }
      lead={() => t.entry.keys}
    >
      {(order) =>
        order.status === 'draft' || isOpen(order.status) ? (
          <OrderForm order={order} />
        ) : (
          <Alert title={t.entry.over}>{t.entry.overText({ status: t.status[order.status].toLowerCase() })}</Alert>
        )
      }
    </DetailPage>
  )
}

type Field = 'product' | 'quantity' | 'cost'
const inputOf = (key: string, field: Field) => `po-${key}-${field}`

const pick = (source: Source) => ({
  queryKey: [source.key, 'order-entry', null],
  find: source.find,
  titleOf: (one: Choice) => one.title,
  detailOf: (one: Choice) => one.detail,
})

/** What an id names. */
function useChoice(source: Source, id: string | null): Choice | undefined {
  const { data } = useQuery({
    queryKey: [source.key, 'lookup', { id: id ?? '' }],
    queryFn: ({ signal }) => source.get(id ?? '', signal),
    enabled: !!id,
    staleTime: 60_000,
  })
  return id && data ? { ...data, id } : undefined
}

/** At once where it is there: the next key may already be on its way. */
function focus(id: string): void {
  const element = document.getElementById(id)
  if (element) element.focus()
  else setTimeout(() => document.getElementById(id)?.focus())
}

const known = (id: string | null): Product | undefined =>
  id ? queries.getQueryData(reading('/api/purchasing/products/{id}', { params: { id } }).queryKey) : undefined

function OrderForm({ order, like }: { order?: PurchaseOrder; like?: PurchaseOrder }) {
  const t = useTexts(texts)
  const f = useFormats()
  const me = useMe()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as { supplier_id?: string; warehouse_id?: string; product_id?: string }
  const draft = !order || order.status === 'draft'
  const [first] = useState<Values>(() => ({
    supplier_id: search.supplier_id ?? like?.supplier_id ?? null,
    warehouse_id:
      search.warehouse_id ??
      like?.warehouse_id ??
      ((me.warehouse_ids.length === 1 ? me.warehouse_ids[0] : lastWarehouse.get()) || null),
    expected_on: addDays(f.today(), 7),
    lines: like ? linesOf(like) : [newLine({ product_id: search.product_id ?? null })],
    note: '',
  }))

  /** Whether it is sent once it is saved. */
  const thenSend = useRef(false)
  const [sending, setSending] = useState(false)
  /** Products that are being looked for. */
  const looking = useRef(new Set<Promise<unknown>>())

  const editor = useEditor<Values, PurchaseOrder>({
    name: order ? `purchase-order:${order.id}` : like ? `purchase-order:like:${like.id}` : 'purchase-order:new',
    initial: order ? valuesOf(order) : first,
    version: order?.version,
    valuesOf,
    validate: (values) => {
      const filled = filledLines(values.lines)
      const twice = twins(values.lines)
      const wrong: Record<string, string> = {}
      if (!values.supplier_id) wrong.supplier_id = t.entry.needSupplier
      if (!values.warehouse_id) wrong.warehouse_id = t.entry.needWarehouse
      if (!values.expected_on) wrong.expected_on = t.entry.needDay
      if (filled.length === 0) wrong.lines = t.entry.needLines
      for (const index of filled) {
        const line = values.lines[index]
        if (!line) continue
        const product = productTrouble(line, twice.get(index)) ?? (line.product_id ? undefined : t.entry.needProduct)
        const quantity = quantityTrouble(line) ?? (line.quantity.trim() ? undefined : t.entry.needQuantity)
        const cost = costTrouble(line) ?? (line.cost.trim() ? undefined : t.entry.needCost)
        if (product) wrong[`lines.${index}.product_id`] = product
        if (quantity) wrong[`lines.${index}.quantity`] = quantity
        if (cost) wrong[`lines.${index}.unit_cost`] = cost
      }
      return wrong
    },
    save: async (values, { id, ifMatch, changes, idempotencyKey }) => {
      const filled = filledLines(values.lines)
      const lines = filled.flatMap((index) => {
        const line = values.lines[index]
        const units = line && unitsOf(line)
        const amount = line && minorOf(line.cost, company.currency)
        if (!line?.product_id || units === undefined || amount === undefined) return []
        return [{ product_id: line.product_id, quantity: units, unit_cost: { amount, currency: company.currency } }]
      })
      const { supplier_id, warehouse_id, expected_on } = values
      try {
        if (!order) {
          if (!supplier_id || !warehouse_id || !expected_on) throw new Error('checked before')
          const body = { id, supplier_id, warehouse_id, expected_on, lines, note: orNull(values.note) }
          return await api.post('/api/purchasing/purchase-orders', { body, idempotencyKey })
        }
        const body = {
          ...(changes.supplier_id && { supplier_id: changes.supplier_id }),
          ...(changes.warehouse_id && { warehouse_id: changes.warehouse_id }),
          ...(changes.expected_on && { expected_on: changes.expected_on }),
          ...(changes.lines && { lines }),
          ...(changes.note !== undefined && { note: orNull(changes.note) }),
        }
        return await api.patch('/api/purchasing/purchase-orders/{id}', { params: { id: order.id }, ifMatch, body })
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        const errors = error.errors.map((one) => ({ ...one, pointer: onPage(one.pointer, filled) }))
        throw new ApiError({ ...error.problem, errors }, error.retryAfter)
      }
    },
    saved: async (saved) => {
      lastWarehouse.set(saved.warehouse_id)
      const { number, supplier_name: name } = saved
      if (draft && thenSend.current) await send(saved)
      else toast.good(draft ? t.entry.saved({ number }) : t.entry.amended)
      await changed('purchase-orders', 'audit')
      await navigate({ to: `/purchase-orders/${saved.id}` })
      async function send({ id }: PurchaseOrder) {
        setSending(true)
        try {
          await api.post('/api/purchasing/purchase-orders/{id}/send', { params: { id } })
          toast.good(t.entry.savedSend({ number, name }))
        } catch (error) {
          if (error instanceof SignedOut) return
          const why = error instanceof Unreachable ? kitTexts.unreachable : (error as Error).message
          toast.bad(t.entry.savedNotSent({ why }))
        } finally {
          setSending(false)
        }
      }
    },
  })
  const kitTexts = useTexts(kit)
  const { form } = editor
  const values = form.getValues()
  const { lines, supplier_id } = values

  const ids = useMemo(() => [...new Set(lines.flatMap((line) => line.product_id ?? []))], [lines])
  const products = useProducts(ids)
  const costs = useLastCosts(supplier_id)
  const supplier = useChoice(suppliers, supplier_id)
  const warehouse = useChoice(warehousesByText, values.warehouse_id)
  const received = new Map(order?.lines.map((line) => [line.product_id, line.received + line.damaged]))
  const twice = twins(lines)

  function unitsOf(line: Line): number | undefined {
    return quantityOf(line.quantity, known(line.product_id)?.pack_size)?.units
  }
  function productTrouble(line: Line, twin: number | undefined): string | undefined {
    const { typed } = line
    if (line.trouble) return t.entry[line.trouble]({ typed })
    if (typed && !line.product_id) return t.entry.wait
    if (twin !== undefined) return t.entry.twice({ n: twin + 1 })
    const product = known(line.product_id)
    const before = order?.supplier_id === form.getValues().supplier_id && received.has(line.product_id ?? '')
    if (!product || before) return undefined
    if (product.supplier_id !== form.getValues().supplier_id && form.getValues().supplier_id) {
      return t.entry.other({ name: product.supplier_name })
    }
    return product.status === 'archived' ? t.entry.archived : undefined
  }
  function quantityTrouble(line: Line): string | undefined {
    if (!line.quantity.trim()) return undefined
    // Packs of a product that is not known yet: it is told once it is.
    if (!line.product_id && saysPacks(line.quantity)) return undefined
    const units = unitsOf(line)
    return units === undefined || units < 1 || units > MOST_UNITS ? t.entry.badQuantity : undefined
  }
  function costTrouble(line: Line): string | undefined {
    return line.cost.trim() && minorOf(line.cost, company.currency) === undefined ? t.entry.badCost : undefined
  }

  const setLines = (next: Line[]) => form.setFieldValue('lines', next as never)
  const change = (key: string, given: Partial<Line>) => {
    const now = form.getValues().lines
    const index = now.findIndex((line) => line.key === key)
    if (index < 0) return
    // What a try to save said of these fields is over.
    form.clearFieldError('lines')
    if ('product_id' in given || 'typed' in given) form.clearFieldError(`lines.${index}.product_id`)
    if ('quantity' in given) form.clearFieldError(`lines.${index}.quantity`)
    if ('cost' in given) form.clearFieldError(`lines.${index}.unit_cost`)
    setLines(now.map((line, at) => (at === index ? { ...line, ...given } : line)))
  }
  const setSupplier = (id: string | null) => {
    form.clearFieldError('supplier_id')
    form.setFieldValue('supplier_id', id as never)
    // What another supplier does not have, this one may.
    for (const line of form.getValues().lines) if (line.typed) look(line.key, line.typed)
  }
  const choose = (key: string, product: Product) => {
    if (!form.getValues().supplier_id) form.setFieldValue('supplier_id', product.supplier_id as never)
    change(key, { product_id: product.id, typed: '', trouble: null })
  }
  /** Looks for what somebody typed and did not wait for. */
  function look(key: string, typed: string): Promise<void> {
    change(key, { product_id: null, typed, trouble: null })
    const work = resolveProduct(typed, form.getValues().supplier_id).then((found) => {
      const line = form.getValues().lines.find((one) => one.key === key)
      if (!line || line.typed !== typed) return
      if (typeof found === 'string') change(key, { trouble: found })
      else choose(key, found)
    })
    looking.current.add(work)
    void work.finally(() => looking.current.delete(work))
    return work
  }
  const add = () => {
    const line = newLine()
    flushSync(() => setLines([...form.getValues().lines, line]))
    focus(inputOf(line.key, 'product'))
  }
  const remove = (key: string) => {
    const now = form.getValues().lines
    const index = now.findIndex((line) => line.key === key)
    const left = now.filter((line) => line.key !== key)
    if (left.length === 0) left.push(newLine())
    // The messages beside the lines belong to other lines now.
    form.clearErrors()
    flushSync(() => setLines(left))
    const next = left[Math.min(index, left.length - 1)]
    if (next) focus(inputOf(next.key, 'product'))
  }
  const paste = async (text: string, at?: string) => {
    const rows = pasted(text)
    if (rows.length === 0) {
      toast.bad(t.entry.pasteNone)
      return
    }
    const now = form.getValues().lines
    const found = now.findIndex((line) => line.key === at)
    const index = found < 0 ? now.length : found
    const added = rows.map((row) => newLine({ typed: row.product, quantity: row.quantity, cost: row.cost }))
    const keep = (line: Line) => !blank(line)
    const end = newLine()
    form.clearErrors()
    flushSync(() => setLines([...now.slice(0, index).filter(keep), ...added, ...now.slice(index).filter(keep), end]))
    focus(inputOf(end.key, 'product'))
    const queue = added.filter((line) => line.typed)
    const worker = async () => {
      for (let line = queue.shift(); line; line = queue.shift()) await look(line.key, line.typed)
    }
    await Promise.all([worker(), worker(), worker(), worker()])
    const keys = new Set(added.map((line) => line.key))
    const then = form.getValues().lines
    const twiceThen = twins(then)
    const wrong = then.filter(
      (line, n) =>
        keys.has(line.key) &&
        (productTrouble(line, twiceThen.get(n)) || quantityTrouble(line) || costTrouble(line) || !line.quantity),
    ).length
    const told = t.entry.pasted({ n: rows.length })
    if (wrong > 0) toast.bad(`${told} ${t.entry.pastedWrong({ n: wrong, wrong })}`)
    else toast.good(told)
  }

  // What was being looked for before a reload is looked for again.
  const again = useRef(look)
  again.current = look
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => {
    for (const line of form.getValues().lines) if (line.typed && !line.trouble) void again.current(line.key, line.typed)
  }, [])

  // What was paid last is offered where no cost is typed, unless somebody took it out.
  const emptied = useRef(new Set<string>())
  const fill = useRef(() => {})
  fill.current = () => {
    const now = form.getValues().lines
    const filled = now.map((line) => {
      const last = line.product_id && costs.get(line.product_id)
      return last && line.cost === '' && !emptied.current.has(line.key) ? { ...line, cost: costText(last) } : line
    })
    if (!filled.some((line, index) => line !== now[index])) return
    setLines(filled)
    // It may come while somebody is there already: typing replaces it.
    const input = document.activeElement
    const here = filled.some((line, index) => line !== now[index] && inputOf(line.key, 'cost') === input?.id)
    if (here && input instanceof HTMLInputElement) setTimeout(() => input.select())
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: when either changes
  useEffect(() => fill.current(), [lines, costs])

  const busy = editor.busy || sending
  const submit = async (andSend: boolean) => {
    if (busy) return
    thenSend.current = andSend
    if (looking.current.size > 0) await Promise.all(looking.current)
    await editor.submit()
  }
  const shortcuts = useRef<(event: globalThis.KeyboardEvent) => void>(() => {})
  shortcuts.current = (event) => {
    const control = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
    const wanted = event.key === 'Enter' ? 'send' : event.key.toLowerCase() === 's' ? 'save' : undefined
    if (!control || !wanted) return
    event.preventDefault()
    if (document.querySelector('[role="dialog"]')) return
    void submit(wanted === 'send')
  }
  useEffect(() => {
    const listener = (event: globalThis.KeyboardEvent) => shortcuts.current(event)
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [])

  /** Enter goes on instead of sending. */
  const next = (line: Line, field: Field) => {
    if (field === 'product') {
      if (!blank(line) || lines.length === 1) focus(inputOf(line.key, 'quantity'))
      else focus('po-note')
    } else if (field === 'quantity') focus(inputOf(line.key, 'cost'))
    else {
      const now = form.getValues().lines
      const following = now[now.findIndex((one) => one.key === line.key) + 1]
      if (following) focus(inputOf(following.key, 'product'))
      else add()
    }
  }
  const passing = (event: KeyboardEvent, to: () => void) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return
    const handled = event.defaultPrevented
    event.preventDefault()
    if (!handled) to()
  }
  const toLines = () => {
    const now = form.getValues().lines
    const line = now.find(blank) ?? now[0]
    if (line) focus(inputOf(line.key, 'product'))
  }

  const on = useRef({} as RowHandlers)
  on.current = {
    choose: (key, product) => {
      choose(key, product)
      const now = form.getValues().lines
      const twin = twins(now).get(now.findIndex((line) => line.key === key))
      if (twin === undefined) {
        focus(inputOf(key, 'quantity'))
        return
      }
      // The same product twice: back to where it stands.
      toast.bad(t.entry.twiceToast({ name: product.name, n: twin + 1 }))
      const first = now[twin]
      if (now.find((line) => line.key === key)?.quantity === '') change(key, { product_id: null, cost: '' })
      if (first) focus(inputOf(first.key, 'quantity'))
    },
    typed: (key, text, left) => {
      void look(key, text)
      if (left && document.activeElement?.id === inputOf(key, 'product')) focus(inputOf(key, 'quantity'))
    },
    change: (key, given) => {
      if (given.cost === '') emptied.current.add(key)
      change(key, given)
    },
    remove,
    next,
    paste: (key, text) => void paste(text, key),
  }
  const [handlers] = useState<RowHandlers>(() => ({
    choose: (...given) => on.current.choose(...given),
    typed: (...given) => on.current.typed(...given),
    change: (...given) => on.current.change(...given),
    remove: (...given) => on.current.remove(...given),
    next: (...given) => on.current.next(...given),
    paste: (...given) => on.current.paste(...given),
  }))

  const errorAt = (path: string) => (form.errors[path] as string | undefined) ?? undefined
  let sum = 0
  let units = 0
  for (const line of lines) {
    const quantity = unitsOf(line)
    const cost = minorOf(line.cost, company.currency)
    units += quantity ?? 0
    if (quantity !== undefined && cost !== undefined) sum += amountOf(cost, quantity)
  }
  const count = filledLines(lines).length
  const total: Amount = { amount: sum, currency: company.currency }

  return (
    <OrderFrame editor={editor}>
      {!draft && <Alert title={t.entry.amending}>{t.entry.amendingText}</Alert>}
      <Section title={t.entry.terms}>
        <div className={classes.terms}>
          {draft ? (
            <>
              <QuickPick
                label={t.fields.supplier_id}
                placeholder={t.entry.supplierHint}
                {...pick(suppliers)}
                required
                data-autofocus={(!order && !values.supplier_id) || undefined}
                value={supplier_id}
                chosen={supplier}
                error={errorAt('supplier_id')}
                onChoose={({ id }) => {
                  setSupplier(id)
                  focus('po-warehouse')
                }}
                onKeyDown={(event) => passing(event, () => supplier_id && focus('po-warehouse'))}
              />
              <QuickPick
                id="po-warehouse"
                label={t.fields.warehouse_id}
                placeholder={t.entry.warehouseHint}
                {...pick(warehousesByText)}
                required
                value={values.warehouse_id}
                chosen={warehouse}
                error={errorAt('warehouse_id')}
                onChoose={({ id }) => {
                  form.clearFieldError('warehouse_id')
                  form.setFieldValue('warehouse_id', id as never)
                  focus('po-day')
                }}
                onKeyDown={(event) => passing(event, () => values.warehouse_id && focus('po-day'))}
              />
            </>
          ) : (
            <>
              <Fixed label={t.fields.supplier_id}>{order?.supplier_name}</Fixed>
              <Fixed label={t.fields.warehouse_id}>{order?.warehouse_name ?? warehouse?.title}</Fixed>
            </>
          )}
          <div>
            <DayInput
              id="po-day"
              label={t.fields.expected_on}
              required
              value={values.expected_on}
              error={errorAt('expected_on')}
              onChange={(day) => {
                form.clearFieldError('expected_on')
                form.setFieldValue('expected_on', day as never)
              }}
              onKeyDown={(event) => passing(event, toLines)}
            />
            {values.expected_on && !errorAt('expected_on') && (
              <div className={classes.dayHint}>
                {f.longDay(values.expected_on)}
                {values.expected_on < f.today() && ` · ${t.entry.pastDay}`}
              </div>
            )}
          </div>
        </div>
      </Section>
      <Section title={t.lines.title} flush>
        <div className={classes.head} aria-hidden="true">
          <span />
          <span>{t.lines.product}</span>
          <span className={classes.right}>{t.entry.quantity}</span>
          <span className={classes.right}>{t.lines.cost}</span>
          <span className={classes.right}>{t.lines.amount}</span>
          <span />
        </div>
        <ol className={classes.lines}>
          {lines.map((line, index) => (
            <Row
              key={line.key}
              line={line}
              index={index}
              supplier={supplier_id}
              product={line.product_id ? products.get(line.product_id) : undefined}
              last={line.product_id ? costs.get(line.product_id) : undefined}
              received={(line.product_id && received.get(line.product_id)) || 0}
              productError={
                errorAt(`lines.${index}.product_id`) ??
                (line.typed && !line.trouble ? undefined : productTrouble(line, twice.get(index)))
              }
              quantityError={errorAt(`lines.${index}.quantity`)}
              quantityWrong={quantityTrouble(line)}
              costError={errorAt(`lines.${index}.unit_cost`)}
              costWrong={costTrouble(line)}
              on={handlers}
            />
          ))}
        </ol>
        {errorAt('lines') && count === 0 && <p className={classes.error}>{errorAt('lines')}</p>}
        <div className={classes.add}>
          <Button variant="subtle" size="xs" leftSection={<IconPlus size={14} aria-hidden="true" />} onClick={add}>
            {t.entry.add}
          </Button>
          <Paste paste={(text) => void paste(text)} />
        </div>
      </Section>
      <Section title={t.fields.note}>
        <Textarea
          id="po-note"
          aria-label={t.fields.note}
          maxLength={2000}
          autosize
          minRows={2}
          {...form.getInputProps('note')}
        />
      </Section>
      <div className={classes.foot}>
        {draft && (
          <>
            <Button loading={busy} onClick={() => submit(true)}>
              {t.entry.saveSend}
              <Key>Ctrl ⏎</Key>
            </Button>
            <Button variant="default" type="submit" disabled={busy} onClick={() => (thenSend.current = false)}>
              {t.entry.save}
              <Key>Ctrl S</Key>
            </Button>
          </>
        )}
        {!draft && (
          <Button type="submit" loading={busy}>
            {t.entry.saveAmend}
            <Key>Ctrl ⏎</Key>
          </Button>
        )}
        <Button
          variant="subtle"
          color="gray"
          onClick={() => navigate({ to: order ? `/purchase-orders/${order.id}` : '/purchase-orders' })}
        >
          {kitTexts.cancel}
        </Button>
        <div className={classes.sum} aria-live="polite" aria-atomic="true">
          <span className="sf-quiet">
            {t.entry.lineCount({ n: count })} · {t.entry.units({ n: units })}
          </span>
          <span>
            {t.fields.total} <strong data-sum="total">{f.money(total)}</strong>
          </span>
        </div>
      </div>
    </OrderFrame>
  )
}

/** What stays once the supplier has the order. */
const Fixed = ({ label, children }: { label: string; children: ReactNode }) => (
  <dl className={classes.fixed}>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </dl>
)

const Key = ({ children }: { children: string }) => (
  <span className={classes.kbd} aria-hidden="true">
    {children}
  </span>
)

interface RowHandlers {
  choose: (key: string, product: Product) => void
  typed: (key: string, text: string, left: boolean) => void
  change: (key: string, given: Partial<Line>) => void
  remove: (key: string) => void
  next: (line: Line, field: Field) => void
  paste: (key: string, text: string) => void
}

/** A line; the others are not drawn again while one is typed in. */
const Row = memo(function Row(props: {
  line: Line
  index: number
  supplier: string | null
  product: Product | undefined
  last: Amount | undefined
  received: number
  productError?: string
  quantityError?: string
  quantityWrong?: string
  costError?: string
  costWrong?: string
  on: RowHandlers
}) {
  const t = useTexts(texts)
  const f = useFormats()
  const packText = usePackText()
  const { line, product, on, received } = props
  const n = props.index + 1
  const quantity = quantityOf(line.quantity, product?.pack_size)
  const cost = minorOf(line.cost, company.currency)
  const money = (amount: number): Amount => ({ amount, currency: company.currency })
  const fieldOf = (id: string): Field | undefined =>
    (['product', 'quantity', 'cost'] as const).find((field) => id === inputOf(line.key, field))
  const keys = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement
    const field = fieldOf(target.id)
    if (!field || event.key !== 'Enter' || event.ctrlKey || event.metaKey) return
    const handled = event.defaultPrevented
    event.preventDefault()
    if (!handled) on.next(line, field)
  }
  const packs =
    quantity?.packs !== undefined
      ? `= ${t.entry.units({ n: quantity.units })}`
      : quantity && packText(quantity.units, product?.pack_size)
  const last = props.last && minorOf(line.cost, company.currency) !== props.last.amount ? props.last : undefined
  const about = [
    product?.sku,
    product && product.pack_size > 1 && t.entry.pack({ size: product.pack_size }),
    received > 0 && t.entry.received({ n: received }),
    line.typed && !line.trouble && t.entry.looking,
  ].filter(Boolean)
  return (
    <li
      className={classes.line}
      onKeyDown={keys}
      onPaste={(event) => {
        const text = event.clipboardData.getData('text/plain')
        if (!isTable(text)) return
        event.preventDefault()
        on.paste(line.key, text)
      }}
    >
      <span className={`${classes.no} sf-quiet sf-figures`} aria-hidden="true">
        {n}
      </span>
      <div className={classes.product}>
        <QuickPick
          id={inputOf(line.key, 'product')}
          aria-label={t.entry.productOf({ n })}
          placeholder={t.entry.productHint}
          queryKey={['products', 'order-entry', null, props.supplier]}
          find={(text, signal) => findProducts(text, props.supplier, signal)}
          titleOf={(one) => one.name}
          detailOf={(one) => one.sku}
          value={line.product_id}
          chosen={product}
          typed={line.typed}
          error={props.productError}
          onChoose={(one) => on.choose(line.key, one)}
          onTyped={(text, left) => on.typed(line.key, text, left)}
        />
        {about.length > 0 && <div className={classes.hintLine}>{about.join(' · ')}</div>}
      </div>
      <NumberText
        id={inputOf(line.key, 'quantity')}
        aria-label={t.entry.quantityOf({ n })}
        placeholder={t.entry.quantityHint}
        inputMode="text"
        value={line.quantity}
        onText={(quantity) => on.change(line.key, { quantity })}
        tidy={(text) => {
          const read = quantityOf(text, product?.pack_size)
          return read && read.packs === undefined ? f.number(read.units) : text
        }}
        settle={(text) => {
          const read = quantityOf(text, product?.pack_size)
          return read ? String(read.units) : text
        }}
        description={packs}
        error={props.quantityError}
        wrong={props.quantityWrong}
      />
      <NumberText
        id={inputOf(line.key, 'cost')}
        aria-label={t.entry.costOf({ n })}
        placeholder={t.entry.cost}
        inputMode="decimal"
        leftSection="$"
        value={line.cost}
        onText={(text) => on.change(line.key, { cost: text })}
        tidy={(text) => {
          const amount = minorOf(text, company.currency)
          return amount === undefined ? text : f.money(money(amount)).replace(/^\D+/, '')
        }}
        description={last && t.entry.last({ cost: f.money(last) })}
        error={props.costError}
        wrong={props.costWrong}
      />
      <div className={`${classes.cell} ${classes.right}`}>
        <span className={classes.label}>{t.lines.amount}</span>
        {quantity && cost !== undefined && <Money of={money(amountOf(cost, quantity.units))} />}
      </div>
      <Tooltip label={t.entry.mayNotRemove} disabled={received === 0} multiline w={220}>
        <ActionIcon
          className={classes.remove}
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t.entry.remove({ n })}
          data-disabled={received > 0 || undefined}
          aria-disabled={received > 0 || undefined}
          onClick={() => (received > 0 ? toast.bad(t.entry.mayNotRemove) : on.remove(line.key))}
        >
          <IconTrash size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
    </li>
  )
})

/** Where rows of a spreadsheet go in, for those who do not know that they can be pasted right into the list. */
function Paste({ paste }: { paste: (text: string) => void }) {
  const t = useTexts(texts).entry
  const cancel = useTexts(kit).cancel
  const [opened, setOpened] = useState(false)
  const [text, setText] = useState('')
  const close = () => setOpened(false)
  return (
    <>
      <Button
        variant="subtle"
        size="xs"
        leftSection={<IconClipboardText size={14} aria-hidden="true" />}
        onClick={() => {
          setText('')
          setOpened(true)
        }}
      >
        {t.paste}
      </Button>
      <Modal opened={opened} onClose={close} title={t.pasteTitle} size="lg">
        <Text size="sm" mb="sm">
          {t.pasteText}
        </Text>
        <Textarea
          label={t.pasteLabel}
          placeholder={'ACE-GIR-0900\t240\t11.200\nACE-OLI-0250\t10p'}
          autosize
          minRows={6}
          maxRows={14}
          data-autofocus
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--sf-mono)', whiteSpace: 'pre', overflowX: 'auto' } }}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="sm" mt="md">
          <Button variant="default" onClick={close}>
            {cancel}
          </Button>
          <Button
            disabled={text.trim() === ''}
            onClick={() => {
              close()
              // After the dialog has given the focus back.
              setTimeout(() => paste(text), 50)
            }}
          >
            {t.pasteYes}
          </Button>
        </Group>
      </Modal>
    </>
  )
}

/** As the kit's `EditorForm`, with the buttons of an order and the number of the line before what is wrong with it. */
function OrderFrame({ editor, children }: { editor: Editor<Values>; children: ReactNode }) {
  const t = useTexts(texts)
  const k = useTexts(kit)
  const f = useFormats()
  const box = useRef<HTMLFormElement>(null)
  const { refusals } = editor

  useEffect(() => {
    box.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus({ preventScroll: true })
  }, [])
  useEffect(() => {
    if (refusals.length > 0) box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [refusals])

  const labels: Partial<Record<string, string>> = { ...t.fields, lines: t.lines.title }
  const labelOf = (path: string) => {
    const [field = '', index] = path.split('.')
    return field === 'lines' && index !== undefined ? t.entry.line({ n: Number(index) + 1 }) : labels[field]
  }
  return (
    <form
      ref={box}
      noValidate
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (!editor.busy) void editor.submit()
      }}
    >
      {editor.restored && (
        <Alert role="status">
          {k.form.restored}{' '}
          <Anchor component="button" type="button" size="sm" onClick={editor.discard}>
            {k.form.discard}
          </Anchor>
        </Alert>
      )}
      {(editor.problem || refusals.length > 0) && (
        <Alert color="red" role="alert">
          {editor.problem ?? k.form.problems}
          {refusals.length > 0 && (
            <ul className={classes.refusals}>
              {refusals.map(({ path, detail }) => (
                <li key={path + detail}>
                  {labelOf(path) && <strong>{labelOf(path)}: </strong>}
                  {detail}
                </li>
              ))}
            </ul>
          )}
        </Alert>
      )}
      {children}
      {editor.conflict && (
        <ConflictDialog
          editor={editor}
          conflict={editor.conflict}
          labels={labels}
          show={{
            supplier_id: (id: string) => <NameOf id={id} of="supplier" />,
            warehouse_id: (id: string) => <NameOf id={id} of="warehouse" />,
            expected_on: (day: string) => f.day(day),
            lines: (lines: Line[]) => <ShownLines lines={lines} />,
          }}
        />
      )}
    </form>
  )
}

function NameOf({ id, of }: { id: string; of: 'supplier' | 'warehouse' }) {
  const one = useChoice(of === 'supplier' ? suppliers : warehousesByText, id)
  return <>{one?.title ?? '…'}</>
}

/** Lines in the dialog that compares two versions. */
function ShownLines({ lines }: { lines: Line[] }) {
  const f = useFormats()
  const filled = lines.filter((line) => !blank(line))
  const products = useProducts(filled.flatMap((line) => line.product_id ?? []))
  return (
    <ul className={classes.conflictLines}>
      {filled.map((line) => {
        const product = line.product_id ? products.get(line.product_id) : undefined
        const cost = minorOf(line.cost, company.currency)
        const units = quantityOf(line.quantity, product?.pack_size)?.units
        return (
          <li key={line.key}>
            {units === undefined ? line.quantity : f.number(units)} × {product?.name ?? (line.typed || '…')}
            {cost !== undefined && ` · ${f.money({ amount: cost, currency: company.currency })}`}
          </li>
        )
      })}
    </ul>
  )
}
