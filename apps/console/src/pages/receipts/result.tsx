import { Alert, Button } from '@mantine/core'
import type { PurchaseOrder } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Columns, Day, Failed, Fields, Figure, Instant, Loading, PageHeader, Rows, Section, Stack, Status } from '@/kit'
import { changed, reading } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { OrderStatus } from './parts'
import classes from './receipts.module.css'
import { texts } from './texts'

/** What was received, and whether it is in stock. */
export function Result({ order, id, before }: { order: PurchaseOrder; id: string; before: boolean }) {
  const all = useTexts(texts)
  const t = all.result
  const found = useQuery({
    ...reading('/api/purchasing/purchase-orders/{id}/receipts/{receipt_id}', {
      params: { id: order.id, receipt_id: id },
    }),
    refetchInterval: (query) => (query.state.data?.status === 'booking' ? 1_000 : false),
  })
  const receipt = found.data
  const booked = receipt?.status === 'booked'
  useEffect(() => {
    if (booked) void changed('stock', 'lots', 'movements', 'availability')
  }, [booked])
  const back = { to: '/receipts', label: all.title }
  const title = t.title({ number: order.number })
  if (!receipt) {
    return (
      <>
        <PageHeader title={title} back={back} />
        {found.isError ? <Failed error={found.error} retry={found.refetch} /> : <Loading />}
      </>
    )
  }
  const nameOf = (product: string) => order.lines.find((line) => line.product_id === product)?.name ?? product
  const rows = receipt.lines.map((line, index) => ({ ...line, key: `${index}` }))
  const open = order.lines.reduce((sum, line) => sum + line.open, 0)
  const goesOn = order.status !== 'received' && order.status !== 'cancelled'
  return (
    <div className={classes.page}>
      <PageHeader
        title={title}
        lead={order.supplier_name}
        badge={<Status tone={booked ? 'good' : 'info'}>{booked ? t.booked : t.booking}</Status>}
        back={back}
        actions={
          <>
            {goesOn && (
              <Button component={Link} to={`/receipts/${order.id}`} size="lg" variant="default">
                {t.again}
              </Button>
            )}
            <Button
              component={Link}
              to="/stock"
              search={{ warehouse_id: order.warehouse_id } as never}
              size="lg"
              variant="default"
            >
              {t.stock}
            </Button>
            <Button component={Link} to="/receipts" size="lg">
              {t.others}
            </Button>
          </>
        }
      />
      {before && (
        <Alert role="status" className={classes.alert}>
          {t.arrivedBefore}
        </Alert>
      )}
      <p role="status" className={classes.said}>
        {booked ? t.bookedText : t.bookingText}
      </p>
      <Columns
        main={
          <Section title={t.goods} flush>
            <Rows
              label={t.goods}
              rows={rows}
              rowKey={(line) => line.key}
              to={(line) => `/stock/products/${line.product_id}`}
              columns={[
                { key: 'product', label: t.product, value: (line) => nameOf(line.product_id) },
                {
                  key: 'lot',
                  label: t.lot,
                  cell: (line) =>
                    line.lot ? (
                      <span className={classes.code} data-short={line.lot.length <= 20 || undefined}>
                        {line.lot}
                      </span>
                    ) : (
                      '—'
                    ),
                  value: (line) => line.lot,
                },
                {
                  key: 'expires',
                  label: t.expires,
                  cell: (line) => <Day of={line.expires_on} />,
                  value: (line) => ({ day: line.expires_on }),
                },
                {
                  key: 'quantity',
                  label: t.quantity,
                  cell: (line) => <Figure of={line.quantity} />,
                  value: (line) => line.quantity,
                  align: 'right',
                },
                {
                  key: 'damaged',
                  label: t.damaged,
                  cell: (line) => (line.damaged ? <Status tone="bad">{line.damaged}</Status> : '—'),
                  value: (line) => line.damaged ?? 0,
                  align: 'right',
                },
              ]}
            />
          </Section>
        }
        side={
          <Stack>
            <Section title={t.about}>
              <Fields
                items={[
                  [t.who, receipt.received_by_name],
                  [t.when, <Instant key="when" of={receipt.created_at} />],
                  [all.warehouse, order.warehouse_name],
                  [t.note, receipt.note],
                ]}
              />
            </Section>
            <Section title={t.order}>
              <p className={classes.orderNow}>
                <Link to={`/purchase-orders/${order.id}`} className="sf-link">
                  {order.number}
                </Link>{' '}
                <OrderStatus of={order.status} />
              </p>
              <p className={classes.orderNow}>{open > 0 ? t.stillOpen({ n: open }) : t.complete}</p>
            </Section>
          </Stack>
        }
      />
    </div>
  )
}
