// The credit report's buttons. The page is a document: without this it is read all the same.
document.addEventListener('click', function (event) {
  var button = event.target.closest('[data-act]')
  if (!button) return
  if (button.dataset.act === 'print') window.print()
  if (button.dataset.act === 'theme') {
    var dark = document.documentElement.classList.toggle('dark')
    try {
      localStorage.setItem('rongtong-theme', dark ? 'dark' : 'light')
    } catch {
      /* lasts until the reload */
    }
  }
})
