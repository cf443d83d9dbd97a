import { Modal } from '@mantine/core'
import { fold } from '@storeflow/i18n'
import { IconArrowRight, IconBolt, IconFileSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { areas } from '@/areas'
import { allowed, useMe } from '@/lib/api'
import type { Found } from '@/lib/area'
import { useLang, useTexts } from '@/lib/lang'
import classes from './palette.module.css'
import { shell } from './texts'

interface Row extends Found {
  section: string
  kind: 'page' | 'action' | 'found'
}

const focused = (input: HTMLInputElement | null) => input?.focus()

/** Go to a page, start something, or find a product, a customer, an order. */
export default function Palette({ close }: { close: () => void }) {
  const t = useTexts(shell).palette
  const lang = useLang()
  const me = useMe()
  const navigate = useNavigate()
  const id = useId()
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const { found, state } = useFound(text)
  const list = useRef<HTMLDivElement>(null)

  const rows = useMemo(() => {
    const words = fold(text).split(' ').filter(Boolean)
    const fits = (label: string) => {
      const folded = ` ${fold(label)}`
      return words.every((word) => folded.includes(` ${word}`))
    }
    const pages = areas
      .flatMap((area) => area.menu ?? [])
      .filter((entry) => allowed(me, entry.roles) && fits(entry.label[lang]))
      .map(
        (entry): Row => ({
          id: entry.path,
          title: entry.label[lang],
          path: entry.path,
          section: t.pages,
          kind: 'page',
        }),
      )
    const actions = areas
      .flatMap((area) => area.commands ?? [])
      .filter((entry) => allowed(me, entry.roles) && fits(entry.label[lang]))
      .map(
        (entry): Row => ({
          id: `do:${entry.path}`,
          title: entry.label[lang],
          path: entry.path,
          section: t.actions,
          kind: 'action',
        }),
      )
    const first = words.length === 0 ? pages : pages.slice(0, 5)
    return [...first, ...actions.slice(0, 8), ...found]
  }, [text, found, me, lang, t])

  useEffect(() => setActive((now) => Math.min(now, Math.max(rows.length - 1, 0))), [rows.length])
  useEffect(() => {
    list.current?.querySelector(`[data-index="${active}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [active])

  const open = (row: Row | undefined) => {
    if (!row) return
    close()
    void navigate({ to: row.path })
  }
  const keys = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }
    const step = steps[event.key]
    if (step && rows.length > 0) {
      event.preventDefault()
      setActive((now) => (now + step + rows.length) % rows.length)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      open(rows[active])
    }
  }

  return (
    <Modal
      opened
      onClose={close}
      withCloseButton={false}
      centered={false}
      yOffset="10vh"
      size={600}
      padding={0}
      aria-label={t.title}
      transitionProps={{ duration: 0 }}
    >
      <input
        className={classes.input}
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={rows[active] ? `${id}-${active}` : undefined}
        aria-label={t.title}
        placeholder={t.placeholder}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setActive(0)
        }}
        onKeyDown={keys}
        // The dialog's own way to the first field takes a moment in which letters are lost.
        ref={focused}
        data-autofocus
        autoComplete="off"
        spellCheck={false}
      />
      <div id={`${id}-list`} role="listbox" aria-label={t.title} className={classes.list} ref={list}>
        {rows.map((row, index) => (
          <div key={row.id} role="presentation">
            {row.section !== rows[index - 1]?.section && (
              <div className={classes.section} role="presentation">
                {row.section}
              </div>
            )}
            {/* biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input, which names the active option */}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the input */}
            <div
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              data-index={index}
              className={classes.row}
              onClick={() => open(row)}
              onMouseMove={() => setActive(index)}
            >
              {row.kind === 'page' && <IconArrowRight size={16} aria-hidden="true" />}
              {row.kind === 'action' && <IconBolt size={16} aria-hidden="true" />}
              {row.kind === 'found' && <IconFileSearch size={16} aria-hidden="true" />}
              <span className={classes.title}>{row.title}</span>
              {row.detail && <span className={classes.detail}>{row.detail}</span>}
            </div>
          </div>
        ))}
      </div>
      <div className={classes.foot} role="status">
        {state === 'searching'
          ? t.searching
          : state === 'failed'
            ? t.failed
            : rows.length === 0
              ? t.nothing({ text })
              : t.hint}
      </div>
    </Modal>
  )
}

/** What the areas' finders say, a moment after the last letter. */
function useFound(text: string): { found: Row[]; state: 'idle' | 'searching' | 'failed' } {
  const me = useMe()
  const lang = useLang()
  const [found, setFound] = useState<Row[]>([])
  const [state, setState] = useState<'idle' | 'searching' | 'failed'>('idle')
  useEffect(() => {
    const words = text.trim()
    if (words.length < 2) {
      setFound([])
      setState('idle')
      return
    }
    const aborted = new AbortController()
    const finders = areas.flatMap((area) => area.finders ?? []).filter((finder) => allowed(me, finder.roles))
    setState('searching')
    const timer = setTimeout(async () => {
      const results = await Promise.allSettled(
        finders.map(async (finder) => {
          const items = await finder.find(words, aborted.signal)
          return items.map((item): Row => ({ ...item, section: finder.label[lang], kind: 'found' }))
        }),
      )
      if (aborted.signal.aborted) return
      setFound(results.flatMap((result) => (result.status === 'fulfilled' ? result.value : [])))
      setState(results.some((result) => result.status === 'rejected') ? 'failed' : 'idle')
    }, 160)
    return () => {
      clearTimeout(timer)
      aborted.abort()
    }
  }, [text, me, lang])
  return { found, state }
}
