// Runs before the first paint: a page that turns dark afterwards flashes.
;(function () {
  var chosen = null
  try {
    chosen = localStorage.getItem('rongtong-theme')
  } catch {
    /* storage is forbidden: follow the system */
  }
  var dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  document.documentElement.classList.toggle('dark', dark)
})()
