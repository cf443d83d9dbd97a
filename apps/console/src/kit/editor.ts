import { type UseFormReturnType, useForm } from '@mantine/form'
import { ApiError, type ChangedMeanwhile, changedMeanwhile, SignedOut, Unreachable } from '@storeflow/api'
import { useBlocker } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useMe } from '@/lib/api'
import { useTexts } from '@/lib/lang'
import { confirm } from './confirm'
import { kit } from './texts'
import { toast } from './toast'

export type FormValues = Record<string, unknown>

/** What `save` may need. */
export interface How<V> {
  /** The version that the values were changed from; for `ifMatch`. */
  ifMatch: number | undefined
  /** Only what differs from that version: the body of a PATCH. */
  changes: Partial<V>
  /** The id of a new thing, the same however often it is sent. */
  id: string
  /** The same for the same values. */
  idempotencyKey: string
}

export interface EditorOptions<V extends FormValues, R> {
  /** Names what is written, so that it survives a reload: `supplier:new`, `supplier:<id>`. */
  name: string
  initial: V
  /** Of what is being changed; none for something new. */
  version?: number
  save: (values: V, how: How<V>) => Promise<R>
  /** Afterwards: say so, read again, go somewhere. */
  saved: (result: R) => void
  /** The form's values of a resource as the server sends it; for the 412 dialog. */
  valuesOf?: (present: never) => V
  /** What can be told without asking the server, by the field's name. */
  validate?: (values: V) => Record<string, string | null | undefined>
}

export interface Conflict<V> {
  base: V
  theirs: V
  version: number
  changed_by?: string
  changed_at?: string
}

export interface Editor<V extends FormValues> {
  form: UseFormReturnType<V>
  submit: () => Promise<void>
  busy: boolean
  /** Something is typed that is not saved. */
  dirty: boolean
  /** Why the last try failed, when that is not about a field on the page. */
  problem: string | undefined
  /** Refusals of fields by path (`lines.0.quantity`), in the server's order. */
  refusals: { path: string; detail: string }[]
  /** What was typed before a reload is back. */
  restored: boolean
  discard: () => void
  conflict: Conflict<V> | undefined
  /** The reader's choice after a 412; `undefined` leaves what is saved. */
  resolve: (values: V | undefined) => Promise<void>
}

interface Draft<V> {
  values: V
  base: V
  version?: number
  id: string
}

/** `/lines/0/quantity` → `lines.0.quantity` */
export const pathOf = (pointer: string): string => pointer.replace(/^\//, '').replaceAll('/', '.')

/** An error at a path is shown at its field, or at the one that holds it: `price.amount` at `price`. */
export function errorsByPath(refusals: { path: string; detail: string }[]): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const { path, detail } of refusals) {
    const parts = path.split('.')
    while (parts.length > 0) {
      const at = parts.join('.')
      // An index alone (`lines.0`) is no field.
      errors[at] ??= detail
      parts.pop()
    }
  }
  return errors
}

export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

export function changesOf<V extends FormValues>(base: V, values: V): Partial<V> {
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => !same(value, base[key]))) as Partial<V>
}

/** For fields that may be left empty: blanks are nothing. */
export const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

