import { setTimeout as wait } from 'node:timers/promises'
import type { APIRequestContext } from '@playwright/test'
import { PASSWORD } from './support'

/** Makes the company's catalogue at least as large as that of the reference data: by an import, as its clerk would. */
export async function grow(request: APIRequestContext, url: string, to: number): Promise<void> {
  const session = await request.post(`${url}/api/identity/sessions`, {
    data: { login: 'purchasing@demo.storeflow.test', password: PASSWORD, app: 'api' },
  })
  const { access_token } = (await session.json()) as { access_token: string }
  const headers = { authorization: `Bearer ${access_token}` }
  const read = async <T>(path: string) => (await (await request.get(url + path, { headers })).json()) as T
  const { items } = await read<{ items: unknown[] }>(`/api/purchasing/products/changes?limit=${to}`)
  const missing = to - items.length
  if (missing <= 0) return
  const suppliers = await read<{ items: { legal_name: string }[] }>('/api/purchasing/suppliers?limit=50')
  const [goods, makers] = [
    ['Arroz', 'Aceite', 'Panela', 'Café molido', 'Jabón', 'Galletas', 'Atún', 'Leche', 'Azúcar', 'Fríjol'],
    ['La Vereda', 'Del Campo', 'Nevados', 'Mi Casa', 'El Trapiche', 'Costeño', 'Sabana'],
  ]
  const lines = Array.from({ length: missing }, (_, n) => {
    const name = `${goods[n % goods.length]} ${makers[n % makers.length]} ${100 + (n % 90) * 10} g`
    return `${name} ref. ${n};CRECE-${n};${suppliers.items[n % suppliers.items.length]?.legal_name};${1_000 + n}`
  })
  const buffer = Buffer.from(['nombre;codigo sku;fabricante;precio', ...lines].join('\n'))
  const sent = await request.post(`${url}/api/purchasing/imports`, {
    headers,
    multipart: { kind: 'products', file: { name: 'catalogo.csv', mimeType: 'text/csv', buffer } },
  })
  const { id } = (await sent.json()) as { id: string }
  const until = async (status: string) => {
    for (let tries = 0; tries < 300; tries += 1) {
      const now = await read<{ status: string; valid: number }>(`/api/purchasing/imports/${id}`)
      if (now.status === status) return now
      if (now.status === 'failed') break
      await wait(200)
    }
    throw new Error(`the import of ${missing} products is not ${status}`)
  }
  const { valid } = await until('checked')
  if (valid !== missing) throw new Error(`${missing - valid} of ${missing} rows are wrong`)
  await request.post(`${url}/api/purchasing/imports/${id}/commit`, { headers })
  await until('committed')
}
