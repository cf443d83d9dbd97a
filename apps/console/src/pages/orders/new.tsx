import { ActionIcon, Alert, Button, Stack as MantineStack, Radio, Textarea } from '@mantine/core'
import { ApiError, type Fulfilment, type Order } from '@storeflow/api'
import type { Amount } from '@storeflow/i18n'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import {
  customers,
  EditorForm,
  Figure,
  Lookup,
  Money,
  orNull,
  PageHeader,
  products,
  QuantityInput,
  Section,
  Stack,
  toast,
  useEditor,
} from '@/kit'
import { api, changed, reading } from '@/lib/api'
import { company } from '@/lib/company'
import { useFormats, useTexts } from '@/lib/lang'
import { blank, filledLines, type Line, lineAmounts, onPage, type PresentPrice, sumOf } from './amounts'
import { Totals } from './detail'
import classes from './orders.module.css'
import { texts } from './texts'

interface Values {
  customer_id: string | null
  fulfilment: Fulfilment
  note: string
  lines: Line[]
  [name: string]: unknown
}

const newLine = (): Line => ({ key: crypto.randomUUID(), product_id: null, quantity: null })
const MOST = 1_000_000

const inputOf = (line: Line, field: 'product' | 'quantity') => `line-${line.key}-${field}`
/** At once: whoever types fast has pressed the next key before a timer rings. */
const focus = (id: string) => document.getElementById(id)?.focus()

