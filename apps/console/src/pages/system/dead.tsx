import { Button, NativeSelect } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Ago, confirm, Empty, Loading, PageHeader, Status, useCommand } from '@/kit'
import { changed } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { SERVICES, type Service } from '@/lib/services'
import { Detail } from './parts'
import { deadOf, discardLetter, retryLetter } from './services'
import classes from './system.module.css'
import { texts } from './texts'

export default function DeadLetters() {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const { service: chosen } = useSearch({ strict: false }) as { service?: string }
  const command = useCommand()
  const found = useQueries({ queries: SERVICES.map(deadOf) })
  const all = SERVICES.flatMap((service, index) => (found[index]?.data ?? []).map((one) => ({ ...one, service })))
  const letters = all
    .filter((one) => !chosen || one.service === chosen)
    .sort((a, b) => b.created_at.localeCompare(a.created_at))
  const unread = SERVICES.filter((_, index) => found[index]?.isError)
  const pending = found.some((one) => one.isPending)

  const retry = async (service: Service, id: string) => {
    await command.run(() => retryLetter(service, id), t.dead.retried)
    await changed('system', 'audit')
  }
  const retryAll = async () => {
    const n = letters.length
    await command.run(async () => {
      for (const one of letters) await retryLetter(one.service, one.id)
    }, t.dead.retriedAll({ n }))
    await changed('system', 'audit')
  }
  const discard = async (service: Service, id: string, name: string) => {
    const title = t.dead.discardTitle({ name })
    if (!(await confirm({ title, text: t.dead.discardText, yes: t.dead.discard, danger: true }))) return
    await command.run(() => discardLetter(service, id), t.dead.discarded)
    await changed('system', 'audit')
  }
  return (
    <>
      <PageHeader
        title={t.dead.title}
        lead={t.dead.lead}
        actions={
          letters.length > 1 && (
            <Button loading={command.busy} onClick={retryAll}>
              {t.dead.retryAll}
            </Button>
          )
        }
      />
      <div className={classes.bar}>
        <NativeSelect
          label={t.service}
          value={chosen ?? ''}
          onChange={(event) => {
            const service = event.currentTarget.value || undefined
            void navigate({ to: '.', search: { service } as never, replace: true })
          }}
          data={[{ value: '', label: t.audit.all }, ...SERVICES.map((value) => ({ value, label: t.services[value] }))]}
        />
      </div>
      {unread.length > 0 && (
        <p role="alert" className={classes.error}>
          {t.dead.unread({ services: unread.map((service) => t.services[service]).join(', ') })}
        </p>
      )}
      {letters.length === 0 && pending && <Loading />}
      {letters.length === 0 && !pending && unread.length < SERVICES.length && (
        <div className={classes.box}>
          <Empty title={t.dead.none} text={t.dead.noneText} />
        </div>
      )}
      <ul className={classes.letters}>
        {letters.map((one) => (
          <li key={one.service + one.id}>
            <div className={classes.head}>
              <div>
                <strong className={classes.code}>{one.name}</strong>{' '}
                <Status tone="quiet">{t.services[one.service]}</Status>
                <div className="sf-quiet">
                  {t.dead.came}: <Ago of={one.created_at} /> · {t.dead.attempts}: {one.attempts}
                </div>
              </div>
              <div className={classes.buttons}>
                <Button
                  size="xs"
                  disabled={command.busy}
                  aria-label={t.dead.retryOf({ name: one.name })}
                  onClick={() => retry(one.service, one.id)}
                >
                  {t.dead.retry}
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  disabled={command.busy}
                  aria-label={t.dead.discardOf({ name: one.name })}
                  onClick={() => discard(one.service, one.id, one.name)}
                >
                  {t.dead.discard}
                </Button>
              </div>
            </div>
            <p className={classes.error}>{one.error}</p>
            <div className="sf-quiet">
              {t.dead.about}: <span className={classes.code}>{one.correlation}</span>{' '}
              {/^[0-9a-f-]{36}$/.test(one.correlation) && (
                <Link className={`sf-link ${classes.within}`} to={`/sagas/${one.correlation}`}>
                  {t.dead.order}
                </Link>
              )}
            </div>
            <Detail label={t.dead.body} of={one.data} />
          </li>
        ))}
      </ul>
    </>
  )
}
