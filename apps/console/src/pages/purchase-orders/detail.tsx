import { Alert, Button, Menu } from '@mantine/core'
import type { PurchaseOrder, PurchaseOrderAmendment, PurchaseOrderFieldChange, PurchaseOrderLine } from '@storeflow/api'
import type { Amount } from '@storeflow/i18n'
import { IconBan, IconChevronDown, IconCircleCheck, IconCopy, IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import {
  Columns,
  confirm,
  Day,
  DetailPage,
  Failed,
  Fields,
  Figure,
  History,
  Instant,
  Loading,
  Money,
  Rows,
  Section,
  Status,
  useCommand,
} from '@/kit'
import { api, changed, reading, STAFF, useCan } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { buyers, confirmers, receivers } from './area'
import { useShortPacks } from './packs'
import classes from './purchase-orders.module.css'
import { usePacks } from './sources'
import { isOpen, OrderStatus, Progress } from './status'
import { texts } from './texts'

export default function PurchaseOrderPage() {
  const t = useTexts(texts)
  const { id } = useParams({ strict: false }) as { id: string }
  const staff = useCan(...STAFF)
  return (
    <DetailPage
      found={useQuery(reading('/api/purchasing/purchase-orders/{id}', { params: { id } }))}
      back={{ to: '/purchase-orders', label: t.title }}
      title={(order) => t.one({ number: order.number })}
      badge={(order) => (
        <span role="status">
          <OrderStatus of={order} />
        </span>
      )}
      lead={(order) => (
        <span className={classes.lead}>
          {staff ? (
            <Link to={`/suppliers/${order.supplier_id}`} className="sf-link">
              {order.supplier_name}
            </Link>
          ) : (
            order.supplier_name
          )}
          {order.warehouse_name && ` → ${order.warehouse_name}`}
        </span>
      )}
      actions={(order) => <Actions order={order} />}
    >
      {(order) => (
        <Columns
          main={
            <>
              <Trouble order={order} />
              <Lines order={order} />
              <Receipts order={order} />
            </>
          }
          side={
            <>
              <About order={order} />
              <Timeline order={order} />
              {staff && <History service="purchasing" subject={id} what={t.history} />}
            </>
          }
        />
      )}
    </DetailPage>
  )
}

/** Lines that the supplier has not confirmed as they are now. */
const unconfirmed = (order: PurchaseOrder): number =>
  isOpen(order.status)
    ? order.lines.filter((line) => line.confirmed === null || line.confirmed === undefined).length
    : 0

/** What can be done with it, by whoever looks at it. */
function Actions({ order }: { order: PurchaseOrder }) {
  const t = useTexts(texts).actions
  const command = useCommand()
  const buyer = useCan(...buyers)
  const mayReceive = useCan(...receivers) && isOpen(order.status)
  const mayConfirm = useCan(...confirmers) && isOpen(order.status)
  const open = isOpen(order.status)
  const { id, number } = order
  const params = { id }
  const waits = unconfirmed(order) > 0
  const come = order.lines.some((line) => line.received + line.damaged > 0)

  const cancel = async () => {
    const sure = await confirm({
      title: t.cancelTitle({ number }),
      text: t.cancelText,
      yes: t.cancelYes,
      no: t.cancelNo,
      danger: true,
    })
    if (!sure) return
    await command.run(() => api.post('/api/purchasing/purchase-orders/{id}/cancel', { params }), t.cancelled)
    await changed('purchase-orders', 'audit')
  }
  const close = async () => {
    const n = order.lines.reduce((sum, line) => sum + line.open, 0)
    const sure = await confirm({
      title: t.closeTitle({ number }),
      text: t.closeText({ n }),
      yes: t.closeYes,
      no: t.cancelNo,
      danger: true,
    })
    if (!sure) return
    await command.run(() => api.post('/api/purchasing/purchase-orders/{id}/close', { params }), t.closed)
    await changed('purchase-orders', 'audit')
  }

  const mayCancel = buyer && !come && (order.status === 'draft' || open)
  const mayClose = buyer && order.status === 'partially_received'
  return (
    <>
      {buyer && order.status === 'draft' && (
        <>
          <Button component={Link} to={`/purchase-orders/${id}/edit`} variant="default">
            {t.edit}
          </Button>
          <Send order={order} />
        </>
      )}
      {buyer && open && (
        <Button component={Link} to={`/purchase-orders/${id}/edit`} variant="default">
          {t.amend}
        </Button>
      )}
      {mayConfirm && (waits || !buyer) && (
        <Button component={Link} to={`/purchase-orders/${id}/confirm`} variant={buyer ? 'default' : 'filled'}>
          {buyer ? t.confirmFor : t.confirm}
        </Button>
      )}
      {mayReceive && (
        <Button component={Link} to={`/receipts/${id}`}>
          {t.receive}
        </Button>
      )}
      {buyer ? (
        <Menu position="bottom-end" shadow="md" width={260}>
          <Menu.Target>
            <Button
              variant="default"
              loading={command.busy}
              rightSection={<IconChevronDown size={14} aria-hidden="true" />}
            >
              {t.more}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              component={Link}
              to={`/purchase-orders/${id}/print`}
              leftSection={<IconPrinter size={16} aria-hidden="true" />}
            >
              {t.print}
            </Menu.Item>
            <Menu.Item
              component={Link}
              to={`/purchase-orders/new?like=${id}`}
              leftSection={<IconCopy size={16} aria-hidden="true" />}
            >
              {t.again}
            </Menu.Item>
            {mayConfirm && !waits && (
              <Menu.Item
                component={Link}
                to={`/purchase-orders/${id}/confirm`}
                leftSection={<IconCircleCheck size={16} aria-hidden="true" />}
              >
                {t.confirmFor}
              </Menu.Item>
            )}
            {(mayCancel || mayClose) && <Menu.Divider />}
            {mayCancel && (
              <Menu.Item onClick={cancel} color="red" leftSection={<IconBan size={16} aria-hidden="true" />}>
                {t.cancel}
              </Menu.Item>
            )}
            {mayClose && (
              <Menu.Item onClick={close} color="red" leftSection={<IconBan size={16} aria-hidden="true" />}>
                {t.close}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      ) : (
        <Button component={Link} to={`/purchase-orders/${id}/print`} variant="default">
          {t.print}
        </Button>
      )}
    </>
  )
}

/** Sends it: the supplier gets a mail, and sees it from now on. */
function Send({ order }: { order: PurchaseOrder }) {
  const t = useTexts(texts).actions
  const command = useCommand()
  const supplier = useQuery(reading('/api/purchasing/suppliers/{id}', { params: { id: order.supplier_id } }))
  const { number, supplier_name: name } = order
  const send = async () => {
    const email = supplier.data?.email ?? '…'
    if (!(await confirm({ title: t.sendTitle({ number }), text: t.sendText({ name, email }), yes: t.sendYes }))) return
    await command.run(
      () => api.post('/api/purchasing/purchase-orders/{id}/send', { params: { id: order.id } }),
      t.sent({ number, name }),
    )
    await changed('purchase-orders', 'audit')
  }
  return (
    <Button loading={command.busy} onClick={send}>
      {t.send}
    </Button>
  )
}

/** What somebody has to see to. */
function Trouble({ order }: { order: PurchaseOrder }) {
  const t = useTexts(texts).trouble
  const f = useFormats()
  const staff = useCan(...STAFF)
  const n = unconfirmed(order)
  const warn = { root: classes.warn, label: classes.warnLabel }
  const day = f.longDay(order.expected_on)
  const promised = order.promised_on && order.promised_on > order.expected_on ? order.promised_on : undefined
  return (
    <>
      {order.late && (
        <Alert color="red" title={t.late}>
          {staff ? t.lateText({ day }) : t.lateYou({ day })}
        </Alert>
      )}
      {n > 0 && order.confirmed_at && (
        <Alert classNames={warn} title={t.reconfirm}>
          {staff ? t.reconfirmText({ n }) : t.reconfirmYou({ n })}
        </Alert>
      )}
      {promised && isOpen(order.status) && (
        <Alert classNames={warn} title={t.lateDay}>
          {t.lateDayText({ day, promised: f.longDay(promised) })}
        </Alert>
      )}
    </>
  )
}

function Lines({ order }: { order: PurchaseOrder }) {
  const t = useTexts(texts).lines
  const f = useFormats()
  const packs = usePacks(order.supplier_id)
  const packText = useShortPacks()
  const going = order.status !== 'draft' && order.status !== 'cancelled'
  return (
    <Section title={t.title} flush>
      <Rows
        label={t.title}
        rows={order.lines}
        rowKey={(line) => line.product_id}
        columns={[
          {
            key: 'product',
            label: t.product,
            width: going ? '27%' : '45%',
            cell: (line) => <Product line={line} />,
            value: (line) => line.name,
          },
          {
            key: 'quantity',
            label: t.quantity,
            cell: (line) => (
              <>
                <Figure of={line.quantity} />
                <div className={classes.tight}>{packText(line.quantity, packs.get(line.product_id))}</div>
              </>
            ),
            value: (line) => line.quantity,
            align: 'right' as const,
          },
          ...(going
            ? [
                {
                  key: 'confirmed',
                  label: t.confirmed,
                  cell: (line: PurchaseOrderLine) => <Confirmed line={line} expected={order.expected_on} />,
                  value: (line: PurchaseOrderLine) => line.confirmed,
                  align: 'right' as const,
                },
                {
                  key: 'received',
                  label: t.received,
                  cell: (line: PurchaseOrderLine) => (
                    <>
                      <Figure of={line.received} />
                      {line.damaged > 0 && <div className={classes.bad}>{t.damaged({ n: line.damaged })}</div>}
                      {line.over > 0 && <div className={classes.notice}>{t.over({ n: line.over })}</div>}
                    </>
                  ),
                  value: (line: PurchaseOrderLine) => line.received,
                  align: 'right' as const,
                },
                {
                  key: 'open',
                  label: t.open,
                  cell: (line: PurchaseOrderLine) => (
                    <>
                      <Figure of={line.open} />
                      {line.missing > 0 && (
                        <div className={classes.notice}>
                          {order.status === 'received'
                            ? t.wasMissing({ n: line.missing })
                            : t.missing({ n: line.missing })}
                        </div>
                      )}
                    </>
                  ),
                  value: (line: PurchaseOrderLine) => line.open,
                  align: 'right' as const,
                },
              ]
            : [
                {
                  key: 'cost',
                  label: t.cost,
                  cell: (line: PurchaseOrderLine) => <Money of={line.unit_cost} />,
                  value: (line: PurchaseOrderLine) => line.unit_cost,
                  align: 'right' as const,
                },
              ]),
          {
            key: 'amount',
            label: t.amount,
            cell: (line) => (
              <>
                <Money of={line.amount} />
                {going && <div className={classes.tight}>{t.each({ cost: f.money(line.unit_cost) })}</div>}
              </>
            ),
            value: (line) => line.amount,
            align: 'right' as const,
          },
        ]}
      />
      <dl className={classes.totals}>
        <div>
          <dt>{t.total}</dt>
          <dd data-sum="total">{f.money(order.total)}</dd>
        </div>
      </dl>
    </Section>
  )
}

function Product({ line }: { line: PurchaseOrderLine }) {
  return (
    <div className={classes.name}>
      <Link to={`/products/${line.product_id}`} className="sf-link">
        {line.name}
      </Link>
      <div className={classes.small}>{line.sku}</div>
    </div>
  )
}

/** How much the supplier said, and for which day; what differs from what was asked for is marked. */
function Confirmed({ line, expected }: { line: PurchaseOrderLine; expected: string }) {
  const t = useTexts(texts).lines
  const f = useFormats()
  if (line.confirmed === null || line.confirmed === undefined) {
    return <span className={classes.tight}>{t.unconfirmed}</span>
  }
  const later = line.confirmed > 0 && !!line.confirmed_on && line.confirmed_on > expected
  return (
    <>
      <span className={line.confirmed < line.quantity ? classes.noticeFigure : undefined}>
        <Figure of={line.confirmed} />
      </span>
      {line.confirmed > 0 && line.confirmed_on && (
        <div className={later ? classes.notice : classes.tight}>{f.shortDay(line.confirmed_on)}</div>
      )}
    </>
  )
}

function Receipts({ order }: { order: PurchaseOrder }) {
  const t = useTexts(texts).receipts
  const lines = useTexts(texts).lines
  const names = new Map(order.lines.map((line) => [line.product_id, line]))
  if (order.receipts.length === 0) {
    return isOpen(order.status) ? (
      <Section title={t.title}>
        <span className="sf-quiet">{t.none}</span>
      </Section>
    ) : null
  }
  return (
    <Section title={t.title} flush>
      {[...order.receipts].reverse().map((receipt) => (
        <div key={receipt.id} className={classes.receipt}>
          <div className={classes.receiptHead}>
            <strong>
              <Instant of={receipt.created_at} />
            </strong>
            <span className="sf-quiet">{t.by({ name: receipt.received_by_name })}</span>
            <Status tone={receipt.status === 'booked' ? 'good' : 'info'}>
              {receipt.status === 'booked' ? t.booked : t.booking}
            </Status>
          </div>
          {receipt.note && <p className={classes.note}>{receipt.note}</p>}
          <Rows
            label={t.title}
            rows={receipt.lines}
            rowKey={(line) => `${line.product_id} ${line.lot ?? ''} ${line.expires_on ?? ''} ${line.quantity}`}
            columns={[
              {
                key: 'product',
                label: lines.product,
                width: '45%',
                cell: (line) => names.get(line.product_id)?.name ?? '…',
                value: (line) => names.get(line.product_id)?.name,
              },
              { key: 'lot', label: t.lot, value: (line) => line.lot },
              {
                key: 'expires',
                label: t.expires,
                cell: (line) => <Day of={line.expires_on} />,
                value: (line) => line.expires_on,
              },
              {
                key: 'came',
                label: t.came,
                cell: (line) => <Figure of={line.quantity} />,
                value: (line) => line.quantity,
                align: 'right',
              },
              {
                key: 'damaged',
                label: t.damaged,
                cell: (line) =>
                  line.damaged ? (
                    <span className={classes.badFigure}>
                      <Figure of={line.damaged} />
                    </span>
                  ) : (
                    '—'
                  ),
                value: (line) => line.damaged,
                align: 'right',
              },
            ]}
          />
        </div>
      ))}
    </Section>
  )
}

function About({ order }: { order: PurchaseOrder }) {
  const t = useTexts(texts)
  const f = useFormats()
  const staff = useCan(...STAFF)
  const sent = order.status !== 'draft' && order.status !== 'cancelled'
  return (
    <Section title={t.about}>
      <Fields
        items={[
          [t.fields.expected_on, f.longDay(order.expected_on)],
          sent && [t.fields.promised_on, order.promised_on && f.longDay(order.promised_on)],
          sent && [t.fields.progress, <Progress key="progress" of={order} />],
          [
            t.fields.supplier_id,
            staff ? (
              <Link key="supplier" className="sf-link" to={`/suppliers/${order.supplier_id}`}>
                {order.supplier_name}
              </Link>
            ) : (
              order.supplier_name
            ),
          ],
          [
            t.fields.warehouse_id,
            staff ? (
              <Link key="warehouse" className="sf-link" to={`/warehouses/${order.warehouse_id}`}>
                {order.warehouse_name ?? '…'}
              </Link>
            ) : (
              order.warehouse_name
            ),
          ],
          [t.fields.created_by, order.created_by_name],
          !!order.note && [
            t.fields.note,
            <span key="note" className={classes.freeText}>
              {order.note}
            </span>,
          ],
        ]}
      />
    </Section>
  )
}

interface Entry {
  key: string
  at: string
  text: ReactNode
  by?: string
  note?: string | null
  changes?: PurchaseOrderFieldChange[]
}

/** What happened to it, the latest first. */
function Timeline({ order }: { order: PurchaseOrder }) {
  const t = useTexts(texts).timeline
  const byline = useTexts(texts).byline
  const f = useFormats()
  const found = useQuery(
    reading('/api/purchasing/purchase-orders/{id}/amendments', { params: { id: order.id }, query: { limit: 200 } }),
  )
  if (found.isPending) {
    return (
      <Section title={t.title}>
        <Loading />
      </Section>
    )
  }
  if (found.isError && !found.data) {
    return (
      <Section title={t.title}>
        <Failed error={found.error} retry={found.refetch} />
      </Section>
    )
  }
  const amended = (one: PurchaseOrderAmendment): Entry => ({
    key: one.id,
    at: one.created_at,
    text: one.kind === 'confirmed' ? t.confirmed : t.changed,
    by: one.by_name,
    note: one.note,
    changes: one.changes,
  })
  const entries: Entry[] = [
    { key: 'written', at: order.created_at, text: t.written, by: order.created_by_name },
    ...(order.sent_at ? [{ key: 'sent', at: order.sent_at, text: t.sent }] : []),
    ...(found.data?.items ?? []).map(amended),
    ...order.receipts.map((receipt): Entry => {
      const n = receipt.lines.reduce((sum, line) => sum + line.quantity, 0)
      const damaged = receipt.lines.reduce((sum, line) => sum + (line.damaged ?? 0), 0)
      return {
        key: receipt.id,
        at: receipt.created_at,
        text: damaged > 0 ? t.cameDamaged({ n, damaged: f.number(damaged) }) : t.came({ n }),
        by: receipt.received_by_name,
      }
    }),
    ...(order.closed_at ? [{ key: 'closed', at: order.closed_at, text: t.closed }] : []),
    ...(order.status === 'cancelled' ? [{ key: 'cancelled', at: order.updated_at, text: t.cancelled }] : []),
  ]
  entries.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
  return (
    <Section title={t.title}>
      <ol className={classes.timeline} aria-live="polite">
        {entries.map((entry) => (
          <li key={entry.key}>
            <div>{entry.text}</div>
            {entry.changes && <Changes order={order} changes={entry.changes} />}
            {entry.note && <p className={classes.note}>{entry.note}</p>}
            <div className={classes.small}>
              {entry.by ? byline({ name: entry.by, when: f.instant(entry.at) }) : <Instant of={entry.at} />}
            </div>
          </li>
        ))}
      </ol>
    </Section>
  )
}

const SHOWN = 4

/** Field by field, from → to; the fields of one product together. */
function Changes({ order, changes }: { order: PurchaseOrder; changes: PurchaseOrderFieldChange[] }) {
  const t = useTexts(texts).timeline
  const [all, setAll] = useState(false)
  const groups = new Map<string, PurchaseOrderFieldChange[]>()
  for (const change of changes) {
    const key = change.product_id ?? ''
    groups.set(key, [...(groups.get(key) ?? []), change])
  }
  const entries = [...groups]
  const shown = all ? entries : entries.slice(0, SHOWN)
  return (
    <ul className={classes.changes}>
      {shown.map(([product, fields]) => (
        <li key={product}>
          {product && <ProductName order={order} id={product} />}
          {fields.map((change) => (
            <div key={change.field} className={classes.change}>
              <span className="sf-quiet">{t.fields[change.field as keyof typeof t.fields] ?? change.field}:</span>{' '}
              <Value field={change.field} of={change.from} /> <span aria-hidden="true">→</span>{' '}
              <Value field={change.field} of={change.to} />
            </div>
          ))}
        </li>
      ))}
      {entries.length > shown.length && (
        <li>
          <Button variant="subtle" size="compact-xs" onClick={() => setAll(true)}>
            {t.more({ n: entries.length - shown.length })}
          </Button>
        </li>
      )}
    </ul>
  )
}

function ProductName({ order, id }: { order: PurchaseOrder; id: string }) {
  const line = order.lines.find((one) => one.product_id === id)
  // A line that was taken out is not in the order any more.
  const { data } = useQuery({
    ...reading('/api/purchasing/products/{id}', { params: { id } }),
    enabled: !line,
  })
  return <span>{line?.name ?? data?.name ?? '…'}</span>
}

function Value({ field, of }: { field: string; of: unknown }) {
  if (of === null || of === undefined || of === '') return <>—</>
  if (field === 'unit_cost') return <Money of={of as Amount} />
  if (field.endsWith('_on')) return <Day of={String(of)} />
  if (typeof of === 'number') return <Figure of={of} />
  return <>{String(of)}</>
}
