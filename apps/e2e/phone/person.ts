/** A shop that orders, and what must be true of it as the test itself remembers it. */
export interface Person {
  id: string
  name: string
  phone: string
  password: string
  /** Quantities by product, not yet ordered. */
  cart: Map<string, number>
  /** Orders that were made, with their quantities by product. */
  orders: Map<string, Map<string, number>>
}

export interface ServerOrder {
  id: string
  parent_id?: string | null
  status: string
  lines: { product_id: string; quantity: number }[]
}

const PASSWORD = 'tienda-segura-2026'

async function call<T>(url: string, init: RequestInit & { json?: unknown } = {}): Promise<T> {
  const { json, ...rest } = init
  const headers = new Headers(init.headers)
  if (json !== undefined) headers.set('content-type', 'application/json')
  const answer = await fetch(url, { ...rest, headers, body: json === undefined ? undefined : JSON.stringify(json) })
  if (!answer.ok) throw new Error(`${init.method ?? 'GET'} ${url}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

/** Registers a shop that nobody knows yet. */
export async function register(url: string, name: string): Promise<Person> {
  const phone = `+5730${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`
  const json = {
    business_name: `Tienda ${name}`,
    name,
    phone,
    password: PASSWORD,
    address: 'Calle 10 # 5-20',
    city: 'Bogotá',
  }
  await call(`${url}/api/identity/customers`, { method: 'POST', json })
  const { user } = await signIn(url, phone)
  return { id: user.id, name, phone, password: PASSWORD, cart: new Map(), orders: new Map() }
}

function signIn(url: string, login: string): Promise<{ access_token: string; user: { id: string } }> {
  return call(`${url}/api/identity/sessions`, { method: 'POST', json: { login, password: PASSWORD, app: 'api' } })
}

/** What the server has of them, asked at the server itself. What was split off for want of stock is not an order of theirs. */
export async function ordersAtServer(url: string, person: Person): Promise<ServerOrder[]> {
  const { access_token } = await signIn(url, person.phone)
  const found: ServerOrder[] = []
  for (let cursor = ''; ; ) {
    const query = new URLSearchParams({ limit: '200', ...(cursor && { cursor }) })
    const page = await call<{ items: ServerOrder[]; next_cursor: string | null }>(`${url}/api/sales/orders?${query}`, {
      headers: { authorization: `Bearer ${access_token}` },
    })
    found.push(...page.items)
    if (!page.next_cursor) break
    cursor = page.next_cursor
  }
  return found.filter((order) => !order.parent_id)
}
