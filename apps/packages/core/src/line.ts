import type { Session } from '@storeflow/api'
import type { PhoneApp } from './db'

export interface LineOptions {
  app: PhoneApp
  userId: string
  session: Session
  language: () => string
  base?: string
  fetch?: typeof fetch
  now?: () => number
}

/** Requests as one user: whoever else has signed in meanwhile lends no token. */
export class Line {
  constructor(readonly options: LineOptions) {}
}
