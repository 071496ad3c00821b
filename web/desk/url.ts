import { useCallback, useSyncExternalStore } from 'react'

/** What the page shows stands in its address, so that a view can be kept, shared and gone back to. */
export type Asked = Partial<
  Record<
    'page' | 'order' | 'status' | 'urgency' | 'q' | 'region' | 'appliance' | 'duty' | 'sort' | 'cursor' | 'rule',
    string
  >
>
type Change = { [K in keyof Asked]: Asked[K] | null }

const changed = 'anxin-url'
const subscribe = (hear: () => void) => {
  window.addEventListener('popstate', hear)
  window.addEventListener(changed, hear)
  return () => {
    window.removeEventListener('popstate', hear)
    window.removeEventListener(changed, hear)
  }
}

/** Shows the view that a query describes, whatever was shown before; one step back leads there again. */
export function showView(query: string): void {
  history.pushState(null, '', `${location.pathname}?${query}`)
  window.dispatchEvent(new Event(changed))
}

/** What a saved view keeps of the address: neither the open order nor how far somebody had turned the pages, and of a
 *  search only an order number, since anything else may be somebody's phone number or name. */
export function keepable(search: string): { query: string; left: boolean } {
  const parts = new URLSearchParams(search)
  for (const name of ['order', 'cursor', 'rule']) parts.delete(name)
  const q = parts.get('q')
  const left = q !== null && !/^\d{10}$/.test(q.replace(/[\s-]/g, ''))
  if (left) parts.delete('q')
  return { query: parts.toString(), left }
}

/** The present view and how to change parts of it; null takes a part out. `replace` leaves no step to go back to. */
export function useAsked(): [Asked, (change: Change, how?: 'push' | 'replace') => void] {
  const search = useSyncExternalStore(subscribe, () => location.search)
  const ask = useCallback((change: Change, how: 'push' | 'replace' = 'push') => {
    const next = new URLSearchParams(location.search)
    for (const [name, value] of Object.entries(change)) {
      if (value) next.set(name, value)
      else next.delete(name)
    }
    history[how === 'push' ? 'pushState' : 'replaceState'](null, '', `${location.pathname}?${next}`)
    window.dispatchEvent(new Event(changed))
  }, [])
  return [Object.fromEntries(new URLSearchParams(search)), ask]
}
