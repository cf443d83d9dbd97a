import type { Order } from '@storeflow/api'
import type { MediaItem, OutboxItem } from '@storeflow/core'
import { dictionary } from '@storeflow/i18n'
import { Button, Tag, useFormats, useTexts } from '@storeflow/mobile-ui'
import { useEffect, useState } from 'preact/hooks'
import type { Kind, Report, ReportBody } from '../lib/report'
import { useKept, useShelf, useWork } from '../lib/use'
import { words } from '../lib/words'

const texts = dictionary(
  {
    title: 'Sus reportes',
    missing: { one: 'Faltó {n}', other: 'Faltaron {n}' },
    damaged: { one: '{n} dañado', other: '{n} dañados' },
    wrong: { one: '{n} era otro', other: '{n} eran otros' },
    reported: 'En revisión',
    accepted: 'Aceptado',
    declined: 'No aceptado',
    photos: '{have} de {of} fotos recibidas',
    answer: 'Respuesta: {text}',
    discard: 'Descartar',
  },
  {
    title: 'Your reports',
    missing: { one: '{n} missing', other: '{n} missing' },
    damaged: { one: '{n} damaged', other: '{n} damaged' },
    wrong: { one: '{n} was another', other: '{n} were others' },
    reported: 'Being looked at',
    accepted: 'Accepted',
    declined: 'Not accepted',
    photos: '{have} of {of} photos received',
    answer: 'Answer: {text}',
    discard: 'Discard',
  },
)

/** What was reported of an order: what the server has, and what still lies on the phone. */
export function Reports({ order }: { order: Order }) {
  const t = useTexts(texts)
  const { engine } = useWork()
  const outbox = useShelf('outbox')
  const media = useMedia()
  const [again, setAgain] = useState(0)
  const sent = outbox.filter((item) => item.kind === 'shortage' && item.state === 'sent').length
  useEffect(() => engine.onHint((hint) => hint.resource === 'shortages' && setAgain((n) => n + 1)), [engine])
  const asked = order.status === 'delivered'
  const found = useKept<{ items: Report[] }>(
    `shortages ${order.id}`,
    asked ? `/api/sales/shortages?order_id=${order.id}` : undefined,
    `${sent} ${again}`,
  )
  const known = found?.items ?? []
  const waiting = outbox.filter(
    (item) =>
      item.kind === 'shortage' &&
      (item.body as ReportBody).order_id === order.id &&
      !known.some((report) => report.id === item.id),
  ) as OutboxItem<ReportBody>[]
  if (known.length + waiting.length === 0) return null
  const names = new Map(order.lines.map((line) => [line.product_id, line.name]))
  return (
    <section class="c-section">
      <h2>{t.title}</h2>
      <ul class="c-rows c-single">
        {waiting.map((item) => (
          <li key={item.id} class="c-card">
            <State item={item} />
            <Lines lines={item.body.lines} names={names} />
            <Photos of={item.body.media_ids.length} media={media.filter((one) => one.subject.id === item.id)} />
            {item.problem && <p class="m-error">{item.problem.errors?.[0]?.detail ?? item.problem.detail}</p>}
            {item.state === 'refused' && (
              <Button look="quiet" onClick={() => void engine.outbox.remove(item.id, { followers: true })}>
                {t.discard}
              </Button>
            )}
          </li>
        ))}
        {known.map((report) => (
          <li key={report.id} class="c-card">
            <div>
              <Tag
                tone={report.status === 'accepted' ? 'good' : report.status === 'declined' ? 'warn' : 'info'}
                icon={report.status === 'accepted' ? 'check' : 'info'}
              >
                {report.status === 'accepted' ? t.accepted : report.status === 'declined' ? t.declined : t.reported}
              </Tag>
            </div>
            <Lines lines={report.lines} names={names} />
            <Photos
              of={report.photos.length}
              media={media.filter((one) => one.subject.id === report.id)}
              ready={report.photos.filter((photo) => photo.ready_at).length}
            />
            {report.answer && <p>{t.answer({ text: report.answer })}</p>}
          </li>
        ))}
      </ul>
    </section>
  )
}

function State({ item }: { item: OutboxItem }) {
  const w = useTexts(words)
  if (item.state === 'waiting') {
    return (
      <div>
        <Tag tone="warn" icon="phone">
          {w.saved}
        </Tag>
      </div>
    )
  }
  const tone = item.state === 'refused' ? 'bad' : item.state === 'sent' ? 'info' : 'warn'
  return (
    <div>
      <Tag tone={tone} icon={item.state === 'refused' ? 'refused' : 'upload'}>
        {w[item.state]}
      </Tag>
    </div>
  )
}

function Lines({
  lines,
  names,
}: {
  lines: readonly { product_id: string; quantity: number; kind: string }[]
  names: ReadonlyMap<string, string>
}) {
  const t = useTexts(texts)
  return (
    <ul>
      {lines.map((line) => (
        <li key={`${line.product_id} ${line.kind}`}>
          {t[(line.kind in KINDS ? line.kind : 'wrong') as Kind]({ n: line.quantity })}: {names.get(line.product_id)}
        </li>
      ))}
    </ul>
  )
}
const KINDS: Record<Kind, true> = { missing: true, damaged: true, wrong: true }

function Photos({ of, media, ready }: { of: number; media: readonly MediaItem[]; ready?: number }) {
  const t = useTexts(texts)
  const f = useFormats()
  if (of === 0) return null
  const have = Math.max(ready ?? 0, media.filter((one) => one.state === 'ready').length)
  return <p class="c-quiet">{t.photos({ have: f.number(have), of: f.number(of) })}</p>
}

function useMedia(): readonly MediaItem[] {
  const { engine } = useWork()
  const [media, setMedia] = useState<readonly MediaItem[]>([])
  useEffect(() => {
    const read = () => void engine.media.all().then(setMedia, () => {})
    read()
    return engine.media.onChange(read)
  }, [engine])
  return media
}
