import { dictionary } from '@storeflow/i18n'
import { Button, useStore, useTexts } from '@storeflow/mobile-ui'
import { install } from '../lib/install'

const texts = dictionary({ install: 'Instalar en este teléfono' }, { install: 'Install on this phone' })

/** Only where the browser offers it. */
export function InstallButton() {
  const t = useTexts(texts)
  const offer = useStore(install)
  if (!offer) return null
  return (
    <Button icon="phone" wide onClick={() => void offer.prompt().then(() => install.set(undefined))}>
      {t.install}
    </Button>
  )
}
