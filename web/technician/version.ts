import { useEffect, useState } from 'react'

const outdated = 'anxin.outdated'

/** Registers the service worker, which keeps the page for times without network. WeChat's browser has none: the page
 *  works there too, it only cannot be opened without network. */
export function startWorker(): void {
  // What follows the system's colours: antd-mobile looks at this mark on the root.
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const follow = () => {
    document.documentElement.dataset.prefersColorScheme = dark.matches ? 'dark' : 'light'
  }
  follow()
  dark.addEventListener('change', follow)
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  // A page that had a worker and now gets another one is older than what is installed.
  if (navigator.serviceWorker.controller)
    navigator.serviceWorker.addEventListener('controllerchange', () => window.dispatchEvent(new Event(outdated)))
  const registered = navigator.serviceWorker.register('/sw.js', { scope: '/tech' })
  const look = () => void registered.then((worker) => worker.update()).catch(() => {})
  window.addEventListener('online', look)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look())
  registered.catch(() => {}) // refused or unreachable: the page itself works on
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
