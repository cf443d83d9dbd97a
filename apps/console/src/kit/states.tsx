import { Button, Loader, Text, Title } from '@mantine/core'
import { ApiError, Unreachable } from '@storeflow/api'
import { IconCloudOff, IconLock, IconMoodEmpty, IconMoodSad, IconSearchOff } from '@tabler/icons-react'
import { Link, useRouter } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { useTexts } from '@/lib/lang'
import { shell } from '@/shell/texts'
import classes from './states.module.css'
import { kit } from './texts'

/** A sentence for people about anything that was thrown. */
export function useReason(): (error: unknown) => string {
  const t = useTexts(kit)
  return (error) => {
    if (error instanceof Unreachable) return t.unreachable
    if (error instanceof ApiError && error.status === 404) return t.notFound
    return error instanceof Error && error.message ? error.message : String(error)
  }
}

function State(props: {
  icon: ReactNode
  title: string
  text?: ReactNode
  children?: ReactNode
  role?: string
  page?: boolean
}) {
  return (
    <div className={classes.state} role={props.role}>
      <span className={classes.icon} aria-hidden="true">
        {props.icon}
      </span>
      <Title order={props.page ? 1 : 2} fz="h2">
        {props.title}
      </Title>
      {props.text && <Text c="dimmed">{props.text}</Text>}
      {props.children}
    </div>
  )
}

/** Something is on its way; shown only if it takes a moment, so that nothing flickers. */
export function Loading({ label }: { label?: string }) {
  const t = useTexts(kit)
  return (
    <div className={classes.loading} role="status">
      <Loader size="sm" aria-hidden="true" />
      <span>{label ?? t.loading}</span>
    </div>
  )
}

/** There is nothing: what it would be, and how to begin. */
export function Empty(props: { title: string; text?: ReactNode; children?: ReactNode; searched?: boolean }) {
  const icon = props.searched ? <IconSearchOff size={28} /> : <IconMoodEmpty size={28} />
  return (
    <State icon={icon} title={props.title} text={props.text}>
      {props.children}
    </State>
  )
}

/** It could not be read: why, and once more. */
export function Failed({ error, retry }: { error: unknown; retry?: () => unknown }) {
  const t = useTexts(kit)
  const reason = useReason()
  const gone = error instanceof Unreachable
  const trace = error instanceof ApiError ? error.problem.trace_id : undefined
  return (
    <State
      role="alert"
      icon={gone ? <IconCloudOff size={28} /> : <IconMoodSad size={28} />}
      title={t.failed}
      text={
        <>
          {reason(error)}
          {trace && <small className={classes.trace}>{t.trace({ id: trace })}</small>}
        </>
      }
    >
      {retry && <Button onClick={() => retry()}>{t.retry}</Button>}
    </State>
  )
}

export function NotAllowed() {
  const t = useTexts(shell)
  return <State page icon={<IconLock size={28} />} title={t.notAllowed.title} text={t.notAllowed.text} />
}

export function NotFound() {
  const t = useTexts(shell).notFound
  return (
    <State page icon={<IconSearchOff size={28} />} title={t.title} text={t.text}>
      <Button component={Link} to="/">
        {t.home}
      </Button>
    </State>
  )
}

/** A page that failed while it was drawn; or whose file is gone, because a newer build is being served. */
export function Broken({ error }: { error: unknown }) {
  const t = useTexts(shell)
  const router = useRouter()
  const stale = /dynamically imported module|module script failed/i.test(String(error))
  useEffect(() => {
    if (!stale) console.error(error)
  }, [error, stale])
  if (error instanceof ApiError || error instanceof Unreachable) {
    return <Failed error={error} retry={() => router.invalidate()} />
  }
  return (
    <State
      page
      role="alert"
      icon={<IconMoodSad size={28} />}
      title={stale ? t.newVersion : t.broken.title}
      text={stale ? undefined : t.broken.text}
    >
      <Button onClick={() => (stale ? location.reload() : router.invalidate())}>
        {stale ? t.reload : t.broken.again}
      </Button>
    </State>
  )
}
