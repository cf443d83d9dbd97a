import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { IconButton } from './button'

/** A sheet from below (in the middle on a desk): a modal dialog, so focus stays in it and Escape closes it. */
export function Sheet({
  title,
  close,
  closeLabel,
  children,
}: {
  title: string
  close: () => void
  closeLabel: string
  children: ComponentChildren
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    return () => shown?.close()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog by itself
    <dialog
      ref={dialog}
      class="m-sheet"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onClick={(event) => event.target === event.currentTarget && close()}
    >
      <div class="m-sheet-in">
        <header>
          <h2 id={id}>{title}</h2>
          <IconButton icon="close" label={closeLabel} onClick={close} />
        </header>
        {children}
      </div>
    </dialog>
  )
}
