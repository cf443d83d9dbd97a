import { Button } from '@mantine/core'
import type { Customer } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Columns, confirm, DetailPage, Fields, History, Instant, List, Section, useCommand } from '@/kit'
import { api, changed, reading, useCan } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { useOrderColumns } from '../orders/list'
import { managers } from './area'
import classes from './customers.module.css'
import { People } from './people'
import { mapAddress, pointText } from './point'
import { useSellerName, useSellers } from './sellers'
import { CustomerStatus } from './status'
import { texts } from './texts'

export default function CustomerPage() {
  const t = useTexts(texts)
  const { id } = useParams({ strict: false }) as { id: string }
  const found = useQuery(reading('/api/identity/customers/{id}', { params: { id } }))
  const manages = useCan(...managers)
  const known = useSellers()
  const columns = useOrderColumns(true)
  return (
    <DetailPage
      found={found}
      back={{ to: '/customers', label: t.title }}
      title={(customer) => customer.business_name}
      badge={(customer) => <CustomerStatus of={customer.status} />}
      actions={(customer) => (
        <>
          {manages && <Standing customer={customer} />}
          <Button variant="default" component={Link} to={`/customers/${id}/edit`}>
            {t.edit}
          </Button>
          {customer.status !== 'blocked' && (
            <Button component={Link} to="/orders/new" search={{ customer_id: id } as never}>
              {t.order}
            </Button>
          )}
        </>
      )}
    >
      {(customer) => (
        <Columns
          main={
            <>
              <About customer={customer} />
              <Section title={t.orders.title} flush>
                <div className={classes.bare}>
                  <List
                    embedded
                    name="customer-orders"
                    path="/api/sales/orders"
                    fixed={{ customer_id: id }}
                    search={false}
                    limit={10}
                    to={(order) => `/orders/${order.id}`}
                    columns={columns}
                    empty={{ title: t.orders.none }}
                  />
                </div>
              </Section>
            </>
          }
          side={
            <>
              <Place customer={customer} />
              {manages && <People customer={customer} />}
              <History
                service="identity"
                subject={id}
                what={t.history}
                labels={t.fields}
                show={{
                  status: (status: Customer['status']) => t.status[status] ?? status,
                  location: (point: Customer['location']) => pointText(point),
                  seller_id: (seller: string) => known.get(seller)?.name ?? seller,
                }}
              />
            </>
          }
        />
      )}
    </DetailPage>
  )
}

function About({ customer }: { customer: Customer }) {
  const t = useTexts(texts)
  const { phone, email } = customer
  return (
    <Section title={t.about}>
      <Fields
        items={[
          [t.fields.name, customer.name],
          [
            t.fields.phone,
            <a key="phone" className="sf-link" href={`tel:${phone}`}>
              {phone}
            </a>,
          ],
          [
            t.fields.email,
            email && (
              <a key="email" className="sf-link" href={`mailto:${email}`}>
                {email}
              </a>
            ),
          ],
          [t.fields.address, customer.address],
          [t.fields.city, customer.city],
          [t.fields.seller_id, useSellerName(customer.seller_id)],
          [t.fields.created_at, <Instant key="created" of={customer.created_at} />],
          [t.fields.updated_at, <Instant key="updated" of={customer.updated_at} />],
        ]}
      />
    </Section>
  )
}

function Place({ customer }: { customer: Customer }) {
  const t = useTexts(texts)
  const { location } = customer
  return (
    <Section title={t.map.title}>
      {location ? (
        <Fields
          items={[
            [
              t.fields.location,
              <span key="point" className="sf-figures">
                {pointText(location)}
              </span>,
            ],
            [
              '',
              <a key="map" className="sf-link" href={mapAddress(location)} target="_blank" rel="noreferrer">
                {t.map.open}
              </a>,
            ],
          ]}
        />
      ) : (
        <span className="sf-quiet">
          {t.map.none}{' '}
          <Link className="sf-link" to={`/customers/${customer.id}/edit`}>
            {t.map.add}
          </Link>
        </span>
      )}
    </Section>
  )
}

/** Approve or block. */
function Standing({ customer }: { customer: Customer }) {
  const t = useTexts(texts)
  const command = useCommand()
  // The client's types ask for a body where the document has none.
  const options = { params: { id: customer.id } } as never
  const approve = async () => {
    await command.run(() => api.post('/api/identity/customers/{id}/approve', options), t.approved)
    await changed('customers', 'audit')
  }
  const block = async () => {
    const name = customer.business_name
    if (!(await confirm({ title: t.blockTitle({ name }), text: t.blockText, yes: t.block, danger: true }))) return
    await command.run(() => api.post('/api/identity/customers/{id}/block', options), t.blocked)
    await changed('customers', 'audit')
  }
  return (
    <>
      {customer.status !== 'active' && (
        <Button variant="default" loading={command.busy} onClick={approve}>
          {t.approve}
        </Button>
      )}
      {customer.status !== 'blocked' && (
        <Button variant="default" loading={command.busy} onClick={block}>
          {t.block}
        </Button>
      )}
    </>
  )
}
