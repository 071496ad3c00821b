import { useEffect, useRef } from 'react'

/** Calls `changed` whenever the server says that what is watched changed; reconnects by itself. */
export function useLive(url: string | null, changed: () => void): void {
  const latest = useRef(changed)
  latest.current = changed
  useEffect(() => {
    if (!url) return
    const source = new EventSource(url)
    // Many changes come in one burst: one look at the end of it is enough.
    let timer: ReturnType<typeof setTimeout> | undefined
    source.addEventListener('change', () => {
      clearTimeout(timer)
      timer = setTimeout(() => latest.current(), 60)
    })
    return () => {
      clearTimeout(timer)
      source.close()
    }
  }, [url])
}
