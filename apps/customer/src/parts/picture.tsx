import { Icon } from '@storeflow/mobile-ui'
import { categoryName, pictureAt, pictureOf } from '../lib/category'
import type { Product } from '../lib/shelf'

/** A product's picture, no larger than it is shown and only when it comes near the screen; its category's outline otherwise. */
export function Picture({ product, size }: { product: Pick<Product, 'image_url' | 'category'>; size: 48 | 64 | 240 }) {
  const { path, hue } = pictureOf(product.category)
  return (
    <span class={`c-picture c-hue-${hue}`} style={{ width: `${size}px`, height: `${size}px` }}>
      <Icon path={path} size={size * 0.5} />
      {product.image_url && (
        <img
          src={pictureAt(product.image_url, size > 100 ? 320 : 96)}
          alt=""
          width={size}
          height={size}
          loading="lazy"
          decoding="async"
          onError={(event) => {
            event.currentTarget.hidden = true
          }}
        />
      )}
    </span>
  )
}

export function CategoryPicture({ category }: { category: string }) {
  const { path, hue } = pictureOf(category)
  return (
    <>
      <span class={`c-picture c-hue-${hue}`} style={{ width: '56px', height: '56px' }}>
        <Icon path={path} size={28} />
      </span>
      <span>{categoryName(category)}</span>
    </>
  )
}
