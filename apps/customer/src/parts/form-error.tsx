import { Notice } from '@storeflow/mobile-ui'

/** Why something could not be done, above its button. The place is always there, so that a screen reader hears what comes into it. */
export function FormError({ text }: { text: string | undefined }) {
  return (
    <div role="alert">
      {text && (
        <Notice tone="bad" icon="refused">
          {text}
        </Notice>
      )}
    </div>
  )
}
