import { CloseButton } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { useTexts } from '@/lib/lang'
import { Store } from '@/lib/store'
import { kit } from './texts'
import classes from './toast.module.css'

interface Toast {
  id: number
  message: string
  tone: 'good' | 'bad'
}

const toasts = new Store<Toast[]>([])
let next = 0

function drop(id: number): void {
  toasts.set(toasts.get().filter((one) => one.id !== id))
}

function show(message: string, tone: Toast['tone'], milliseconds: number): void {
  next += 1
  const id = next
  toasts.set([...toasts.get().slice(-3), { id, message, tone }])
  setTimeout(() => drop(id), milliseconds)
}

/** Short news at the corner; read out by screen readers. Errors that belong to a field or a page stand there instead. */
export const toast = {
  good: (message: string) => show(message, 'good', 4_000),
  bad: (message: string) => show(message, 'bad', 12_000),
}

/** Where toasts are shown; once, in the app. The regions are there before the news, or nobody would read them out. */
export function ToastHost() {
  const t = useTexts(kit)
  const all = toasts.use()
  return (
    <div className={classes.host}>
      {(['good', 'bad'] as const).map((tone) => (
        <div key={tone} role={tone === 'good' ? 'status' : 'alert'} className={classes.region}>
          {all
            .filter((one) => one.tone === tone)
            .map((one) => (
              <div key={one.id} className={classes.toast} data-tone={one.tone}>
                {tone === 'good' ? (
                  <IconCheck size={18} aria-hidden="true" />
                ) : (
                  <IconAlertTriangle size={18} aria-hidden="true" />
                )}
                <span>{one.message}</span>
                <CloseButton size="sm" aria-label={t.close} onClick={() => drop(one.id)} />
              </div>
            ))}
        </div>
      ))}
    </div>
  )
}
