import { Button, NativeSelect } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Instant, List, PageHeader } from '@/kit'
import { useTexts } from '@/lib/lang'
import { Detail } from './parts'
import { SERVICES, type Service } from './services'
import classes from './system.module.css'
import { texts } from './texts'

export default function Audit() {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const asked = useSearch({ strict: false }) as { service?: string; subject?: string }
  const service: Service = SERVICES.find((one) => one === asked.service) ?? 'identity'
  const go = (search: { service?: string; subject?: string }) =>
    void navigate({ to: '.', search: search as never, replace: true })
  return (
    <>
      <PageHeader title={t.audit.title} lead={t.audit.lead} />
      <div className={classes.bar}>
        <NativeSelect
          label={t.service}
          value={service}
          onChange={(event) => go({ service: event.currentTarget.value })}
          data={SERVICES.map((value) => ({ value, label: t.services[value] }))}
        />
        {asked.subject && (
          <>
            <span className="sf-quiet">{t.audit.only({ id: asked.subject.slice(0, 8) })}</span>
            <Button variant="default" onClick={() => go({ service })}>
              {t.audit.all}
            </Button>
          </>
        )}
      </div>
      <List
        key={service}
        name={`audit-${service}`}
        path={`/api/${service}/system/audit` as '/api/identity/system/audit'}
        search={false}
        fixed={{ subject: asked.subject }}
        columns={[
          {
            key: 'created_at',
            label: t.audit.when,
            cell: (entry) => <Instant of={entry.created_at} />,
            value: (entry) => ({ instant: entry.created_at }),
            sort: 'created_at',
          },
          { key: 'who', label: t.audit.who, value: (entry) => entry.actor_name || t.audit.system },
          {
            key: 'what',
            label: t.audit.what,
            value: (entry) => (t.actions as Record<string, string>)[entry.what] ?? entry.what.replaceAll('_', ' '),
          },
          {
            key: 'detail',
            label: t.audit.detail,
            cell: (entry) => <Detail label={t.audit.more} of={entry.detail} />,
            value: (entry) => JSON.stringify(entry.detail),
          },
          { key: 'address', label: t.audit.address, value: (entry) => entry.address },
          {
            key: 'subject',
            label: t.audit.subject,
            cell: (entry) => (
              <Button
                size="xs"
                variant="default"
                aria-label={t.audit.filterOf({ id: entry.subject.slice(0, 8) })}
                onClick={() => go({ service, subject: entry.subject })}
              >
                {t.audit.filter}
              </Button>
            ),
            value: (entry) => entry.subject,
          },
        ]}
        empty={{ title: t.audit.empty }}
      />
    </>
  )
}
