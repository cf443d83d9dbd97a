import { ActionIcon, Button, TextInput, Title } from '@mantine/core'
import type { PurchaseOrderLine } from '@storeflow/api'
import { addDays } from '@storeflow/i18n'
import { IconCheck, IconPlus, IconX } from '@tabler/icons-react'
import { type FormEvent, type KeyboardEvent, memo, useEffect, useRef, useState } from 'react'
import { Figure, QuantityInput, Status, type Tone } from '@/kit'
import { useFormats, useTexts } from '@/lib/lang'
import { texts as productTexts } from '@/pages/products/texts'
import { unitName } from '@/pages/products/words'
import {
  another,
  type Counted,
  difference,
  faults,
  type Known,
  type Lot,
  offered,
  outcome,
  parseDay,
  tally,
  typedDay,
} from './count'
import { ExpiryInput } from './expiry'
import classes from './receipts.module.css'
import { texts } from './texts'

/** What a line may ask of the page; the same functions as long as the page lives. */
export interface Acts {
  put: (product: string, counted: Counted | undefined) => void
  /** It is counted: on to the next one. */
  next: (after: string) => void
}

interface Props {
  line: PurchaseOrderLine
  known: Known | undefined
  counted: Counted | undefined
  /** The server's refusals, by lot and field. */
  refused: Record<string, Record<string, string>> | undefined
  /** It was just opened by the page: the first field gets the focus. */
  focus: boolean
  acts: Acts
}

export const Line = memo(function Line({ line, known, counted, refused, focus, acts }: Props) {
  const t = useTexts(texts).receive
  const units = useTexts(productTexts).units
  const today = useFormats().today()
  const id = line.product_id
  const [opened, setOpened] = useState(false)
  const open = (fresh: boolean) => {
    setOpened(true)
    const lots = fresh || !counted?.lots.length ? [offered(line.open, known, today)] : counted.lots
    acts.put(id, { state: 'open', lots, touched: !fresh && counted?.touched })
  }
  const isOpen = counted?.state === 'open'
  const what = outcome(line, counted)
  return (
    <li className={classes.line} data-state={counted?.state ?? 'pending'} id={`line-${id}`}>
      <div className={classes.lineHead}>
        <div className={classes.lineWords}>
          <Title order={2}>{line.name}</Title>
          <p className="sf-quiet">
            <span className={classes.code}>{line.sku}</span> · {unitName(line.unit, units)}
            {known && known.pack_size > 1 && <> · {t.pack({ n: known.pack_size })}</>}
          </p>
        </div>
        <LineStatus line={line} counted={counted} />
      </div>
      <dl className={classes.figures}>
        <Units name={t.ordered} of={line.quantity} />
        <Units name={t.confirmed} of={line.confirmed} />
        <Units name={t.received} of={line.received} />
        <Units name={t.open} of={line.open} strong />
      </dl>
      {isOpen ? (
        <Editor
          line={line}
          known={known}
          counted={counted}
          refused={refused}
          focus={focus || opened}
          acts={acts}
          today={today}
        />
      ) : (
        <>
          {counted?.state === 'taken' && <Lots lots={counted.lots} />}
          <div className={classes.lineButtons}>
            {what === 'pending' ? (
              <>
                <Button
                  size="lg"
                  variant="default"
                  aria-label={t.countLabel({ name: line.name })}
                  onClick={() => open(true)}
                >
                  {t.count}
                </Button>
                {/* Goods that expire are not taken unseen. */}
                {known && !known.shelf_life_days && line.open > 0 && (
                  <Button
                    size="lg"
                    leftSection={<IconCheck size={20} aria-hidden="true" />}
                    aria-label={t.wholeLabel({ name: line.name })}
                    onClick={() => acts.put(id, { state: 'taken', lots: [offered(line.open, known, today)] })}
                  >
                    {t.whole}
                  </Button>
                )}
              </>
            ) : (
              <Button
                size="lg"
                variant="default"
                aria-label={t.changeLabel({ name: line.name })}
                onClick={() => open(false)}
              >
                {t.change}
              </Button>
            )}
          </div>
        </>
      )}
    </li>
  )
})

