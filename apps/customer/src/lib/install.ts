import { Live } from './live'

interface Offer extends Event {
  prompt(): Promise<void>
}

/** The browser's offer to install, once it has made one: asked for in the account, not in the way. */
export const install = new Live<Offer | undefined>(undefined)

export function waitForOffer(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    install.set(event as Offer)
  })
  addEventListener('appinstalled', () => install.set(undefined))
}