/** A member of staff enters an order for a shop, without touching the mouse. */
export default function NewOrder() {
  const t = useTexts(texts)
  const f = useFormats()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as { customer_id?: string }
  const [first] = useState<Values>(() => ({
    customer_id: search.customer_id ?? null,
    fulfilment: 'available',
    note: '',
    lines: [newLine()],
  }))
  /** Prices that the server told when those on the page were too low. */
  const [raised, setRaised] = useState<Record<string, PresentPrice>>({})

  const editor = useEditor<Values, Order>({
    name: 'order:new',
    initial: first,
    validate: (values) => {
      const filled = filledLines(values.lines)
      const wrong: Record<string, string> = {}
      if (!values.customer_id) wrong.customer_id = t.entry.needCustomer
      if (filled.length === 0) wrong.lines = t.entry.needLines
      for (const index of filled) {
        const line = values.lines[index]
        if (!line?.product_id) wrong[`lines.${index}.product_id`] = t.entry.needProduct
        const quantity = line?.quantity ?? 0
        if (quantity < 1 || quantity > MOST) wrong[`lines.${index}.quantity`] = t.entry.needQuantity
      }
      return wrong
    },
    save: async (values, { id, idempotencyKey }) => {
      const filled = filledLines(values.lines)
      const lines = filled.flatMap((index) => {
        const line = values.lines[index]
        if (!line?.product_id || !line.quantity) return []
        const { product_id, quantity } = line
        return [{ product_id, quantity, price_seen: priceOf(product_id) }]
      })
      const { customer_id, fulfilment } = values
      try {
        const body = { id, customer_id, fulfilment, lines, note: orNull(values.note) }
        return await api.post('/api/sales/orders', { body, idempotencyKey })
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        if (error.code === 'price_changed') {
          const prices = (error.problem.prices ?? []) as PresentPrice[]
          setRaised(Object.fromEntries(prices.map((price) => [price.product_id, price])))
          void changed('products')
          // Told below with every price, instead of once a line.
          throw new ApiError({ ...error.problem, detail: t.entry.raisedError, errors: [] })
        }
        const errors = error.errors.map((one) => ({ ...one, pointer: onPage(one.pointer, filled) }))
        throw new ApiError({ ...error.problem, errors }, error.retryAfter)
      }
    },
    saved: async (order) => {
      toast.good(t.entry.placed({ number: order.number }))
      await changed('orders', 'availability')
      await navigate({ to: `/orders/${order.id}` })
    },
  })
  const { form } = editor
  const values = form.getValues()
  const { lines } = values

  const ids = [...new Set(lines.flatMap((line) => line.product_id ?? []))]
  const known = new Map(
    useQueries({
      queries: ids.map((id) => reading('/api/purchasing/products/{id}', { params: { id } })),
    }).flatMap(({ data }) => (data ? [[data.id, data] as const] : [])),
  )
  const stock = useQuery({
    ...reading('/api/inventory/availability', { query: { product_ids: [...ids].sort().join(',') } }),
    enabled: ids.length > 0,
    placeholderData: (before) => before,
  })
  const available = new Map(stock.data?.items.map((item) => [item.product_id, item]))

  function priceOf(id: string): Amount | undefined {
    return raised[id]?.price ?? known.get(id)?.price
  }
  const amountsOf = (line: Line) => {
    const product = line.product_id ? known.get(line.product_id) : undefined
    const price = line.product_id ? priceOf(line.product_id) : undefined
    if (!product || !price || !line.quantity) return undefined
    return lineAmounts(price.amount, line.quantity, product.tax_rate_bp)
  }
  const sum = sumOf(lines.flatMap((line) => amountsOf(line) ?? []))
  const money = (amount: number): Amount => ({ amount, currency: company.currency })

  const setLines = (next: Line[]) => form.setFieldValue('lines', next as never)
  const change = (index: number, values: Partial<Line>) => {
    form.clearFieldError('lines')
    setLines(form.getValues().lines.map((line, at) => (at === index ? { ...line, ...values } : line)))
  }
  const add = () => {
    const line = newLine()
    flushSync(() => setLines([...form.getValues().lines, line]))
    focus(inputOf(line, 'product'))
  }
  const remove = (index: number) => {
    const left = form.getValues().lines.filter((_, at) => at !== index)
    if (left.length === 0) left.push(newLine())
    flushSync(() => setLines(left))
    // The messages beside the lines belong to other lines now.
    form.clearErrors()
    const next = left[Math.min(index, left.length - 1)]
    if (next) focus(inputOf(next, 'product'))
  }
  const choose = (index: number, id: string | null) => {
    const line = lines[index]
    if (!line) return
    const twin = id && lines.find((other) => other.product_id === id && other.key !== line.key)
    if (twin) {
      toast.bad(t.entry.twice({ name: known.get(id)?.name ?? id }))
      change(index, { product_id: null })
      focus(inputOf(twin, 'quantity'))
      return
    }
    change(index, { product_id: id })
    if (id) focus(inputOf(line, 'quantity'))
  }
  /** Enter goes on instead of sending; what the list of a lookup takes for itself comes here already handled. */
  const enter = (event: KeyboardEvent, index: number) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return
    const target = event.target as HTMLElement
    const line = lines[index]
    if (!line || !target.matches('input')) return
    const handled = event.defaultPrevented
    event.preventDefault()
    if (handled) return
    if (target.id === inputOf(line, 'product')) {
      if (line.product_id) focus(inputOf(line, 'quantity'))
      return
    }
    const next = lines[index + 1]
    if (next) focus(inputOf(next, 'product'))
    else if (!blank(line)) add()
  }
  const send = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || editor.busy) return
    event.preventDefault()
    void editor.submit()
  }

  const errorAt = (path: string) => (form.errors[path] as string | undefined) ?? undefined
  const higher = Object.values(raised).filter((price) => price.higher && ids.includes(price.product_id))

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for everything inside
    <div onKeyDown={send}>
      <PageHeader title={t.new} lead={t.entry.keys} back={{ to: '/orders', label: t.title }} />
      <EditorForm editor={editor} labels={t.fields} save={t.entry.send} cancel={() => navigate({ to: '/orders' })}>
        {higher.length > 0 && (
          <Alert classNames={{ root: classes.warn, label: classes.warnLabel }} title={t.entry.raised}>
            {t.entry.raisedText}
            <ul className={classes.raised}>
              {higher.map((price) => (
                <li key={price.product_id}>
                  {known.get(price.product_id)?.name}: <strong>{f.money(price.price)}</strong>
                  {price.price_seen && ` (${t.entry.was({ price: f.money(price.price_seen) })})`}
                </li>
              ))}
            </ul>
          </Alert>
        )}
        <Stack>
          <Section title={t.customer.title}>
            <Lookup
              openOnFocus={false}
              aria-label={t.fields.customer}
              placeholder={t.entry.customerHint}
              source={customers}
              required
              data-autofocus
              value={values.customer_id}
              error={errorAt('customer_id')}
              onChange={(id) => {
                form.setFieldValue('customer_id', id as never)
                const line = lines.find(blank) ?? lines[0]
                if (id && line) focus(inputOf(line, 'product'))
              }}
            />
            {values.customer_id && <Shop id={values.customer_id} />}
          </Section>
          <Section title={t.lines.title} flush>
            <div className={classes.head} aria-hidden="true">
              <span />
              <span>{t.fields.product}</span>
              <span className={classes.right}>{t.entry.quantity}</span>
              <span className={classes.right}>{t.entry.stock}</span>
              <span className={classes.right}>{t.lines.price}</span>
              <span className={classes.right}>{t.lines.total}</span>
              <span />
            </div>
            <ol className={classes.lines}>
              {lines.map((line, index) => {
                const n = index + 1
                const product = line.product_id ? known.get(line.product_id) : undefined
                const there = line.product_id ? available.get(line.product_id) : undefined
                const amounts = amountsOf(line)
                const missing = there && line.quantity ? line.quantity - there.in_one_warehouse : 0
                return (
                  <li key={line.key} className={classes.line} onKeyDown={(event) => enter(event, index)}>
                    <span className={`${classes.no} sf-quiet sf-figures`} aria-hidden="true">
                      {n}
                    </span>
                    <div className={classes.product}>
                      <Lookup
                        openOnFocus={false}
                        id={inputOf(line, 'product')}
                        aria-label={t.entry.productOf({ n })}
                        placeholder={t.entry.productHint}
                        source={products}
                        value={line.product_id}
                        error={errorAt(`lines.${index}.product_id`)}
                        onChange={(id) => choose(index, id)}
                      />
                      {product && (
                        <div className={classes.small}>
                          {product.sku}
                          {product.pack_size > 1 && ` · ${t.entry.pack({ size: product.pack_size })}`}
                        </div>
                      )}
                    </div>
                    <QuantityInput
                      id={inputOf(line, 'quantity')}
                      aria-label={t.entry.quantityOf({ n })}
                      placeholder={t.entry.quantity}
                      max={MOST}
                      clampBehavior="none"
                      styles={{ input: { textAlign: 'right' } }}
                      value={line.quantity}
                      error={errorAt(`lines.${index}.quantity`)}
                      onChange={(quantity) => change(index, { quantity })}
                    />
                    <div className={`${classes.cell} ${classes.right} ${classes.beside}`}>
                      <span className={classes.label}>{t.entry.stock}</span>
                      {product && <Figure of={there?.available} />}
                      {there && there.in_one_warehouse < there.available && (
                        <div className={classes.small}>{t.entry.inOne({ most: there.in_one_warehouse })}</div>
                      )}
                      {missing > 0 && (
                        <div className={classes.short} role="status">
                          {t.entry.short({ missing })}
                        </div>
                      )}
                    </div>
                    <div className={`${classes.cell} ${classes.right}`}>
                      <span className={classes.label}>{t.lines.price}</span>
                      {product && <Money of={priceOf(product.id)} />}
                      {product && <div className={classes.small}>+ {f.basisPoints(product.tax_rate_bp)}</div>}
                    </div>
                    <div className={`${classes.cell} ${classes.right} ${classes.beside}`}>
                      <span className={classes.label}>{t.lines.total}</span>
                      {amounts && <Money of={money(amounts.total)} />}
                    </div>
                    <ActionIcon
                      className={classes.remove}
                      variant="subtle"
                      color="gray"
                      size="lg"
                      aria-label={t.entry.remove({ n })}
                      onClick={() => remove(index)}
                    >
                      <IconTrash size={16} aria-hidden="true" />
                    </ActionIcon>
                  </li>
                )
              })}
            </ol>
            {errorAt('lines') && filledLines(lines).length === 0 && <p className={classes.error}>{errorAt('lines')}</p>}
            <div className={classes.add}>
              <Button variant="subtle" size="xs" leftSection={<IconPlus size={14} aria-hidden="true" />} onClick={add}>
                {t.entry.add}
              </Button>
            </div>
            <div aria-live="polite">
              <Totals subtotal={money(sum.net)} tax={money(sum.tax)} total={money(sum.total)} />
            </div>
          </Section>
          <Section title={t.entry.fulfilment}>
            <MantineStack gap="md">
              <Radio.Group aria-label={t.entry.fulfilment} {...form.getInputProps('fulfilment')}>
                <MantineStack gap="sm">
                  {(['available', 'complete'] as const).map((value) => (
                    <Radio
                      key={value}
                      value={value}
                      label={t.entry[value]}
                      description={t.entry[`${value}Text` as const]}
                    />
                  ))}
                </MantineStack>
              </Radio.Group>
              <Textarea label={t.entry.note} maxLength={500} autosize minRows={2} {...form.getInputProps('note')} />
            </MantineStack>
          </Section>
        </Stack>
      </EditorForm>
    </div>
  )
}

/** Who it is, and when something could be delivered there. */
function Shop({ id }: { id: string }) {
  const t = useTexts(texts)
  const f = useFormats()
  const { data: shop } = useQuery(reading('/api/identity/customers/{id}', { params: { id } }))
  const { data: options } = useQuery(reading('/api/logistics/delivery-options', { query: { customer_id: id } }))
  useEffect(() => {
    if (shop?.status === 'blocked') toast.bad(t.entry.blocked)
  }, [shop?.status, t.entry.blocked])
  const next = options?.items[0]
  return (
    <>
      {shop && <p className={classes.more}>{[shop.address, shop.city, shop.phone].filter(Boolean).join(' · ')}</p>}
      {options && (
        <div className={classes.hint}>
          {next ? t.entry.soonest({ day: f.longDay(next.on), warehouse: next.warehouse_name }) : t.entry.noDay}
        </div>
      )}
      {shop?.status === 'blocked' && (
        <Alert color="red" mt="sm" title={t.entry.blocked}>
          {t.entry.blockedText}
        </Alert>
      )}
    </>
  )
}
