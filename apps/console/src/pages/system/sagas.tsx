import { Button } from '@mantine/core'
import { Ago, ListPage, useCommand } from '@/kit'
import { api, changed } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { Progress } from './parts'
import classes from './system.module.css'
import { texts } from './texts'

const STATES = [
  'submitted',
  'awaiting_order',
  'reserving',
  'waiting',
  'scheduling',
  'releasing',
  'unscheduling',
  'done',
] as const

export default function Sagas() {
  const t = useTexts(texts).sagas
  const command = useCommand()
  const retry = async (order_id: string) => {
    await command.run(() => api.post('/api/ordering/sagas/{order_id}/retry', { params: { order_id } }), t.retried)
    await changed('sagas', 'audit')
  }
  return (
    <ListPage
      name="sagas"
      title={t.title}
      lead={t.lead}
      path="/api/ordering/sagas"
      search={false}
      to={(saga) => `/sagas/${saga.order_id}`}
      columns={[
        { key: 'number', label: t.number, value: (saga) => saga.number ?? t.unnumbered },
        {
          key: 'health',
          label: t.health,
          cell: (saga) => <Progress of={saga.health} />,
          value: (saga) => t.healths[saga.health] ?? saga.health,
        },
        { key: 'state', label: t.state, value: (saga) => t.states[saga.state] ?? saga.state },
        {
          key: 'outcome',
          label: t.outcome,
          value: (saga) => saga.outcome && (t.outcomes[saga.outcome] ?? saga.outcome),
        },
        {
          key: 'waiting_for',
          label: t.waiting_for,
          cell: (saga) => (saga.waiting_for ? <span className={classes.code}>{saga.waiting_for}</span> : '—'),
          value: (saga) => saga.waiting_for,
        },
        { key: 'last_error', label: t.last_error, value: (saga) => saga.last_error },
        { key: 'attempts', label: t.attempts, value: (saga) => saga.attempts, align: 'right', optional: true },
        {
          key: 'started_at',
          label: t.started_at,
          cell: (saga) => <Ago of={saga.started_at} />,
          value: (saga) => ({ instant: saga.started_at }),
          sort: 'created_at',
        },
        {
          key: 'updated_at',
          label: t.updated_at,
          cell: (saga) => <Ago of={saga.updated_at} />,
          value: (saga) => ({ instant: saga.updated_at }),
          optional: true,
        },
        {
          key: 'retry',
          label: t.retry,
          screenOnly: true,
          value: () => undefined,
          cell: (saga) =>
            saga.health !== 'on_time' && (
              <Button
                size="xs"
                variant="default"
                disabled={command.busy}
                aria-label={t.retryOf({ number: saga.number ?? saga.order_id })}
                onClick={() => retry(saga.order_id)}
              >
                {t.retry}
              </Button>
            ),
        },
      ]}
      filters={[
        {
          kind: 'select',
          key: 'health',
          label: t.health,
          options: (['on_time', 'late', 'stuck'] as const).map((value) => ({ value, label: t.healths[value] })),
        },
        {
          kind: 'select',
          key: 'state',
          label: t.state,
          options: STATES.map((value) => ({ value, label: t.states[value] })),
        },
      ]}
      empty={{ title: t.empty }}
    />
  )
}
