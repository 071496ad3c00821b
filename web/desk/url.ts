import { useCallback, useSyncExternalStore } from 'react'

/** What the page shows stands in its address, so that a view can be kept, shared and gone back to. */
type Name =
  | ('page' | 'order' | 'claim' | 'cursor' | 'sort' | 'q' | 'status')
  | ('urgency' | 'region' | 'appliance' | 'brand' | 'duty')
  | ('grade' | 'stage' | 'mine' | 'rule')
  | ('from' | 'until' | 'merchant' | 'category')
export type Asked = Partial<Record<Name, string>>
type Change = { [K in keyof Asked]: Asked[K] | null }

const changed = 'anxin-url'

/** The address of one claim, as notices give it, is the desk with that claim open. */
const ofClaim = /^(\/(?:desk|merchant|review))\/claims\/([\w-]+)\/?$/.exec(location.pathname)
if (ofClaim) history.replaceState(null, '', `${ofClaim[1]}?claim=${ofClaim[2]}`)

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
 *  search only a number of an order or a claim, since anything else may be somebody's phone number or name. */
export function keepable(search: string): { query: string; left: boolean } {
  const parts = new URLSearchParams(search)
  for (const name of ['order', 'claim', 'cursor', 'rule']) parts.delete(name)
  const q = parts.get('q')
  const left = q !== null && !/^T?\d{10}$/i.test(q.replace(/[\s-]/g, ''))
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
