import { useSyncExternalStore } from 'react'

let isMine = false
const hearers = new Set<() => void>()

// Held as long as this page lives: two tables in one browser would each take the other's film for one that was cut.
if (typeof navigator !== 'undefined' && 'locks' in navigator)
  void navigator.locks.request('anxin-station-table', () => {
    isMine = true
    for (const hear of hearers) hear()
    return new Promise(() => {})
  })

/** Whether this is the only page of the station in this browser. */
export const useAlone = (): boolean =>
  useSyncExternalStore(
    (hear) => {
      hearers.add(hear)
      return () => hearers.delete(hear)
    },
    () => isMine,
  )
