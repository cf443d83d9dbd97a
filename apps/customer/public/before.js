// Before the first paint: theme and language as they were chosen. No module, so that nothing flashes, and so that a browser
// that is too old for the rest (below Chrome 108 or so) can still be told.
;(() => {
  var root = document.documentElement
  var scheme = 'auto'
  var lang = null
  try {
    scheme = localStorage.getItem('storeflow-customer:theme') || 'auto'
    lang = localStorage.getItem('storeflow-customer:lang')
  } catch (_) {}
  var wish = matchMedia('(prefers-color-scheme: dark)')
  function paint() {
    var dark = scheme === 'dark' || (scheme !== 'light' && wish.matches)
    root.setAttribute('data-theme', dark ? 'dark' : 'light')
  }
  paint()
  root.lang = lang || (navigator.language.indexOf('en') === 0 ? 'en' : 'es')
  if (window.indexedDB && navigator.locks && window.BroadcastChannel && CSS.supports('height', '100dvh')) return
  addEventListener('DOMContentLoaded', () => {
    document.getElementById('root').textContent =
      root.lang === 'en'
        ? 'This browser is too old for StoreFlow. Update Chrome (108 or newer) and open this page again.'
        : 'Este navegador es muy antiguo para StoreFlow. Actualice Chrome (108 o más reciente) y abra esta página de nuevo.'
  })
})()
