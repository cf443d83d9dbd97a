import { priceAt, priceWithTax } from '@storeflow/core'
import { Stepper, useFormats, useTexts } from '@storeflow/mobile-ui'
import { href } from '../lib/app'
import type { Product } from '../lib/shelf'
import { useShelf, useWork } from '../lib/use'
import { words } from '../lib/words'
import { Picture } from './picture'
import { Stock } from './stock'

/** As high as every other: the catalogue counts on it. */
export const ROW = 112

export function ProductRow({ product, reason }: { product: Product; reason?: string }) {
  const f = useFormats()
  return (
    <article class={`c-row${reason ? ' c-high' : ''}`}>
      <a href={href(`/products/${product.id}`)} class="c-row-link">
        <Picture product={product} size={64} />
        <span class="c-name">{product.name}</span>
      </a>
      <div class="c-row-facts">
        <b class="c-price">{f.money(priceWithTax(priceAt(product), product.tax_rate_bp))}</b>
        <Stock productId={product.id} />
      </div>
      <InCart product={product} />
      {reason && <p class="c-reason">{reason}</p>}
    </article>
  )
}

/** How many of a product are in the cart. */
export function InCart({ product }: { product: Pick<Product, 'id' | 'name'> }) {
  const t = useTexts(words)
  const { engine } = useWork()
  const cart = useShelf('cart')
  const quantity = cart?.find((line) => line.product_id === product.id)?.quantity ?? 0
  return (
    <Stepper
      value={quantity}
      name={product.name}
      words={t}
      set={(value) => void engine.cart.set(product.id, Math.max(0, value))}
    />
  )
}
