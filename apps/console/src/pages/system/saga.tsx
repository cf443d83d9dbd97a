import { Button } from '@mantine/core'
import type { AnswerOf } from '@storeflow/api'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Columns, DetailPage, Fields, Instant, Section, useCommand } from '@/kit'
import { api, changed, reading } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { Progress } from './parts'
import classes from './system.module.css'
import { texts } from './texts'

type Saga = AnswerOf<'/api/ordering/sagas/{order_id}'>

export default function SagaPage() {
  const t = useTexts(texts).sagas
  const { id } = useParams({ strict: false }) as { id: string }
  const found = useQuery(reading('/api/ordering/sagas/{order_id}', { params: { order_id: id } }))
  const command = useCommand()
  const retry = async () => {
    await command.run(() => api.post('/api/ordering/sagas/{order_id}/retry', { params: { order_id: id } }), t.retried)
    await changed('sagas', 'audit')
  }
  const step = (state: string) => (t.states as Record<string, string>)[state] ?? state
  return (
    <DetailPage
      found={found}
      back={{ to: '/sagas', label: t.title }}
      title={(saga) => t.one({ number: saga.number ?? t.unnumbered })}
      badge={(saga) => <Progress of={saga.health} />}
      actions={(saga) => (
        <>
          {saga.health !== 'on_time' && (
            <Button variant="default" loading={command.busy} onClick={retry}>
              {t.retry}
            </Button>
          )}
          <Button component={Link} to={`/orders/${id}`}>
            {t.open}
          </Button>
        </>
      )}
    >
      {(saga: Saga) => (
        <Columns
          main={
            <Section title={t.log}>
              <ol className={classes.log}>
                {saga.log.map((entry) => (
                  <li key={entry.seq}>
                    <div>{entry.text}</div>
                    <div className="sf-quiet">
                      <Instant of={entry.at} /> · <span className={classes.code}>{entry.event}</span>
                      {entry.from_state !== entry.to_state &&
                        ` · ${t.arrow({ from: step(entry.from_state), to: step(entry.to_state) })}`}
                    </div>
                  </li>
                ))}
              </ol>
            </Section>
          }
          side={
            <Section title={t.now}>
              <Fields
                items={[
                  [t.state, step(saga.state)],
                  [t.outcome, saga.outcome && (t.outcomes[saga.outcome] ?? saga.outcome)],
                  [t.waiting_for, saga.waiting_for],
                  [t.attempts, saga.attempts],
                  [t.deadline_at, saga.deadline_at && <Instant key="deadline" of={saga.deadline_at} />],
                  [t.started_at, <Instant key="started" of={saga.started_at} />],
                  [t.updated_at, <Instant key="updated" of={saga.updated_at} />],
                  [t.last_error, saga.last_error],
                ]}
              />
            </Section>
          }
        />
      )}
    </DetailPage>
  )
}
