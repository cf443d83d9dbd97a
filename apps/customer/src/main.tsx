import '@storeflow/tokens/tokens.css'
import '@storeflow/mobile-ui/style.css'
import './style.css'
import { render } from 'preact'
import { begin } from './lib/app'
import { waitForOffer } from './lib/install'
import { Frame } from './parts/frame'

begin()
waitForOffer()
const root = document.getElementById('root')
if (root) render(<Frame />, root)

// The first page has gone before: it needs the network more.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  const register = () =>
    navigator.serviceWorker.register(`${import.meta.env.BASE_URL}sw.js`, { scope: import.meta.env.BASE_URL })
  if (document.readyState === 'complete') void register().catch(() => {})
  else addEventListener('load', () => void register().catch(() => {}))
}