function Units({ name, of, strong }: { name: string; of: number | null | undefined; strong?: boolean }) {
  return (
    <div data-strong={strong || undefined}>
      <dt>{name}</dt>
      <dd>
        <Figure of={of} />
      </dd>
    </div>
  )
}

const TONES: Record<string, Tone> = {
  pending: 'quiet',
  open: 'info',
  complete: 'good',
  short: 'warn',
  over: 'warn',
  none: 'bad',
}

/** What was counted of it, in words. */
export function LineStatus({ line, counted }: { line: PurchaseOrderLine; counted: Counted | undefined }) {
  const t = useTexts(texts).receive.state
  const what = outcome(line, counted)
  const by = counted ? Math.abs(difference(line, counted)) : 0
  const damaged = counted?.state === 'taken' ? tally(counted.lots).damaged : 0
  return (
    <span className={classes.states}>
      <Status tone={TONES[what] ?? 'quiet'}>
        {what === 'pending'
          ? line.open > 0
            ? t.pending
            : t.nothingOpen
          : what === 'short'
            ? t.short({ n: by })
            : what === 'over'
              ? t.over({ n: by })
              : t[what]}
      </Status>
      {damaged > 0 && <Status tone="bad">{t.damaged({ n: damaged })}</Status>}
    </span>
  )
}

/** Lots in a line each. */
export function Lots({ lots }: { lots: Lot[] }) {
  const all = useTexts(texts)
  const t = all.receive
  const f = useFormats()
  return (
    <ul className={classes.lots}>
      {lots.map((lot) => {
        const day = parseDay(lot.expires)
        return (
          <li key={lot.key}>
            <strong className="sf-figures">{f.number(lot.quantity ?? 0)}</strong>
            <span>{lot.lot.trim() ? <span className={classes.code}>{lot.lot.trim()}</span> : t.noLot}</span>
            {day &&
              (day < f.today() ? (
                <span className={classes.warning}>{t.expiredOn({ day: f.day(day) })}</span>
              ) : (
                <span>{t.expiresOn({ day: f.day(day) })}</span>
              ))}
            {!!lot.damaged && <span>{t.state.damaged({ n: lot.damaged })}</span>}
          </li>
        )
      })}
    </ul>
  )
}

