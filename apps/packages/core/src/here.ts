import type { User } from '@storeflow/api'
import { openDB } from 'idb'
import type { PhoneApp } from './db'

/** Who is here, on the disk. A browser writes `localStorage` there seconds later, so a phone that dies may have lost it. */
export interface HereRecord {
  user?: User
  /** Somebody has signed out and the server has not been told yet. */
  leaving?: boolean
}

const STORE = 'here'
const KEY = 'now'

const open = (app: PhoneApp) => openDB(`storeflow-${app}`, 1, { upgrade: (db) => void db.createObjectStore(STORE) })

export async function readHere(app: PhoneApp): Promise<HereRecord | undefined> {
  const db = await open(app)
  try {
    return (await db.get(STORE, KEY)) as HereRecord | undefined
  } finally {
    db.close()
  }
}

export async function writeHere(app: PhoneApp, record: HereRecord): Promise<void> {
  const db = await open(app)
  try {
    const tx = db.transaction(STORE, 'readwrite', { durability: 'strict' })
    await tx.store.put(record, KEY)
    await tx.done
  } finally {
    db.close()
  }
}
