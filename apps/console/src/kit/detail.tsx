import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { PageHeader } from './page'
import { Failed, Loading } from './states'

/**
 * A page about one thing: waits for it, says why it cannot be shown, and keeps what is there while it is read again.
 * `children` get the thing.
 */
export function DetailPage<T>(props: {
  found: UseQueryResult<T>
  title: (thing: T) => string
  lead?: (thing: T) => ReactNode
  badge?: (thing: T) => ReactNode
  actions?: (thing: T) => ReactNode
  back: { to: string; label: string }
  children: (thing: T) => ReactNode
}) {
  const { found, back } = props
  const thing = found.data
  if (thing === undefined) {
    return (
      <>
        <PageHeader title={back.label} back={back} />
        {found.isError ? <Failed error={found.error} retry={found.refetch} /> : <Loading />}
      </>
    )
  }
  return (
    <>
      <PageHeader
        title={props.title(thing)}
        lead={props.lead?.(thing)}
        badge={props.badge?.(thing)}
        actions={props.actions?.(thing)}
        back={back}
      />
      {props.children(thing)}
    </>
  )
}
