import { Alert, Button, Loader } from '@mantine/core'
import { ApiError, address, problemOf, SignedOut, Unreachable } from '@storeflow/api'
import { IconDownload, IconFileSpreadsheet } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type DragEvent, useEffect, useState } from 'react'
import { download, Section, toast, useReason } from '@/kit'
import { api, changed } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { Store } from '@/lib/store'
import classes from './imports.module.css'
import { kindOf, refusal } from './rules'
import { texts } from './texts'

type Kind = 'products' | 'suppliers'
const KINDS: Kind[] = ['products', 'suppliers']
const lastKind = new Store<Kind>('products', 'sf-import-kind')

/** A file, the same however often it is sent. */
interface Sending {
  file: File
  kind: Kind
  id: string
}

/** Takes a file, sends it, and goes to what was found in it. */
export function UploadFile() {
  const t = useTexts(texts).upload
  const all = useTexts(texts)
  const f = useFormats()
  const navigate = useNavigate()
  const kind = lastKind.use()
  const [over, setOver] = useState(false)
  const [sending, setSending] = useState<Sending>()
  const [failed, setFailed] = useState<{ why: string; again?: Sending }>()

  const send = async (what: Sending) => {
    setFailed(undefined)
    setSending(what)
    try {
      const body = new FormData()
      body.set('kind', what.kind)
      body.set('id', what.id)
      body.set('file', what.file, what.file.name)
      const made = await api.post('/api/purchasing/imports', { body, idempotencyKey: what.id })
      await changed('imports')
      await navigate({ to: `/imports/${made.id}` })
    } catch (error) {
      if (error instanceof Unreachable) setFailed({ why: t.unreachable, again: what })
      else if (error instanceof ApiError) setFailed({ why: error.message })
      else if (!(error instanceof SignedOut)) throw error
    } finally {
      setSending(undefined)
    }
  }
  const take = (files: FileList | null) => {
    const file = files?.[0]
    if (!file || sending) return
    const wrong = refusal(file)
    if (wrong) return setFailed({ why: t[wrong]({ name: file.name, size: f.bytes(file.size) }) })
    if ((files?.length ?? 0) > 1) toast.good(t.one({ name: file.name }))
    const guess = kindOf(file.name) ?? kind
    lastKind.set(guess)
    void send({ file, kind: guess, id: crypto.randomUUID() })
  }
  const drag = (is: boolean) => (event: DragEvent) => {
    event.preventDefault()
    setOver(is)
  }
  // A file that is dropped beside the field must not replace the page.
  useEffect(() => {
    const prevent = (event: globalThis.DragEvent) => event.preventDefault()
    addEventListener('dragover', prevent)
    addEventListener('drop', prevent)
    return () => {
      removeEventListener('dragover', prevent)
      removeEventListener('drop', prevent)
    }
  }, [])

  return (
    <Section title={t.title}>
      <div className={classes.upload}>
        <div className={classes.left}>
          <fieldset className={classes.kinds}>
            <legend>{t.kind}</legend>
            {KINDS.map((one) => (
              <label key={one}>
                <input type="radio" name="kind" checked={kind === one} onChange={() => lastKind.set(one)} />
                {all.kind[one]}
              </label>
            ))}
          </fieldset>
          {failed && (
            <Alert color="red" role="alert">
              <div className={classes.stack}>
                <p>{failed.why}</p>
                {failed.again && (
                  <Button
                    size="xs"
                    variant="default"
                    onClick={() => failed.again && send(failed.again)}
                    w="fit-content"
                  >
                    {t.retry}
                  </Button>
                )}
              </div>
            </Alert>
          )}
          {sending ? (
            <div className={classes.drop} role="status">
              <Loader size="sm" aria-hidden="true" />
              <strong>{t.sending({ name: sending.file.name, size: f.bytes(sending.file.size) })}</strong>
            </div>
          ) : (
            <label
              className={classes.drop}
              data-over={over || undefined}
              onDragOver={drag(true)}
              onDragLeave={drag(false)}
              onDrop={(event) => {
                drag(false)(event)
                take(event.dataTransfer.files)
              }}
            >
              <IconFileSpreadsheet size={28} aria-hidden="true" />
              <strong>{t.drop}</strong>
              <span className="sf-quiet">{t.hint}</span>
              <input
                type="file"
                accept=".csv,.tsv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                onChange={(event) => {
                  take(event.currentTarget.files)
                  event.currentTarget.value = ''
                }}
              />
            </label>
          )}
        </div>
        <Templates kind={kind} />
      </div>
    </Section>
  )
}

/** Tables to begin with. */
function Templates({ kind }: { kind: Kind }) {
  const all = useTexts(texts)
  const t = all.template
  const reason = useReason()
  const [busy, setBusy] = useState<string>()
  const get = async (content: 'empty' | 'catalogue', format: 'csv' | 'xlsx') => {
    setBusy(content + format)
    try {
      const response = await api.send(address('/api/purchasing/imports/template', {}, { kind, content, format }))
      if (!response.ok) throw await problemOf(response)
      const named = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1]
      download(await response.blob(), named ?? `${kind}.${format}`)
    } catch (error) {
      if (!(error instanceof SignedOut)) toast.bad(t.failed({ why: reason(error) }))
    } finally {
      setBusy(undefined)
    }
  }
  const buttons = (content: 'empty' | 'catalogue', what: string) => (
    <div>
      <p className="sf-quiet">{what}</p>
      <div className={classes.buttons}>
        {(['xlsx', 'csv'] as const).map((format) => (
          <Button
            key={format}
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden="true" />}
            loading={busy === content + format}
            aria-label={t.label({ what, format: t[format] })}
            onClick={() => get(content, format)}
          >
            {t[format]}
          </Button>
        ))}
      </div>
    </div>
  )
  return (
    <div className={classes.templates}>
      <h3>
        {t.title} · {all.kind[kind]}
      </h3>
      {buttons('empty', t.empty)}
      {buttons('catalogue', t.full)}
    </div>
  )
}
