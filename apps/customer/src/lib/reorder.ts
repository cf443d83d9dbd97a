import { toast } from '@storeflow/mobile-ui'
import { go, type Work } from './app'

/** Puts what was ordered into the cart, as far as it is still sold, and goes there. */
export async function reorder(
  { engine, shelf }: Work,
  lines: readonly { product_id: string; quantity: number }[],
  gone: (n: number) => string,
): Promise<void> {
  const sold = shelf.products.get()
  const good = lines.filter((line) => !sold || sold.has(line.product_id))
  await engine.cart.add(good.map(({ product_id, quantity }) => ({ product_id, quantity })))
  if (good.length < lines.length) toast.bad(gone(lines.length - good.length))
  if (good.length > 0) go('/cart')
}
