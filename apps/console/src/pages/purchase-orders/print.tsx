import { Button } from '@mantine/core'
import type { PurchaseOrder } from '@storeflow/api'
import { IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { DetailPage } from '@/kit'
import { reading } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { texts as productTexts } from '../products/texts'
import { unitName } from '../products/words'
import { useShortPacks } from './packs'
import classes from './print.module.css'
import { usePacks } from './sources'
import { texts } from './texts'

/** A purchase order on paper. */
export default function PrintPurchaseOrder() {
  const t = useTexts(texts)
  const { id } = useParams({ strict: false }) as { id: string }
  const found = useQuery(reading('/api/purchasing/purchase-orders/{id}', { params: { id } }))
  return (
    <div className={classes.page}>
      <DetailPage
        found={found}
        back={{ to: `/purchase-orders/${id}`, label: found.data ? t.one({ number: found.data.number }) : t.title }}
        title={({ number }) => t.print.title({ number })}
        lead={() => t.print.hint}
        actions={() => (
          <Button
            data-autofocus
            leftSection={<IconPrinter size={16} aria-hidden="true" />}
            onClick={() => globalThis.print()}
          >
            {t.print.print}
          </Button>
        )}
      >
        {(order) => <Paper order={order} />}
      </DetailPage>
    </div>
  )
}

function Paper({ order }: { order: PurchaseOrder }) {
  const t = useTexts(texts).print
  const units = useTexts(productTexts).units
  const f = useFormats()
  const packs = usePacks(order.supplier_id)
  const packText = useShortPacks()
  const company = useQuery(reading('/api/identity/company')).data
  const supplier = useQuery(reading('/api/purchasing/suppliers/{id}', { params: { id: order.supplier_id } })).data
  const warehouse = useQuery(reading('/api/inventory/warehouses/{id}', { params: { id: order.warehouse_id } })).data

  // The name of the file, where it is "printed" into one.
  useEffect(() => {
    document.title = `${t.document} ${order.number}`
  }, [order.number, t.document])

  const mark = order.status === 'draft' ? t.draft : order.status === 'cancelled' ? t.cancelled : undefined
  return (
    <article className={classes.paper}>
      <header className={classes.head}>
        <address className={classes.company}>
          {company?.legal_name && <strong className={classes.legal}>{company.legal_name}</strong>}
          {company?.tax_id && (
            <span>
              {t.taxId} {company.tax_id}
            </span>
          )}
          {[company?.address, company?.phone, company?.email].map((line) => line && <span key={line}>{line}</span>)}
        </address>
        <div className={classes.title}>
          <h2>{t.document}</h2>
          <div className={classes.number}>{order.number}</div>
          {mark && <div className={classes.mark}>{mark}</div>}
        </div>
      </header>
      <div className={classes.parties}>
        <section className={classes.party}>
          <h3>{t.supplier}</h3>
          <strong>{order.supplier_name}</strong>
          {supplier?.tax_id && (
            <span>
              {t.taxId} {supplier.tax_id}
            </span>
          )}
          {supplier?.phone && <span>{supplier.phone}</span>}
          {supplier?.email && <span>{supplier.email}</span>}
        </section>
        <section className={classes.party}>
          <h3>{t.to}</h3>
          <strong>{order.warehouse_name ?? warehouse?.name}</strong>
          {warehouse?.address && <span>{warehouse.address}</span>}
          {warehouse?.city && <span>{warehouse.city}</span>}
        </section>
        <dl>
          <div>
            <dt>{t.issued}</dt>
            <dd>{f.dayOf(order.sent_at ?? order.created_at)}</dd>
          </div>
          <div>
            <dt>{t.expected}</dt>
            <dd>
              <strong>{f.day(order.expected_on)}</strong>
            </dd>
          </div>
          <div>
            <dt>{t.by}</dt>
            <dd>{order.created_by_name}</dd>
          </div>
        </dl>
      </div>
      <table className={classes.lines}>
        <thead>
          <tr>
            <th scope="col">{t.no}</th>
            <th scope="col">{t.description}</th>
            <th scope="col">{t.quantity}</th>
            <th scope="col">{t.unit}</th>
            <th scope="col">{t.cost}</th>
            <th scope="col">{t.amount}</th>
          </tr>
        </thead>
        <tbody>
          {order.lines.map((line, index) => (
            <tr key={line.product_id}>
              <td>{index + 1}</td>
              <td>
                {line.name}
                <span className={classes.sku}>{line.sku}</span>
              </td>
              <td>
                {f.number(line.quantity)}
                <span className={classes.packs}>{packText(line.quantity, packs.get(line.product_id))}</span>
              </td>
              <td>{unitName(line.unit, units)}</td>
              <td>{f.money(line.unit_cost)}</td>
              <td>{f.money(line.amount)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={classes.sum}>
        <span>{t.count({ n: order.line_count, units: f.number(order.ordered_units) })}</span>
        <span>
          {t.total} <strong className={classes.total}>{f.money(order.total)}</strong>
        </span>
      </div>
      {order.note && (
        <section className={classes.note}>
          <h3>{t.note}</h3>
          <p>{order.note}</p>
        </section>
      )}
      <footer className={classes.foot}>{t.foot({ number: order.number })}</footer>
    </article>
  )
}
