import { Icon } from './icon'
import type { IconName } from './icons'

export interface Tab {
  href: string
  label: string
  icon: IconName
  current: boolean
  /** A figure on the picture, and what it means. */
  badge?: { text: string; label: string }
}

/** At the thumb on a phone, at the side on a desk. */
export function TabBar({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav class="m-tabs" aria-label={label}>
      {tabs.map((tab) => (
        <a key={tab.href} href={tab.href} aria-current={tab.current ? 'page' : undefined}>
          <span class="m-tab-icon">
            <Icon name={tab.icon} />
            {tab.badge && (
              <b class="m-badge" aria-hidden="true">
                {tab.badge.text}
              </b>
            )}
          </span>
          <span>{tab.label}</span>
          {tab.badge && <span class="m-hidden">{tab.badge.label}</span>}
        </a>
      ))}
    </nav>
  )
}
