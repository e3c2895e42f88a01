// Starts what the page names in data-start (passkeys). Unlike allauth's own loader it also works after a boosted visit,
// when the page was loaded long ago. The other data attributes are the ids that allauth's function asks for.
(() => {
  const start = () => {
    for (const block of document.querySelectorAll('[data-start]')) {
      const { start: path, ...ids } = block.dataset
      if (!path.startsWith('allauth.')) continue
      const run = path.split('.').reduce((found, part) => found && found[part], window)
      if (!run) continue
      block.removeAttribute('data-start')
      run({ ids })
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
