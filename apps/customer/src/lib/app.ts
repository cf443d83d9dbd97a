import { Api } from '@storeflow/api'
import { type Engine, PhoneSession, startEngine } from '@storeflow/core'
import { lang, Router, startLooks } from '@storeflow/mobile-ui'
import { company } from './company'
import { Live } from './live'
import { Shelf } from './shelf'

startLooks('customer', company)

export const router = new Router(import.meta.env.BASE_URL)
export const { href, go } = router
export const api = new Api({ app: 'customer', language: lang.get })
export const session = new PhoneSession('customer', api)

/** Everything of whoever is here; nothing while nobody is, or while their database is being opened. */
export interface Work {
  engine: Engine
  shelf: Shelf
}
export const work = new Live<Work | undefined>(undefined)

let opening: Promise<void> = Promise.resolve()

/** Follows who is here: one database at a time. */
function follow(): void {
  opening = opening.then(async () => {
    const { user } = session.get()
    const now = work.get()
    if (now?.engine.user.id === user?.id) return
    if (now) {
      work.set(undefined)
      now.shelf.stop()
      await now.engine.stop()
    }
    if (!user) return
    const engine = await startEngine({
      app: 'customer',
      api,
      user,
      language: lang.get,
      collections: ['customers', 'orders', 'products', 'availability'],
    })
    const shelf = new Shelf(engine)
    const ready = shelf.start()
    work.set({ engine, shelf })
    await ready
  })
}

export function begin(): void {
  session.subscribe(follow)
  session.start()
  follow()
}

/** Reads from the server what is not copied; `undefined` where it cannot be had now. It never waits for a sign-in. */
export async function ask<T>(engine: Engine, path: string): Promise<T | undefined> {
  try {
    const response = await engine.outbox.line.send(path, { headers: { accept: 'application/json' } })
    return response.ok ? ((await response.json()) as T) : undefined
  } catch {
    return undefined
  }
}
