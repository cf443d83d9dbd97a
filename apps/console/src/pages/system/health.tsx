import { useQueries } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Ago, Figure, PageHeader, Rows, Section, Stack, Status, type Tone, useReason } from '@/kit'
import { useTexts } from '@/lib/lang'
import { SERVICES } from '@/lib/services'
import { healthOf, moodOf, schedulesOf, waitingOf } from './services'
import { texts } from './texts'

const TONES: Record<ReturnType<typeof moodOf>, Tone> = {
  well: 'good',
  busy: 'warn',
  trouble: 'bad',
  down: 'bad',
  unknown: 'quiet',
}

export default function HealthPage() {
  const t = useTexts(texts)
  const reason = useReason()
  const healths = useQueries({ queries: SERVICES.map(healthOf) })
  const queues = useQueries({ queries: SERVICES.map(waitingOf) })
  const schedules = useQueries({ queries: SERVICES.map(schedulesOf) })
  const rows = SERVICES.map((service, index) => {
    const found = healths[index]
    const health = found?.isError ? undefined : found?.data
    return { service, health, error: found?.error, mood: moodOf(health, !!found?.isError) }
  })
  const waiting = SERVICES.flatMap((service, index) => (queues[index]?.data ?? []).map((one) => ({ service, ...one })))
  const tasks = SERVICES.flatMap((service, index) => (schedules[index]?.data ?? []).map((one) => ({ service, ...one })))
  const bad = rows.filter(({ mood }) => mood === 'down' || mood === 'trouble').length
  const known = rows.every(({ mood }) => mood !== 'unknown')
  return (
    <>
      <PageHeader
        title={t.health.title}
        lead={t.health.lead}
        badge={
          known && <Status tone={bad ? 'bad' : 'good'}>{bad ? t.health.look({ n: bad }) : t.health.allWell}</Status>
        }
      />
      <Stack>
        <Section title={t.service} flush>
          <Rows
            label={t.health.title}
            rows={rows}
            rowKey={(row) => row.service}
            columns={[
              { key: 'service', label: t.service, value: (row) => t.services[row.service] },
              {
                key: 'state',
                label: t.health.state,
                cell: (row) => (
                  <>
                    <Status tone={TONES[row.mood]}>{t.health[row.mood]}</Status>
                    {row.error && <div className="sf-quiet">{reason(row.error)}</div>}
                  </>
                ),
                value: (row) => t.health[row.mood],
              },
              {
                key: 'waiting',
                label: t.health.waiting,
                cell: (row) => <Figure of={row.health?.waiting} />,
                value: (row) => row.health?.waiting,
                align: 'right',
              },
              {
                key: 'outgoing',
                label: t.health.outgoing,
                cell: (row) => <Figure of={row.health?.outgoing} />,
                value: (row) => row.health?.outgoing,
                align: 'right',
              },
              {
                key: 'dead',
                label: t.health.dead,
                cell: (row) =>
                  row.health && row.health.dead > 0 ? (
                    <Link className="sf-link" to="/dead-letters" search={{ service: row.service } as never}>
                      <Figure of={row.health.dead} />
                    </Link>
                  ) : (
                    <Figure of={row.health?.dead} />
                  ),
                value: (row) => row.health?.dead,
                align: 'right',
              },
            ]}
          />
        </Section>
        <Section title={t.health.queues} flush={waiting.length > 0}>
          {waiting.length === 0 ? (
            <p className="sf-quiet" style={{ margin: 0 }}>
              {t.health.queuesNone}
            </p>
          ) : (
            <Rows
              label={t.health.queues}
              rows={waiting}
              rowKey={(row) => row.service + row.name}
              columns={[
                { key: 'name', label: t.health.message, value: (row) => row.name },
                { key: 'service', label: t.service, value: (row) => t.services[row.service] },
                {
                  key: 'count',
                  label: t.health.count,
                  cell: (row) => <Figure of={row.waiting} />,
                  value: (row) => row.waiting,
                  align: 'right',
                },
                {
                  key: 'failed',
                  label: t.health.failed,
                  cell: (row) => <Figure of={row.failed} />,
                  value: (row) => row.failed,
                  align: 'right',
                },
              ]}
            />
          )}
        </Section>
        <Section title={t.health.schedules} flush>
          <Rows
            label={t.health.schedules}
            rows={tasks}
            rowKey={(row) => row.service + row.name}
            columns={[
              {
                key: 'name',
                label: t.health.task,
                value: (row) => (t.tasks as Record<string, string>)[row.name] ?? row.name,
              },
              { key: 'service', label: t.service, value: (row) => t.services[row.service] },
              {
                key: 'result',
                label: t.health.result,
                cell: (row) =>
                  row.last_error ? (
                    <>
                      <Status tone="bad">{t.health.wrong}</Status> {row.last_error}
                    </>
                  ) : (
                    <Status tone={row.last_started_at ? 'good' : 'quiet'}>
                      {row.last_started_at ? t.health.fine : t.health.notYet}
                    </Status>
                  ),
                value: (row) => row.last_error ?? t.health.fine,
              },
              {
                key: 'last',
                label: t.health.last,
                cell: (row) => <Ago of={row.last_started_at} />,
                value: (row) => ({ instant: row.last_started_at }),
              },
              {
                key: 'next',
                label: t.health.next,
                cell: (row) => <Ago of={row.next_at} />,
                value: (row) => ({ instant: row.next_at }),
              },
            ]}
          />
        </Section>
      </Stack>
    </>
  )
}
