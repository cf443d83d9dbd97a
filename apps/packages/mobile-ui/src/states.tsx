import type { ComponentChildren } from 'preact'
import { Icon } from './icon'
import type { IconName } from './icons'

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet'

/** How something stands: by word and picture, not by colour alone. */
export function Tag({ tone, icon, children }: { tone: Tone; icon?: IconName; children: ComponentChildren }) {
  return (
    <span class={`m-tag m-tone-${tone}`}>
      {icon && <Icon name={icon} size={16} />}
      {children}
    </span>
  )
}

/** Something to be known before going on. */
export function Notice({
  tone,
  icon,
  title,
  children,
}: {
  tone: Tone
  icon?: IconName
  title?: string
  children?: ComponentChildren
}) {
  return (
    <div class={`m-notice m-tone-${tone}`}>
      {icon && <Icon name={icon} size={20} />}
      <div>
        {title && <b>{title}</b>}
        {children}
      </div>
    </div>
  )
}

export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="m-empty">
      <span>
        <Icon name={icon} size={32} />
      </span>
      <h2>{title}</h2>
      {children}
    </div>
  )
}

/** Grey rows where the first ones will be. */
export function Waiting({ label, rows = 6 }: { label: string; rows?: number }) {
  return (
    <div class="m-waiting" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, i) => (
        <i key={i} />
      ))}
    </div>
  )
}

/** Above every page: no connection, or things that still have to be sent. Nothing where all is well. */
export function StatusBar({
  tone,
  icon,
  href,
  children,
}: {
  tone: Tone
  icon: IconName
  href?: string
  children: ComponentChildren
}) {
  const inner = (
    <>
      <Icon name={icon} size={18} />
      <span>{children}</span>
    </>
  )
  return (
    <div role="status">
      {href ? (
        <a class={`m-status m-tone-${tone}`} href={href}>
          {inner}
          <Icon name="next" size={18} />
        </a>
      ) : (
        <div class={`m-status m-tone-${tone}`}>{inner}</div>
      )}
    </div>
  )
}
