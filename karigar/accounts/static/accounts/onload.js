// Starts what the page's data blocks name (passkeys). Unlike allauth's own file it also works after a boosted visit,
// when the page was loaded long ago.
(() => {
  const start = () => {
    for (const block of document.querySelectorAll('script[data-allauth-onload]:not([data-started])')) {
      const path = block.dataset.allauthOnload
      if (!path.startsWith('allauth.')) continue
      const run = path.split('.').reduce((found, part) => found && found[part], window)
      if (!run) continue
      block.dataset.started = ''
      run(JSON.parse(block.textContent))
    }
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start)
  else start()
  if (!window.karigarPasskeys) {
    window.karigarPasskeys = true
    // A browser without passkeys, or a reader who pressed "cancel": say it in the page.
    document.addEventListener('allauth.error', event => {
      event.preventDefault()
      const note = document.querySelector('[data-passkey-failed]')
      if (note) note.hidden = false
    })
  }
})()
