/// <reference lib="webworker" />
import { sendInBackground, type WorkerScope } from '@storeflow/core'
import { precache } from '@storeflow/mobile-ui/precache'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] }

// A new version waits until no page uses the old one: nothing changes under somebody's fingers.
precache(self, 'storeflow-customer', self.__WB_MANIFEST, 'index.html')
sendInBackground(self as unknown as WorkerScope, { app: 'customer' })
