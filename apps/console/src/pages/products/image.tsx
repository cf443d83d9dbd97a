import { Alert, Anchor, Button, Progress } from '@mantine/core'
import { type AnswerOf, ApiError, SignedOut, Unreachable } from '@storeflow/api'
import { type DragEvent, useEffect, useRef, useState } from 'react'
import { confirm, Section, toast, useCommand } from '@/kit'
import { api, changed } from '@/lib/api'
import { useFormats, useTexts } from '@/lib/lang'
import { Picture } from './picture'
import classes from './products.module.css'
import { texts } from './texts'
import { type Step, upload } from './upload'
import { isOwn } from './words'

type Product = AnswerOf<'/api/purchasing/products/{id}'>

const TYPES = ['image/jpeg', 'image/png', 'image/webp']
const MOST = 10 * 1024 * 1024

/** The picture of a product; who keeps the catalogue changes it. */
export function Image({ product, mayEdit }: { product: Product; mayEdit: boolean }) {
  const t = useTexts(texts).image
  const elsewhere = product.image_url && !isOwn(product.image_url) ? product.image_url : undefined
  return (
    <Section title={t.title}>
      <div className={classes.image}>
        {mayEdit ? <Change product={product} /> : <Picture url={product.image_url} name={product.name} />}
        {elsewhere && (
          <Anchor href={elsewhere} target="_blank" rel="noreferrer" size="sm" style={{ overflowWrap: 'anywhere' }}>
            {t.elsewhere({ url: elsewhere })}
          </Anchor>
        )}
      </div>
    </Section>
  )
}

function Change({ product }: { product: Product }) {
  const t = useTexts(texts).image
  const f = useFormats()
  const input = useRef<HTMLInputElement>(null)
  const stop = useRef<AbortController>(undefined)
  const [now, setNow] = useState<{ step: Step; share: number }>()
  const [failed, setFailed] = useState<{ why: string; again?: { file: File; id: string } }>()
  const [over, setOver] = useState(false)
  const command = useCommand()
  useEffect(() => () => stop.current?.abort(), [])

  const send = async (file: File, id: string = crypto.randomUUID()) => {
    setFailed(undefined)
    if (!TYPES.includes(file.type)) return setFailed({ why: t.wrongType })
    if (file.size > MOST) return setFailed({ why: t.tooLarge({ size: f.bytes(file.size) }) })
    if (!globalThis.crypto?.subtle) return setFailed({ why: t.insecure })
    stop.current?.abort()
    const mine = new AbortController()
    stop.current = mine
    try {
      await upload(api, {
        id,
        file,
        kind: 'product_image',
        subject: { type: 'product', id: product.id },
        progress: (step, share) => !mine.signal.aborted && setNow({ step, share }),
        signal: mine.signal,
      })
      toast.good(t.done)
      await changed('products', 'audit')
    } catch (error) {
      if (mine.signal.aborted || error instanceof SignedOut) return
      if (error instanceof Unreachable) setFailed({ why: t.unreachable, again: { file, id } })
      else if (error instanceof ApiError) setFailed({ why: error.errors[0]?.detail ?? error.message })
      else throw error
    } finally {
      if (stop.current === mine) setNow(undefined)
    }
  }
  const take = (files: FileList | null) => {
    const file = files?.[0]
    if (file) void send(file)
  }
  const cancel = () => {
    stop.current?.abort()
    setNow(undefined)
  }
  const remove = async () => {
    if (!(await confirm({ title: t.removeTitle, text: t.removeText, yes: t.remove, danger: true }))) return
    await command.run(
      () =>
        api.patch('/api/purchasing/products/{id}', {
          params: { id: product.id },
          ifMatch: product.version,
          body: { image_url: null },
        }),
      t.removed,
    )
    await changed('products', 'audit')
  }
  const drag = (is: boolean) => (event: DragEvent) => {
    event.preventDefault()
    setOver(is)
  }
  const percent = Math.round((now?.share ?? 0) * 100)
  const said = now && (now.step === 'sending' ? t.sending({ percent }) : t[now.step])

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button does the same
    <div
      className={classes.zone}
      data-over={over || undefined}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={(event) => {
        drag(false)(event)
        if (!now) take(event.dataTransfer.files)
      }}
    >
      <Picture url={product.image_url} name={product.name} />
      {failed && (
        <Alert color="red" role="alert">
          {failed.why}{' '}
          {failed.again && (
            <Anchor
              component="button"
              type="button"
              size="sm"
              onClick={() => failed.again && send(failed.again.file, failed.again.id)}
            >
              {t.retry}
            </Anchor>
          )}
        </Alert>
      )}
      <input
        ref={input}
        type="file"
        accept={TYPES.join(',')}
        hidden
        data-testid="picture"
        onChange={(event) => {
          take(event.currentTarget.files)
          event.currentTarget.value = ''
        }}
      />
      {now ? (
        <>
          <Progress value={percent} aria-label={t.title} />
          <p role="status">{said}</p>
          <div className={classes.buttons}>
            <Button variant="default" size="xs" onClick={cancel}>
              {t.cancel}
            </Button>
          </div>
        </>
      ) : (
        <>
          <div className={classes.buttons}>
            <Button variant="default" size="xs" onClick={() => input.current?.click()}>
              {product.image_url ? t.replace : t.choose}
            </Button>
            {product.image_url && (
              <Button variant="subtle" color="gray" size="xs" loading={command.busy} onClick={remove}>
                {t.remove}
              </Button>
            )}
          </div>
          <p className="sf-quiet">{t.drop}</p>
        </>
      )}
    </div>
  )
}
