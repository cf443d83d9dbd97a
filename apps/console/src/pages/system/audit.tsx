import { Button, NativeSelect } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Instant, List, PageHeader, type Source } from '@/kit'
import { api } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { SERVICES, type Service } from '@/lib/services'
import { Detail } from './parts'
import classes from './system.module.css'
import { texts } from './texts'

interface Asked {
  service?: string
  subject?: string
}

/** People by name or e-mail. */
const people: Source = {
  key: 'users',
  find: async (search, signal) => {
    const page = await api.get('/api/identity/users', { query: { search, limit: 20 }, signal })
    return page.items.map((one) => ({ id: one.id, title: one.name, detail: one.email ?? one.phone ?? undefined }))
  },
  get: async (id, signal) => {
    const one = await api.get('/api/identity/users/{id}', { params: { id }, signal })
    return { id: one.id, title: one.name }
  },
}

export default function Audit() {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const asked = useSearch({ strict: false }) as Asked
  const service: Service = SERVICES.find((one) => one === asked.service) ?? 'identity'
  const go = (change: Asked) =>
    void navigate({ to: '.', search: ((now: Asked) => ({ ...now, ...change })) as never, replace: true })
  return (
    <>
      <PageHeader title={t.audit.title} lead={t.audit.lead} />
      <div className={classes.bar}>
        <NativeSelect
          label={t.service}
          value={service}
          onChange={(event) => go({ service: event.currentTarget.value, subject: undefined })}
          data={SERVICES.map((value) => ({ value, label: t.services[value] }))}
        />
        {asked.subject && (
          <>
            <span className="sf-quiet">{t.audit.only({ id: asked.subject.slice(0, 8) })}</span>
            <Button variant="default" onClick={() => go({ subject: undefined })}>
              {t.audit.all}
            </Button>
          </>
        )}
      </div>
      <List
        key={service}
        name={`audit-${service}`}
        label={t.audit.title}
        path={`/api/${service}/system/audit` as '/api/identity/system/audit'}
        search="text"
        fixed={{ subject: asked.subject }}
        filters={[
          { kind: 'lookup', key: 'actor', label: t.audit.who, source: people },
          { kind: 'day', key: 'from', label: t.audit.from },
          { kind: 'day', key: 'to', label: t.audit.to },
        ]}
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
