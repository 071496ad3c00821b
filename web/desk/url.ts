import { useCallback, useSyncExternalStore } from 'react'

/** What the page shows stands in its address, so that a view can be kept, shared and gone back to. */
export type Asked = Partial<Record<'page' | 'order' | 'status' | 'urgency' | 'q' | 'region' | 'cursor', string>>

const changed = 'anxin-url'
const subscribe = (hear: () => void) => {
  window.addEventListener('popstate', hear)
  window.addEventListener(changed, hear)
  return () => {
    window.removeEventListener('popstate', hear)
    window.removeEventListener(changed, hear)
  }
}

/** The present view and how to change parts of it; null takes a part out. */
export function useAsked(): [Asked, (change: { [K in keyof Asked]: Asked[K] | null }) => void] {
  const search = useSyncExternalStore(subscribe, () => location.search)
  const ask = useCallback((change: { [K in keyof Asked]: Asked[K] | null }) => {
    const next = new URLSearchParams(location.search)
    for (const [name, value] of Object.entries(change)) {
      if (value) next.set(name, value)
      else next.delete(name)
    }
    history.pushState(null, '', `${location.pathname}?${next}`)
    window.dispatchEvent(new Event(changed))
  }, [])
  return [Object.fromEntries(new URLSearchParams(search)), ask]
}
