import { useEffect, useState } from 'react'

const outdated = 'anxin.outdated'

/** Registers the service worker, which keeps the page for times without network. WeChat's browser has none: the page
 *  works there too, it only cannot be opened without network. */
export function startWorker(scope: '/tech' | '/station'): void {
  // What follows the system's colours: antd-mobile looks at this mark on the root.
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const follow = () => {
    document.documentElement.dataset.prefersColorScheme = dark.matches ? 'dark' : 'light'
  }
  follow()
  dark.addEventListener('change', follow)
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  const registered = navigator.serviceWorker.register('/sw.js', { scope })
  hearOfNewer(registered)
  const look = () => void registered.then((worker) => worker.update()).catch(() => {})
  window.addEventListener('online', look)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look())
}

/** A page with a worker is older than what another one has installed, be it here or in another tab. That one may have to
 *  wait until the old one has nothing to do: the page is told before. */
function hearOfNewer(registered: Promise<ServiceWorkerRegistration>): void {
  const tell = () => window.dispatchEvent(new Event(outdated))
  let hadOne = navigator.serviceWorker.controller !== null
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (hadOne) tell()
    hadOne = true
  })
  const watch = (registration: ServiceWorkerRegistration) =>
    registration.addEventListener('updatefound', () => {
      const next = registration.installing
      next?.addEventListener('statechange', () => next.state === 'installed' && hadOne && tell())
    })
  registered.then(watch).catch(() => {}) // refused or unreachable: the page itself works on
}

/** Whether a newer page is installed than the one that is shown. */
export function useOutdated(): boolean {
  const [isOutdated, setOutdated] = useState(false)
  useEffect(() => {
    const hear = () => setOutdated(true)
    window.addEventListener(outdated, hear)
    return () => window.removeEventListener(outdated, hear)
  }, [])
  return isOutdated
}
