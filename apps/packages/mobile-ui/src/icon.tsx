import { ICONS, type IconName } from './icons'

/** A picture beside a word; alone, whatever holds it needs a label. */
export function Icon({ name, size = 24, path }: { name?: IconName; size?: number; path?: string }) {
  const filled = name === 'heart-full'
  return (
    <svg
      class="m-icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill={filled ? 'currentColor' : 'none'}
      stroke={filled ? 'none' : 'currentColor'}
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={path ?? (name && ICONS[name])} />
    </svg>
  )
}
