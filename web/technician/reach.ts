import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { type Reach, sync } from './sync.ts'

/** How often an unreachable server is tried again: a phone in a basement often believes that it has network. */
const again = 10_000

/** Whether the server is reached, tried now and whenever something speaks for it. */
export function useReach(): { reach: Reach | null; retry: () => void } {
  const queries = useQueryClient()
  const [reach, setReach] = useState<Reach | null>(navigator.onLine ? null : 'unreachable')
  const retry = useCallback(() => {
    void sync().then((reached) => {
      setReach(navigator.onLine ? reached : 'unreachable')
      // What is recorded must outlive a phone that tidies up; asked once there is something to keep.
      if (reached === 'reached') void navigator.storage?.persist?.()
      void queries.invalidateQueries()
    })
  }, [queries])
  useEffect(() => {
    retry()
    const lost = () => setReach('unreachable')
    window.addEventListener('online', retry)
    window.addEventListener('offline', lost)
    return () => {
      window.removeEventListener('online', retry)
      window.removeEventListener('offline', lost)
    }
  }, [retry])
  useEffect(() => {
    if (reach !== 'unreachable') return
    const timer = setInterval(() => navigator.onLine && retry(), again)
    return () => clearInterval(timer)
  }, [reach, retry])
  return { reach, retry }
}
