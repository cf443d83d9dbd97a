import { ActionIcon, Drawer, Menu, Tooltip, useMantineColorScheme, VisuallyHidden } from '@mantine/core'
import { IconCheck, IconLogout, IconMenu2, IconSearch, IconUser } from '@tabler/icons-react'
import { Link, useLocation } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { areas } from '@/areas'
import { allowed, session, useMe } from '@/lib/api'
import type { Group } from '@/lib/area'
import { changeLang, useLang, useTexts } from '@/lib/lang'
import { live } from '@/lib/live'
import { Store } from '@/lib/store'
import { Bell } from './bell'
import classes from './frame.module.css'
import { Mark } from './mark'
import { shell } from './texts'

const Palette = lazy(() => import('./palette'))

const GROUPS: Group[] = ['today', 'catalogue', 'stock', 'sales', 'deliveries', 'admin']

/** Whether the command palette is open. */
export const palette = new Store(false)

/** Menu, header, and the page between them. */
export function Frame({ children }: { children: ReactNode }) {
  const t = useTexts(shell)
  const path = useLocation({ select: (location) => location.pathname })
  const [menu, setMenu] = useState(false)
  const opened = palette.use()

  // biome-ignore lint/correctness/useExhaustiveDependencies: choosing a page closes the menu
  useEffect(() => setMenu(false), [path])

  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        palette.set(!palette.get())
      }
    }
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [])

  return (
    <div className={classes.frame}>
      <a href="#main" className={classes.skip}>
        {t.skip}
      </a>
      <header className={classes.header}>
        <ActionIcon
          className={classes.burger}
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t.menu}
          aria-expanded={menu}
          onClick={() => setMenu(true)}
        >
          <IconMenu2 size={20} />
        </ActionIcon>
        <Link to="/" className={classes.home} aria-label="StoreFlow">
          <Mark />
        </Link>
        <button type="button" className={classes.search} onClick={() => palette.set(true)} aria-haspopup="dialog">
          <IconSearch size={16} aria-hidden="true" />
          <span className={classes.searchText}>{t.search}</span>
          <kbd className={classes.kbd}>Ctrl K</kbd>
        </button>
        <div className={classes.tools}>
          <Live />
          <Bell />
          <Person />
        </div>
      </header>
      <aside className={classes.side}>
        <Navigation path={path} />
      </aside>
      <Drawer opened={menu} onClose={() => setMenu(false)} title={<Mark />} size={280} padding="md">
        <Navigation path={path} />
      </Drawer>
      <main id="main" className={classes.main} tabIndex={-1}>
        <Offline />
        {children}
      </main>
      {opened && (
        <Suspense>
          <Palette close={() => palette.set(false)} />
        </Suspense>
      )}
    </div>
  )
}

function Navigation({ path }: { path: string }) {
  const t = useTexts(shell)
  const lang = useLang()
  const me = useMe()
  const entries = areas
    .flatMap((area) => area.menu ?? [])
    .filter((entry) => allowed(me, entry.roles))
    .sort((a, b) => a.order - b.order)
  const here = entries
    .filter((entry) => path === entry.path || (entry.path !== '/' && path.startsWith(`${entry.path}/`)))
    .sort((a, b) => b.path.length - a.path.length)[0]
  return (
    <nav aria-label={t.menu} className={classes.nav}>
      {GROUPS.map((group) => {
        const own = entries.filter((entry) => entry.group === group)
        if (own.length === 0) return null
        return (
          <div key={group} className={classes.group}>
            {group !== 'today' && <div className={classes.groupName}>{t.groups[group]}</div>}
            {own.map((entry) => (
              <Link
                key={entry.path}
                to={entry.path}
                className={classes.entry}
                aria-current={entry === here ? 'page' : undefined}
              >
                <entry.icon size={17} stroke={1.7} aria-hidden="true" />
                {entry.label[lang]}
              </Link>
            ))}
          </div>
        )
      })}
    </nav>
  )
}

function Live() {
  const t = useTexts(shell)
  const state = live.use()
  if (state === 'connecting') return null
  const label = state === 'open' ? t.live : t.lost
  return (
    <Tooltip label={label}>
      <span className={classes.live} data-state={state} role="status" aria-label={label} />
    </Tooltip>
  )
}

function Offline() {
  const t = useTexts(shell)
  if (live.use() !== 'lost') return null
  return (
    <div role="status" className={classes.offline}>
      {t.offline}
    </div>
  )
}

function Person() {
  const t = useTexts(shell)
  const me = useMe()
  const lang = useLang()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const initials = me.name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word[0])
    .join('')
    .toUpperCase()
  const chosen = <IconCheck size={14} aria-hidden="true" />
  return (
    <Menu position="bottom-end" width={240} shadow="md">
      <Menu.Target>
        <button type="button" className={classes.person}>
          <span className={classes.initials} aria-hidden="true">
            {initials}
          </span>
          <span className={classes.personName}>
            <VisuallyHidden>{t.account}: </VisuallyHidden>
            {me.name}
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.roles.map((role) => t.roles[role] ?? role).join(', ')}</Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<IconUser size={16} aria-hidden="true" />}>
          {t.account}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t.language}</Menu.Label>
        <Menu.Item
          closeMenuOnClick={false}
          onClick={() => changeLang('es')}
          rightSection={lang === 'es' && chosen}
          lang="es"
        >
          Español
        </Menu.Item>
        <Menu.Item
          closeMenuOnClick={false}
          onClick={() => changeLang('en')}
          rightSection={lang === 'en' && chosen}
          lang="en"
        >
          English
        </Menu.Item>
        <Menu.Label>{t.theme}</Menu.Label>
        {(['auto', 'light', 'dark'] as const).map((scheme) => (
          <Menu.Item
            key={scheme}
            closeMenuOnClick={false}
            onClick={() => setColorScheme(scheme)}
            rightSection={colorScheme === scheme && chosen}
          >
            {t[scheme]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => session.signOut()} leftSection={<IconLogout size={16} aria-hidden="true" />}>
          {t.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
