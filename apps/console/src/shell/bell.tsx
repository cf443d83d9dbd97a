import { ActionIcon, Button, Popover, VisuallyHidden } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useMe } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import classes from './bell.module.css'
import { type Entry, forget, type Kind, news, seen, unread, useNews } from './news'
import { shell } from './texts'

/** Where a single one of a kind is, and all of them. */
const WHERE: Record<Kind, { path: string; search?: Record<string, string> }> = {
  order_rejected: { path: '/orders', search: { status: 'rejected' } },
  order_backordered: { path: '/orders', search: { status: 'backordered' } },
  order_delivery_failed: { path: '/orders', search: { status: 'delivery_failed' } },
  import_checked: { path: '/imports' },
  import_committed: { path: '/imports' },
  import_undone: { path: '/imports' },
  import_failed: { path: '/imports' },
  purchase_sent: { path: '/purchase-orders', search: { status: 'sent' } },
  purchase_confirmed: { path: '/purchase-orders', search: { status: 'confirmed' } },
  purchase_partially_received: { path: '/purchase-orders', search: { status: 'partially_received' } },
  purchase_received: { path: '/purchase-orders', search: { status: 'received' } },
  purchase_cancelled: { path: '/purchase-orders', search: { status: 'cancelled' } },
  customer_pending: { path: '/customers', search: { status: 'pending' } },
  dead: { path: '/dead-letters' },
}

const TROUBLE: Kind[] = ['order_rejected', 'order_delivery_failed', 'import_failed', 'dead']

/** What happened while somebody is signed in. */
export function Bell() {
  useNews()
  const t = useTexts(shell).news
  const f = useFormats()
  const me = useMe()
  const all = news.use()
  const [opened, setOpened] = useState(false)
  // What was new when the list was opened stays marked while it is.
  const [before, setBefore] = useState(0)
  const n = unread(all)

  useEffect(() => {
    if (opened && n > 0) seen()
  }, [opened, n])
  const toggle = (to: boolean) => {
    if (to) setBefore(all.seen)
    setOpened(to)
  }
  return (
    <Popover
      opened={opened}
      onChange={toggle}
      position="bottom-end"
      shadow="md"
      width="min(380px, calc(100vw - 16px))"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          className={classes.bell}
          aria-label={n > 0 ? `${t.title}: ${t.unread({ n })}` : t.title}
          onClick={() => toggle(!opened)}
        >
          <IconBell size={19} aria-hidden="true" />
          {n > 0 && (
            <span className={classes.count} aria-hidden="true">
              {n > 9 ? '9+' : n}
            </span>
          )}
        </ActionIcon>
      </Popover.Target>
      <VisuallyHidden role="status">{n > 0 && `${t.title}: ${t.unread({ n })}`}</VisuallyHidden>
      <Popover.Dropdown p={0} aria-label={t.title}>
        <div className={classes.head}>
          <strong>{t.title}</strong>
          {all.entries.length > 0 && (
            <Button variant="subtle" size="compact-sm" onClick={forget}>
              {t.clear}
            </Button>
          )}
        </div>
        {all.entries.length === 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: something has to have the focus
          <p className={classes.none} tabIndex={0}>
            {t.none}
          </p>
        )}
        <ul className={classes.list}>
          {all.entries.map((entry) => (
            <li key={entry.kind + entry.at}>
              <Link
                {...leads(entry, me.roles)}
                className={classes.entry}
                data-new={entry.at > before || undefined}
                data-tone={TROUBLE.includes(entry.kind) ? 'bad' : undefined}
                onClick={() => toggle(false)}
              >
                <span>{words(entry, t)}</span>{' '}
                <time dateTime={new Date(entry.at).toISOString()}>{f.ago(new Date(entry.at).toISOString())}</time>
              </Link>
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  )
}

function leads({ kind, n, id }: Entry, roles: readonly string[]): { to: string; search: never } {
  const { path, search = {} } = WHERE[kind]
  if (n > 1 || !id || kind === 'dead') return { to: path, search: search as never }
  // Who receives goods has a page of their own for it.
  const to = kind === 'purchase_confirmed' && roles.includes('warehouse') ? '/receipts' : path
  return { to: `${to}/${id}`, search: {} as never }
}

function words({ kind, n, name }: Entry, t: ReturnType<typeof useTexts<typeof shell.es>>['news']): string {
  return n > 1 || !name || kind === 'dead' ? t.many[kind]({ n }) : t.one[kind]({ name })
}
