import type { PhoneApp } from './db'

/** The tag of background sync; one for each application. */
export function syncTag(app: PhoneApp): string {
  return `storeflow-${app}-outbox`
}

/** The part of a service worker's scope that is used here. */
export interface WorkerScope {
  addEventListener(type: string, listener: (event: never) => void): void
}

export interface WorkerOptions {
  app: PhoneApp
  base?: string
  fetch?: typeof fetch
}

/**
 * In the service worker: sends what is left when the browser finds signal (`sync`), or when a page asks by message. Call it
 * once while the script is read.
 */
export function sendInBackground(_scope: WorkerScope, _options: WorkerOptions): void {}

/** In a page: asks the browser to wake the service worker when there is signal. */
export async function askForBackgroundSync(_app: PhoneApp): Promise<boolean> {
  return false
}
