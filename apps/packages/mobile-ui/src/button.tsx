import type { ButtonHTMLAttributes, ComponentChildren } from 'preact'
import { Icon } from './icon'
import type { IconName } from './icons'

type Look = 'first' | 'second' | 'quiet' | 'danger'
interface Common {
  look?: Look
  icon?: IconName
  wide?: boolean
  children?: ComponentChildren
}

const classOf = (look: Look, wide?: boolean) => `m-button m-${look}${wide ? ' m-wide' : ''}`

export function Button({
  look = 'second',
  icon,
  wide,
  busy,
  children,
  ...rest
}: Common & { busy?: boolean } & Omit<ButtonHTMLAttributes, 'icon'>) {
  return (
    <button type="button" {...rest} class={classOf(look, wide)} disabled={rest.disabled || busy} aria-busy={busy}>
      {busy ? <span class="m-spin" /> : icon && <Icon name={icon} size={20} />}
      <span>{children}</span>
    </button>
  )
}

export function LinkButton({ look = 'second', icon, wide, children, href }: Common & { href: string }) {
  return (
    <a href={href} class={classOf(look, wide)}>
      {icon && <Icon name={icon} size={20} />}
      <span>{children}</span>
    </a>
  )
}

/** A picture to be pressed; the label is what a screen reader says. */
export function IconButton({
  icon,
  label,
  size = 24,
  ...rest
}: { icon: IconName; label: string; size?: number } & Omit<ButtonHTMLAttributes, 'icon' | 'label' | 'size'>) {
  return (
    <button type="button" {...rest} class={`m-icon-button ${rest.class ?? ''}`} aria-label={label}>
      <Icon name={icon} size={size} />
    </button>
  )
}