function Editor(props: Omit<Props, 'counted'> & { counted: Counted; today: string }) {
  const { line, known, counted, refused, acts, today } = props
  const t = useTexts(texts).receive
  const f = useFormats()
  const id = line.product_id
  const box = useRef<HTMLFormElement>(null)
  const [tried, setTried] = useState(false)
  const { lots } = counted
  const suggestion = known?.shelf_life_days ? typedDay(addDays(today, known.shelf_life_days)) : undefined

  const field = (lot: number, name: string) =>
    box.current?.querySelector<HTMLElement>(`[data-lot="${lot}"] [data-field="${name}"] input`)
  const done = () => box.current?.querySelector<HTMLElement>('[type="submit"]')
  // Whoever opens it types the lot next, or has nothing to type.
  const first = useRef(() => {
    const wanted =
      known?.shelf_life_days || !lots[0]?.quantity ? field(0, lots[0]?.quantity ? 'lot' : 'quantity') : done()
    wanted?.focus({ preventScroll: true })
    box.current?.closest('li')?.scrollIntoView({ block: 'nearest' })
  })
  useEffect(() => {
    if (props.focus) first.current()
  }, [props.focus])

  const put = (lots: Lot[]) => acts.put(id, { state: 'open', lots, touched: true })
  const set = (at: number, change: Partial<Lot>) =>
    put(lots.map((lot, index) => (index === at ? { ...lot, ...change } : lot)))

  const take = (event?: FormEvent) => {
    event?.preventDefault()
    for (const [at, lot] of lots.entries()) {
      const wrong = Object.keys(faults(lot, known))[0]
      if (!wrong) continue
      setTried(true)
      field(at, wrong)?.focus()
      return
    }
    acts.put(id, { state: 'taken', lots, touched: true })
    acts.next(id)
  }
  const enter = (at: number, name: string) => (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    const to =
      name === 'quantity'
        ? field(at, 'lot')
        : name === 'lot' && (known?.shelf_life_days || !known)
          ? field(at, 'expires')
          : field(at + 1, 'quantity')
    if (to) to.focus()
    else take()
  }

  const by = difference(line, counted)
  const { damaged, usable } = tally(lots)
  return (
    <form ref={box} className={classes.editor} onSubmit={take} noValidate>
      {lots.map((lot, at) => {
        const wrong = tried ? faults(lot, known) : {}
        const errorOf = (name: 'quantity' | 'damaged' | 'expires' | 'lot') => {
          const fault = name === 'lot' ? undefined : wrong[name]
          return fault ? t.errors[fault] : refused?.[lot.key]?.[name]
        }
        return (
          <fieldset key={lot.key} className={classes.lot} data-lot={at}>
            {lots.length > 1 && (
              <legend>
                {t.lotN({ n: at + 1 })}
                <ActionIcon
                  variant="subtle"
                  size={48}
                  aria-label={t.removeLot({ n: at + 1 })}
                  onClick={() => put(lots.filter((_, index) => index !== at))}
                >
                  <IconX size={20} aria-hidden="true" />
                </ActionIcon>
              </legend>
            )}
            <div className={classes.fields}>
              <div data-field="quantity">
                <QuantityInput
                  size="lg"
                  label={t.quantity}
                  max={1_000_000}
                  enterKeyHint="next"
                  value={lot.quantity}
                  onChange={(quantity) => quantity !== lot.quantity && set(at, { quantity })}
                  onKeyDown={enter(at, 'quantity')}
                  onFocus={(event) => event.currentTarget.select()}
                  error={errorOf('quantity')}
                />
              </div>
              <div data-field="lot">
                <TextInput
                  size="lg"
                  label={t.lot}
                  maxLength={64}
                  autoComplete="off"
                  autoCapitalize="characters"
                  spellCheck={false}
                  enterKeyHint="next"
                  value={lot.lot}
                  onChange={(event) => set(at, { lot: event.currentTarget.value })}
                  onKeyDown={enter(at, 'lot')}
                  error={errorOf('lot')}
                />
              </div>
              <div data-field="expires">
                <ExpiryInput
                  value={lot.expires}
                  known={known}
                  suggested={!!suggestion && lot.expires === suggestion}
                  onChange={(expires) => expires !== lot.expires && set(at, { expires })}
                  onKeyDown={enter(at, 'expires')}
                  error={errorOf('expires')}
                />
              </div>
              <div data-field="damaged">
                <QuantityInput
                  size="lg"
                  label={t.damaged}
                  placeholder="0"
                  max={1_000_000}
                  enterKeyHint="done"
                  value={lot.damaged}
                  onChange={(damaged) => damaged !== lot.damaged && set(at, { damaged })}
                  onKeyDown={enter(at, 'damaged')}
                  onFocus={(event) => event.currentTarget.select()}
                  error={errorOf('damaged')}
                />
              </div>
            </div>
          </fieldset>
        )
      })}
      <p className={classes.said} role="status" data-by={by === 0 && damaged === 0 ? 'none' : 'some'}>
        {[
          usable !== 0 && damaged > 0 && t.usable({ n: f.number(usable) }),
          by < 0 && t.shortSaid({ n: -by, open: f.number(line.open) }),
          by > 0 && t.overSaid({ n: by }),
          damaged > 0 && t.damagedSaid({ n: damaged }),
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
      <div className={classes.lineButtons}>
        <Button type="submit" size="lg" leftSection={<IconCheck size={20} aria-hidden="true" />}>
          {t.done}
        </Button>
        <Button
          size="lg"
          variant="default"
          leftSection={<IconPlus size={20} aria-hidden="true" />}
          onClick={() => {
            put([...lots, another(lots, line.open, known, today)])
            setTimeout(() => field(lots.length, 'quantity')?.focus())
          }}
        >
          {t.addLot}
        </Button>
        {line.open > 0 && (
          <Button
            size="lg"
            variant="subtle"
            aria-label={t.noneLabel({ name: line.name })}
            onClick={() => {
              acts.put(id, { state: 'none', lots: [], touched: true })
              acts.next(id)
            }}
          >
            {t.none}
          </Button>
        )}
      </div>
    </form>
  )
}
