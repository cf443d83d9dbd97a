import { Button } from '@mantine/core'
import type { Scheduled } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Columns, Failed, Fields, History, Instant, Loading, PageHeader, Section, Status } from '@/kit'
import { company } from '@/lib/company'
import { useFormats, useLang, useTexts } from '@/lib/lang'
import { schedulesOf } from '@/pages/system/services'
import { companyNow } from './read'
import classes from './settings.module.css'
import { texts } from './texts'

const PLACES = {
  calendars: '/calendars',
  zones: '/calendars/zones',
  capacities: '/calendars/capacities',
  closed: '/calendars/closed-days',
  warehouses: '/warehouses',
  users: '/users',
  keys: '/api-keys',
  audit: '/audit',
  health: '/health',
} as const

/** The company, how it is installed, and where the rest is set. */
export default function Settings() {
  const t = useTexts(texts)
  const found = useQuery(companyNow)
  return (
    <>
      <PageHeader title={t.title} lead={t.lead} />
      <Columns
        main={
          <>
            <CompanySection />
            <Section title={t.places} flush>
              <ul className={classes.places}>
                {(Object.keys(PLACES) as (keyof typeof PLACES)[]).map((place) => (
                  <li key={place}>
                    <Link to={PLACES[place]} className={classes.place}>
                      <span className={classes.name}>{t.links[place]}</span>{' '}
                      <span className="sf-quiet">{t.about[place]}</span>
                    </Link>
                  </li>
                ))}
              </ul>
            </Section>
          </>
        }
        side={
          <>
            <Installation />
            {found.data && (
              <History audit service="identity" subject={found.data.id} what={t.history} labels={t.fields} />
            )}
          </>
        }
      />
    </>
  )
}

function CompanySection() {
  const t = useTexts(texts)
  const found = useQuery(companyNow)
  const now = found.data
  return (
    <Section
      title={t.company}
      actions={
        now && (
          <Button component={Link} to="/settings/company" variant="default" size="xs">
            {t.edit}
          </Button>
        )
      }
    >
      {found.isPending && <Loading />}
      {found.isError && !now && <Failed error={found.error} retry={found.refetch} />}
      {now && (
        <>
          <p className={`sf-quiet ${classes.hint}`}>{now.legal_name ? t.companyHint : t.unset}</p>
          <Fields
            items={[
              [t.fields.legal_name, now.legal_name],
              [t.fields.tax_id, now.tax_id],
              [t.fields.address, now.address],
              [t.fields.phone, now.phone],
              [t.fields.email, now.email],
              [t.fields.updated_at, <Instant key="at" of={now.updated_at} />],
            ]}
          />
        </>
      )}
    </Section>
  )
}

function Installation() {
  const t = useTexts(texts)
  const f = useFormats()
  const lang = useLang()
  const schedules = useQuery({ ...schedulesOf('identity'), refetchInterval: false })
  const mail = schedules.data?.find((one) => one.name === 'send mails')
  const currency = new Intl.DisplayNames(lang, { type: 'currency' }).of(company.currency) ?? ''
  return (
    <Section title={t.installation}>
      <p className={`sf-quiet ${classes.hint}`}>{t.installationHint}</p>
      <Fields
        items={[
          [t.currency, `${currency} (${company.currency})`],
          [t.zone, company.zone],
          [t.now, f.time(new Date().toISOString())],
          [t.version, company.version],
          [t.tiles, company.tiles ? t.tilesOn({ host: hostOf(company.tiles) }) : t.tilesOff],
          mail && [t.mail, <Mail key="mail" of={mail} />],
        ]}
      />
    </Section>
  )
}

function Mail({ of }: { of: Scheduled }) {
  const t = useTexts(texts)
  if (of.last_error) {
    return (
      <>
        <Status tone="bad">{t.mailBad}</Status> <div className="sf-quiet">{of.last_error}</div>
      </>
    )
  }
  return of.last_started_at ? <Status tone="good">{t.mailGood}</Status> : <Status tone="quiet">{t.mailNever}</Status>
}

const hostOf = (address: string): string => /^https?:\/\/([^/]+)/.exec(address)?.[1] ?? address
