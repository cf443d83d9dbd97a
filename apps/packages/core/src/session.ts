import type { Api, User } from '@storeflow/api'
import type { PhoneApp } from './db'
import type { Observable } from './observable'

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

export class PhoneSession implements Observable<Here> {
  constructor(
    readonly app: PhoneApp,
    readonly api: Api,
  ) {}
  get = (): Here => {
    throw new Error('soon')
  }
  subscribe = (_listener: () => void): (() => void) => {
    throw new Error('soon')
  }
  /** Goes on with who was here, at once; asks the server behind it. */
  start(): void {
    throw new Error('soon')
  }
  signIn(_login: string, _password: string): Promise<void> {
    throw new Error('soon')
  }
  /** How much the server does not have yet: said before signing out. */
  unsent(): Promise<number> {
    throw new Error('soon')
  }
  /** Works without signal too. Throws `Unsent` while something is left, unless `force`; it is kept either way. */
  signOut(_options: { force?: boolean } = {}): Promise<void> {
    throw new Error('soon')
  }
}
