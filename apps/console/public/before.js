// Before the first paint: theme and language as they were chosen. No module, so that nothing flashes.
;(() => {
  const root = document.documentElement
  let scheme = 'auto'
  let lang = null
  try {
    scheme = localStorage.getItem('sf-scheme') || 'auto'
    lang = localStorage.getItem('sf-lang')
  } catch {}
  const dark = scheme === 'dark' || (scheme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
  root.lang = lang || (navigator.language.startsWith('en') ? 'en' : 'es')
})()
