/// <reference lib="webworker" />

/** What the build says of a file: one without a revision has it in its name. */
export interface Entry {
  url: string
  revision: string | null
}

/**
 * In a service worker: the whole application lies on the phone, and each page of it is `page`. A new version brings only the
 * files that are new; those of the version before stay until nobody uses it.
 */
export function precache(scope: ServiceWorkerGlobalScope, name: string, entries: readonly Entry[], page: string): void {
  const base = scope.registration.scope
  const keys = new Map(
    entries.map(({ url, revision }) => {
      const at = new URL(url, base).href
      return [at, revision ? `${at}?rev=${revision}` : at]
    }),
  )
  const pageAt = new URL(page, base).href

  scope.addEventListener('install', (event) => {
    event.waitUntil(
      caches.open(name).then(async (cache) => {
        const there = new Set((await cache.keys()).map((request) => request.url))
        for (const [url, key] of keys) {
          if (there.has(key)) continue
          // Not what the browser may have kept of another version, unless the name says which it is.
          const response = await fetch(url, { cache: key === url ? 'default' : 'reload', credentials: 'same-origin' })
          if (!response.ok) throw new Error(`${url}: ${response.status}`)
          await cache.put(key, response)
        }
      }),
    )
  })

  scope.addEventListener('activate', (event) => {
    event.waitUntil(
      caches.open(name).then(async (cache) => {
        const wanted = new Set(keys.values())
        for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request)
        await scope.clients.claim()
      }),
    )
  })

  scope.addEventListener('fetch', (event) => {
    const { request } = event
    if (request.method !== 'GET') return
    const key = keys.get(
      request.mode === 'navigate' && request.url.startsWith(base) ? pageAt : (request.url.split('?')[0] ?? ''),
    )
    if (key) event.respondWith(caches.match(key, { cacheName: name }).then((found) => found ?? fetch(request)))
  })
}
