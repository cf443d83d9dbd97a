import { dictionary } from '@storeflow/i18n'
import {
  Button,
  Choice,
  Icon,
  IconButton,
  Notice,
  Stepper,
  TextArea,
  toast,
  useFormats,
  useTexts,
} from '@storeflow/mobile-ui'
import { useEffect, useRef, useState } from 'preact/hooks'
import { go } from '../lib/app'
import type { Kind, ReportBody } from '../lib/report'
import { shrink } from '../lib/shrink'
import { useShelf, useWork } from '../lib/use'
import { words } from '../lib/words'
import { FormError } from '../parts/form-error'
import { Screen } from '../parts/screen'

const texts = dictionary(
  {
    title: 'Faltó algo o llegó dañado',
    lead: 'Diga cuántas unidades de cada producto. Se guarda en este teléfono y se envía solo.',
    of: 'pidió {n}',
    kind: 'Qué pasó',
    missing: 'Faltó',
    damaged: 'Dañado',
    wrong: 'Era otro',
    note: 'Qué debemos saber (opcional)',
    photos: 'Fotos (opcional)',
    take: 'Tomar o elegir foto',
    remove: 'Quitar la foto {n}',
    photo: 'Foto {n}',
    send: 'Enviar reporte',
    saved: 'Reporte guardado en este teléfono',
    nothing: 'Marque al menos una unidad con + para poder enviar.',
    failed: 'No se pudo guardar. Libere espacio en el teléfono e inténtelo otra vez.',
    missingOrder: 'Este pedido no está en su teléfono o todavía no se ha entregado.',
  },
  {
    title: 'Something was missing or damaged',
    lead: 'Say how many units of each product. It is saved on this phone and sent by itself.',
    of: 'you ordered {n}',
    kind: 'What was wrong',
    missing: 'Missing',
    damaged: 'Damaged',
    wrong: 'Another',
    note: 'What we should know (optional)',
    photos: 'Photos (optional)',
    take: 'Take or choose a photo',
    remove: 'Remove photo {n}',
    photo: 'Photo {n}',
    send: 'Send report',
    saved: 'Report saved on this phone',
    nothing: 'Mark at least one unit with + to be able to send.',
    failed: 'It could not be saved. Free some space on the phone and try again.',
    missingOrder: 'This order is not on your phone, or has not been delivered yet.',
  },
)

const MOST_PHOTOS = 10

interface Photo {
  id: string
  blob: Blob
  url: string
}

