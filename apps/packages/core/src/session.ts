import { type Api, SignedOut, type User } from '@storeflow/api'
import { type Collection, openStore, type PhoneApp } from './db'
import { readHere, writeHere } from './here'
import { type Observable, Value } from './observable'
import { dropCopies } from './sync'

/**
 * Who is here. `user` is known without signal. `asked`: the server wants them to sign in again; what they have on the phone
 * stays, and stays usable.
 */
export interface Here {
  user?: User
  asked: boolean
}

/** Sign-out with something that the server does not have yet. */
export class Unsent extends Error {
  override readonly name = 'Unsent'
  constructor(readonly count: number) {
    super('unsent')
  }
}

/** How long a sign-in waits for the sign-out before it. */
const LEAVING = 10_000

/** Copies that belong to one person; the catalogue is the same for all. */
const PERSONAL: Collection[] = ['orders', 'customers', 'deliveries']

/** Who uses this application on this phone, with and without signal. Tokens are the `Session`'s business. */
export class PhoneSession implements Observable<Here> {
  #here: Value<Here>
  #stop: (() => void)[] = []
  #leaving: Promise<void> = Promise.resolve()
  #writing: Promise<void> = Promise.resolve()

  constructor(
    readonly app: PhoneApp,
    readonly api: Api,
  ) {
    this.#here = new Value<Here>({ user: this.#read(), asked: false })
  }

  get = (): Here => this.#here.get()
  subscribe = (listener: () => void): (() => void) => this.#here.subscribe(listener)

  /** Goes on with who was here, at once; asks the server behind it. */
  start(): void {
    this.#stop.push(this.api.session.subscribe(() => this.#hear()))
    const elsewhere = (event: StorageEvent) => {
      if (event.key === this.#key('user')) this.#here.set({ user: this.#read(), asked: false })
    }
    const online = () => void this.#goOn()
    if (typeof addEventListener === 'function') {
      addEventListener('storage', elsewhere)
      addEventListener('online', online)
      this.#stop.push(() => {
        removeEventListener('storage', elsewhere)
        removeEventListener('online', online)
      })
    }
    void this.#recall().then(() => this.#goOn())
  }

  stop(): void {
    for (const stop of this.#stop.splice(0)) stop()
  }

  async signIn(login: string, password: string): Promise<void> {
    await Promise.race([this.#leaving, new Promise((done) => setTimeout(done, LEAVING))])
    await this.api.session.signIn(login, password)
    // Its cookie has replaced the one that was to be given up.
    this.#write('leaving', undefined)
    this.#hear()
    await this.#writing
  }

  /** How much the server does not have yet: said before signing out. */
  async unsent(): Promise<number> {
    const { user } = this.get()
    if (!user) return 0
    const store = await openStore(this.app, user.id)
    try {
      const index = store.db.transaction('outbox').store
      const items = (await index.count()) - (await index.index('state').count('sent'))
      const media = (await store.db.getAll('media')).filter((one) => one.state !== 'ready').length
      return items + media
    } finally {
      store.close()
    }
  }

  /**
   * Works without signal too: the server is told behind it, when there is some. Throws `Unsent` while something is left, unless `force`;
   * it is kept either way, for when the same person signs in again.
   */
  async signOut(options: { force?: boolean } = {}): Promise<void> {
    const { user } = this.get()
    const count = await this.unsent()
    if (count > 0 && !options.force) throw new Unsent(count)
    this.#write('leaving', '1')
    this.#write('user', undefined)
    this.#here.set({ asked: false })
    this.#keep()
    // Whoever signs in next waits for this: the end of the old session must not take the new one's cookie along.
    void this.#leave()
    await this.#writing
    if (user && count === 0) {
      const store = await openStore(this.app, user.id)
      await dropCopies(store, PERSONAL)
      store.close()
    }
  }

  async #goOn(): Promise<void> {
    if (this.#isLeaving()) return this.#leave()
    if (this.api.session.state.status === 'starting') await this.api.session.start()
  }

  /** Ends the session that somebody has left; tried again with the next signal. */
  #leave(): Promise<void> {
    this.#leaving = this.#leaving.then(async () => {
      if (!this.#isLeaving()) return
      const { session } = this.api
      try {
        // One that has ended already waits for its owner instead of an answer.
        if (session.state.status !== 'ended') await session.signOut()
      } catch (error) {
        if (!(error instanceof SignedOut)) return
      }
      this.#write('leaving', undefined)
      this.#keep()
    })
    return this.#leaving
  }

  /** What is on the disk is right, where the browser has lost what was in its memory. */
  async #recall(): Promise<void> {
    try {
      const record = await readHere(this.app)
      if (!record || this.api.session.state.status !== 'starting') return
      this.#write('leaving', record.leaving ? '1' : undefined)
      if (record.user?.id === this.#read()?.id) return
      this.#write('user', record.user && JSON.stringify(record.user))
      this.#here.set({ user: record.user, asked: false })
    } catch (error) {
      console.error(error)
    }
  }

  /** Puts on the disk what is in `localStorage`. */
  #keep(): void {
    this.#writing = this.#writing.then(async () => {
      try {
        await writeHere(this.app, { user: this.#read(), leaving: this.#isLeaving() || undefined })
      } catch (error) {
        console.error(error)
      }
    })
  }

  #hear(): void {
    if (this.#isLeaving()) return
    const state = this.api.session.state
    if (state.status === 'signed_in') {
      this.#write('user', JSON.stringify(state.user))
      this.#here.set({ user: state.user, asked: false })
      this.#keep()
    } else if (state.status === 'ended' || state.status === 'signed_out') {
      // Another tab may have signed out for all.
      const user = this.#read()
      this.#here.set(user ? { user, asked: true } : { asked: false })
    }
  }

  #isLeaving(): boolean {
    return typeof localStorage !== 'undefined' && localStorage.getItem(this.#key('leaving')) !== null
  }

  #read(): User | undefined {
    if (typeof localStorage === 'undefined') return undefined
    try {
      const user = JSON.parse(localStorage.getItem(this.#key('user')) ?? 'null') as User | null
      return user?.id ? user : undefined
    } catch {
      return undefined
    }
  }

  #write(name: string, value: string | undefined): void {
    if (typeof localStorage === 'undefined') return
    if (value === undefined) localStorage.removeItem(this.#key(name))
    else localStorage.setItem(this.#key(name), value)
  }

  #key(name: string): string {
    return `storeflow-${this.app}:${name}`
  }
}
