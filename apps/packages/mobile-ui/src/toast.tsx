import { Value } from '@storeflow/core'
import { Icon } from './icon'
import type { IconName } from './icons'
import { useStore } from './observe'

interface Toast {
  id: number
  tone: 'good' | 'bad'
  text: string
  action?: { label: string; run: () => void }
}

const shown = new Value<readonly Toast[]>([])
let last = 0

function show(tone: Toast['tone'], text: string, action?: Toast['action']): void {
  last += 1
  const id = last
  // One at a time: on a phone two hide the page.
  shown.set([{ id, tone, text, action }])
  setTimeout(() => shown.set(shown.get().filter((one) => one.id !== id)), tone === 'bad' || action ? 7_000 : 3_500)
}

export const toast = {
  good: (text: string, action?: Toast['action']) => show('good', text, action),
  bad: (text: string) => show('bad', text),
}

const PICTURE: Record<Toast['tone'], IconName> = { good: 'check', bad: 'warning' }

export function Toasts() {
  const toasts = useStore(shown)
  return (
    <div class="m-toasts" role="status" aria-live="polite">
      {toasts.map((one) => (
        <div key={one.id} class={`m-toast m-tone-${one.tone}`}>
          <Icon name={PICTURE[one.tone]} size={20} />
          <span>{one.text}</span>
          {one.action && (
            <button
              type="button"
              onClick={() => {
                one.action?.run()
                shown.set([])
              }}
            >
              {one.action.label}
            </button>
          )}
        </div>
      ))}
    </div>
  )
}