export default function Report({ params }: { params: Record<string, string> }) {
  const t = useTexts(texts)
  const w = useTexts(words)
  const f = useFormats()
  const { engine } = useWork()
  const orders = useShelf('orders')
  const order = orders?.find((one) => one.id === params.id && one.status === 'delivered')
  const [marked, setMarked] = useState<Record<string, { quantity: number; kind: Kind }>>({})
  const [note, setNote] = useState('')
  const [photos, setPhotos] = useState<Photo[]>([])
  const [wrong, setWrong] = useState('')
  const [busy, setBusy] = useState(false)
  const urls = useRef<string[]>([])
  useEffect(() => {
    const made = urls.current
    return () => {
      for (const url of made) URL.revokeObjectURL(url)
    }
  }, [])

  const mark = (product: string, change: Partial<{ quantity: number; kind: Kind }>) =>
    setMarked((old) => ({ ...old, [product]: { quantity: 0, kind: 'missing', ...old[product], ...change } }))

  const take = async (files: FileList | null) => {
    const taken: Photo[] = []
    for (const file of [...(files ?? [])].slice(0, MOST_PHOTOS - photos.length)) {
      const blob = await shrink(file)
      const url = URL.createObjectURL(blob)
      urls.current.push(url)
      taken.push({ id: crypto.randomUUID(), blob, url })
    }
    setPhotos((old) => [...old, ...taken])
  }

  const send = async () => {
    if (!order) return
    const lines = Object.entries(marked).flatMap(([product_id, { quantity, kind }]) =>
      quantity > 0 ? [{ product_id, quantity, kind }] : [],
    )
    if (lines.length === 0) return setWrong(t.nothing)
    setBusy(true)
    try {
      const id = crypto.randomUUID()
      const captured_at = new Date().toISOString()
      const media = await Promise.all(
        photos.map((photo) =>
          engine.media.prepare(
            { id: photo.id, service: 'sales', kind: 'shortage_photo', subject: { type: 'shortage', id } },
            photo.blob,
          ),
        ),
      )
      const body: ReportBody = {
        id,
        order_id: order.id,
        lines,
        note: note.trim() || undefined,
        captured_at,
        media_ids: photos.map((photo) => photo.id),
      }
      // The report and its photos lie on the phone together, or not at all.
      await engine.outbox.enqueue(
        { id, kind: 'shortage', path: '/api/sales/shortages', body, captured_at },
        ['pieces'],
        async (tx) => {
          for (const one of media) await engine.media.put(tx, one)
        },
      )
      engine.store.tell('media')
      toast.good(t.saved)
      go(`/orders/${order.id}`, true)
    } catch {
      setWrong(t.failed)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Screen title={t.title} back={`/orders/${params.id}`}>
      <div class="c-column c-form">
        {!order ? (
          <Notice tone="warn" icon="info">
            {t.missingOrder}
          </Notice>
        ) : (
          <>
            <p class="c-quiet">{t.lead}</p>
            <ul class="c-rows c-single">
              {order.lines.map((line) => {
                const now = marked[line.product_id]
                return (
                  <li key={line.product_id} class="c-card">
                    <div class="c-split">
                      <span>
                        <span class="c-name">{line.name}</span>
                        <span class="c-quiet">{t.of({ n: f.number(line.quantity) })}</span>
                      </span>
                      <Stepper
                        value={now?.quantity ?? 0}
                        max={line.quantity}
                        name={line.name}
                        words={w}
                        set={(quantity) => {
                          setWrong('')
                          mark(line.product_id, { quantity: Math.max(0, quantity) })
                        }}
                      />
                    </div>
                    {now && now.quantity > 0 && (
                      <Choice<Kind>
                        row
                        label={`${t.kind}: ${line.name}`}
                        value={now.kind}
                        set={(kind) => mark(line.product_id, { kind })}
                        options={[
                          { value: 'missing', label: t.missing },
                          { value: 'damaged', label: t.damaged },
                          { value: 'wrong', label: t.wrong },
                        ]}
                      />
                    )}
                  </li>
                )
              })}
            </ul>
            <section class="c-form">
              <h2>{t.photos}</h2>
              {photos.length > 0 && (
                <ul class="c-photos">
                  {photos.map((photo, i) => (
                    <li key={photo.id} class="c-photo">
                      <img src={photo.url} alt={t.photo({ n: i + 1 })} width="96" height="96" />
                      <IconButton
                        icon="close"
                        size={20}
                        label={t.remove({ n: i + 1 })}
                        onClick={() => setPhotos((old) => old.filter((one) => one.id !== photo.id))}
                      />
                    </li>
                  ))}
                </ul>
              )}
              {photos.length < MOST_PHOTOS && (
                <label class="m-button m-second c-file">
                  <Icon name="camera" size={20} />
                  <span>{t.take}</span>
                  <input
                    type="file"
                    accept="image/*"
                    multiple
                    class="m-hidden"
                    onChange={(event) => {
                      void take(event.currentTarget.files)
                      event.currentTarget.value = ''
                    }}
                  />
                </label>
              )}
            </section>
            <TextArea label={t.note} maxLength={500} value={note} set={setNote} />
            <FormError text={wrong} />
            <Button look="first" wide busy={busy} onClick={send}>
              {t.send}
            </Button>
          </>
        )}
      </div>
    </Screen>
  )
}