/** A form whose values survive refusals, reloads, a lost connection, the end of the session, and other people's changes. */
export function useEditor<V extends FormValues, R>(options: EditorOptions<V, R>): Editor<V> {
  const t = useTexts(kit)
  const key = `sf-draft:${useMe().id}:${options.name}`
  const [draft] = useState(() => readDraft<V>(key))
  const [restored, setRestored] = useState(() => !!draft && !same(draft.values, draft.base))
  const base = useRef<V>(restored && draft ? draft.base : options.initial)
  const version = useRef(restored && draft ? draft.version : options.version)
  const id = useRef(restored && draft ? draft.id : crypto.randomUUID())
  const sent = useRef<{ body: string; key: string }>(undefined)
  const finished = useRef(false)

  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [refusals, setRefusals] = useState<{ path: string; detail: string }[]>([])
  const [conflict, setConflict] = useState<Conflict<V>>()

  const form = useForm<V>({
    initialValues: restored && draft ? draft.values : options.initial,
    validateInputOnChange: false,
  })
  const values = form.getValues()
  const dirty = !same(values, base.current)

  // Somebody else's change arrives while nothing is typed: show it. Otherwise saving will tell (412).
  const { version: newest, initial } = options
  const renew = useRef<() => void>(() => {})
  renew.current = () => {
    if (dirty || newest === version.current) return
    base.current = initial
    version.current = newest
    form.setValues(initial)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per version
  useEffect(() => renew.current(), [newest])

  const text = JSON.stringify(values)
  useEffect(() => {
    if (finished.current) return
    const timer = setTimeout(() => {
      if (finished.current) return
      if (dirty) {
        const kept: Draft<unknown> = {
          values: JSON.parse(text),
          base: base.current,
          version: version.current,
          id: id.current,
        }
        writeDraft(key, kept)
      } else writeDraft(key, undefined)
    }, 150)
    return () => clearTimeout(timer)
  }, [key, text, dirty])

  useBlocker({
    shouldBlockFn: async () => {
      if (!dirty || finished.current) return false
      const leave = await confirm({
        title: t.form.leaveTitle,
        text: t.form.leaveText,
        yes: t.form.leave,
        no: t.form.stay,
        danger: true,
      })
      if (leave) {
        finished.current = true
        writeDraft(key, undefined)
      }
      return !leave
    },
    enableBeforeUnload: () => dirty && !finished.current,
  })

  const send = useCallback(
    async (values: V) => {
      const local = Object.entries(options.validate?.(values) ?? {}).flatMap(([path, detail]) =>
        detail ? [{ path, detail }] : [],
      )
      setProblem(undefined)
      setRefusals(local)
      form.setErrors(errorsByPath(local))
      if (local.length > 0) return
      const body = JSON.stringify([values, version.current])
      if (sent.current?.body !== body) sent.current = { body, key: crypto.randomUUID() }
      setBusy(true)
      try {
        const result = await options.save(values, {
          ifMatch: version.current,
          changes: changesOf(base.current, values),
          id: id.current,
          idempotencyKey: sent.current.key,
        })
        finished.current = true
        writeDraft(key, undefined)
        setConflict(undefined)
        options.saved(result)
      } catch (error) {
        const met = changedMeanwhile(error) as ChangedMeanwhile<{ version: number }> | undefined
        if (met && options.valuesOf) {
          setConflict({
            base: base.current,
            theirs: options.valuesOf(met.present as never),
            version: met.present.version,
            changed_by: met.changed_by,
            changed_at: met.changed_at,
          })
        } else if (error instanceof ApiError) {
          const found = error.errors.map(({ pointer, detail }) => ({ path: pathOf(pointer), detail }))
          setRefusals(found)
          form.setErrors(errorsByPath(found))
          setProblem(found.length > 0 ? t.form.problems : error.message)
        } else if (error instanceof Unreachable) setProblem(t.form.unreachable)
        else if (!(error instanceof SignedOut)) throw error
      } finally {
        setBusy(false)
      }
    },
    [form, key, options, t],
  )

  return {
    form,
    submit: () => send(form.getValues()),
    busy,
    dirty,
    problem,
    refusals,
    restored,
    discard: () => {
      setRestored(false)
      writeDraft(key, undefined)
      base.current = options.initial
      version.current = options.version
      form.setValues(options.initial)
      form.clearErrors()
    },
    conflict,
    resolve: async (values) => {
      if (!conflict) return
      base.current = conflict.theirs
      version.current = conflict.version
      form.setValues(values ?? conflict.theirs)
      setConflict(undefined)
      if (values) await send(values)
    },
  }
}

function readDraft<V>(key: string): Draft<V> | undefined {
  try {
    const text = sessionStorage.getItem(key)
    return text ? (JSON.parse(text) as Draft<V>) : undefined
  } catch {
    return undefined
  }
}

function writeDraft(key: string, draft: Draft<unknown> | undefined): void {
  try {
    if (draft) sessionStorage.setItem(key, JSON.stringify(draft))
    else sessionStorage.removeItem(key)
  } catch {
    // Where nothing can be stored, nothing survives a reload.
  }
}

/** Runs a command: `const archive = useCommand(); archive.run(() => api.patch(…), t.archived)`. Refusals become a toast. */
export function useCommand(): {
  run: <T>(work: () => Promise<T>, done?: string) => Promise<T | undefined>
  busy: boolean
} {
  const t = useTexts(kit)
  const [busy, setBusy] = useState(false)
  const run = async <T>(work: () => Promise<T>, done?: string): Promise<T | undefined> => {
    setBusy(true)
    try {
      const result = await work()
      if (done) toast.good(done)
      return result
    } catch (error) {
      if (error instanceof Unreachable) toast.bad(t.unreachable)
      else if (error instanceof ApiError) toast.bad(error.message)
      else if (!(error instanceof SignedOut)) throw error
      return undefined
    } finally {
      setBusy(false)
    }
  }
  return { run, busy }
}
