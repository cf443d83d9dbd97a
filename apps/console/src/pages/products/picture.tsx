import { IconPackage, IconPhotoOff } from '@tabler/icons-react'
import { useState } from 'react'
import { useTexts } from '@/lib/lang'
import classes from './products.module.css'
import { texts } from './texts'
import { pictureAt } from './words'

/** Beside a name, so it says nothing to screen readers. */
export function Thumb({ url }: { url: string | null | undefined }) {
  const [failed, setFailed] = useState<string>()
  if (!url || failed === url) {
    return (
      <span className={classes.thumb}>
        <IconPackage size={16} stroke={1.4} aria-hidden="true" />
      </span>
    )
  }
  return (
    <img
      className={classes.thumb}
      src={pictureAt(url, 96)}
      alt=""
      loading="lazy"
      decoding="async"
      onError={() => setFailed(url)}
    />
  )
}

export function Picture({ url, name }: { url: string | null | undefined; name: string }) {
  const t = useTexts(texts).image
  const [failed, setFailed] = useState<string>()
  if (!url || failed === url) {
    return (
      <div className={classes.picture}>
        <div>
          <IconPhotoOff size={28} aria-hidden="true" style={{ display: 'block', margin: '0 auto' }} />
          <p>{t.none}</p>
        </div>
      </div>
    )
  }
  return (
    <img className={classes.picture} src={pictureAt(url, 960)} alt={t.alt({ name })} onError={() => setFailed(url)} />
  )
}
