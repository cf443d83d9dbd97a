import { IconButton, useTexts } from '@storeflow/mobile-ui'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { router } from '../lib/app'
import { words } from '../lib/words'
import { Status } from './status'

let first = true

/** A page: its title, what stays at the top, what it shows. The title takes the focus when somebody comes from elsewhere. */
export function Screen({
  title,
  back,
  actions,
  top,
  hideTitle,
  children,
}: {
  title: string
  /** Where Back leads if there is nothing before. */
  back?: string
  actions?: ComponentChildren
  top?: ComponentChildren
  hideTitle?: boolean
  children: ComponentChildren
}) {
  const t = useTexts(words)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (first) first = false
    else if (!(document.activeElement instanceof HTMLInputElement)) heading.current?.focus({ preventScroll: true })
  }, [])
  useEffect(() => {
    document.title = `${title} · StoreFlow`
  }, [title])
  return (
    <>
      <header class="c-top">
        <Status />
        <div class={hideTitle ? 'm-hidden' : 'c-title'}>
          {back && <IconButton icon="back" label={t.back} onClick={() => router.back(back)} />}
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {actions}
        </div>
        {top}
      </header>
      <main>{children}</main>
    </>
  )
}
