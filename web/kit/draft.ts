import { useEffect, useState } from 'react'

/** What somebody is writing, kept in this tab: a reload, or a call that comes between, loses nothing. `drop` once it
 *  was sent, so that nothing personal stays behind. */
export function useDraft<D extends object>(name: string, start: (kept: Partial<D>) => D) {
  const [draft, setDraft] = useState<D>(() => start(read(name)))
  const [isDropped, setDropped] = useState(false)
  useEffect(() => {
    if (isDropped) sessionStorage.removeItem(name)
    else sessionStorage.setItem(name, JSON.stringify(draft))
  }, [name, draft, isDropped])
  const drop = () => {
    sessionStorage.removeItem(name)
    setDropped(true)
  }
  return { draft, change: (change: Partial<D>) => setDraft((was) => ({ ...was, ...change })), drop }
}

function read(name: string): object {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(name) ?? '{}')
    return typeof kept === 'object' && kept !== null ? kept : {}
  } catch {
    return {} // somebody else's text under our name: begin anew
  }
}
