import { Title } from '@mantine/core'
import { IconChevronLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import classes from './page.module.css'

let first = true

/** The heading of a page: name, what can be done, the way back. Moves the focus to it, as a screen reader expects. */
export function PageHeader(props: {
  title: string
  lead?: ReactNode
  /** Beside the title: a status. */
  badge?: ReactNode
  actions?: ReactNode
  back?: { to: string; label: string }
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${props.title} · StoreFlow`
  }, [props.title])
  useEffect(() => {
    if (!first && !document.querySelector('[data-autofocus], [role="dialog"]')) {
      heading.current?.focus({ preventScroll: true })
    }
    first = false
  }, [])
  return (
    <header className={classes.header}>
      <div className={classes.words}>
        {props.back && (
          <Link to={props.back.to} className={classes.back}>
            <IconChevronLeft size={15} aria-hidden="true" />
            {props.back.label}
          </Link>
        )}
        <div className={classes.titleLine}>
          <Title order={1} ref={heading} tabIndex={-1}>
            {props.title}
          </Title>
          {props.badge}
        </div>
        {props.lead && <div className={classes.lead}>{props.lead}</div>}
      </div>
      {props.actions && <div className={classes.actions}>{props.actions}</div>}
    </header>
  )
}

/** A titled card of a page. */
export function Section(props: { title: string; actions?: ReactNode; children: ReactNode; flush?: boolean }) {
  return (
    <section className={classes.section}>
      <div className={classes.sectionHead}>
        <Title order={2}>{props.title}</Title>
        {props.actions}
      </div>
      <div className={props.flush ? undefined : classes.sectionBody}>{props.children}</div>
    </section>
  )
}

/** Names and values. Rows whose value is empty show a dash. */
export function Fields({ items }: { items: (readonly [label: string, value: ReactNode] | false | undefined)[] }) {
  return (
    <dl className={classes.fields}>
      {items.map(
        (item) =>
          item && (
            <div key={item[0]}>
              <dt>{item[0]}</dt>
              <dd>{item[1] === undefined || item[1] === null || item[1] === '' ? '—' : item[1]}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

/** What is wide and what stands beside it; one below the other where there is no room. */
export function Columns({ main, side }: { main: ReactNode; side: ReactNode }) {
  return (
    <div className={classes.columns}>
      <div className={classes.stack}>{main}</div>
      <div className={classes.stack}>{side}</div>
    </div>
  )
}

/** Sections below each other. */
export function Stack({ children }: { children: ReactNode }) {
  return <div className={classes.stack}>{children}</div>
}
