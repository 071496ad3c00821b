import { useCallback, useEffect, useState } from 'react'
import { api, told } from '../kit/api.ts'
import { endCutFilms } from './kept.ts'
import { type Reach, sync } from './sync.ts'

const again = 5_000

/** Whether the server is reached. What is kept is sent now, whenever a film ends or the network comes back, and every few
 *  seconds: an errand of the server seals what was handed in, and a table often believes that it has network. */
export function useReach(filming: string | null): { reach: Reach | null; retry: () => void } {
  const [reach, setReach] = useState<Reach | null>(null)
  const retry = useCallback(() => {
    void sync().then((reached) => {
      // Somebody else is at it.
      if (reached === null) return
      setReach(reached)
      if (reached === 'reached') void navigator.storage?.persist?.()
    })
  }, [])
  useEffect(() => {
    void endCutFilms().then(retry)
  }, [retry])
  useEffect(() => {
    if (filming) retry()
  }, [filming, retry])
  useEffect(() => {
    window.addEventListener('online', retry)
    window.addEventListener('offline', retry)
    const timer = setInterval(retry, again)
    return () => {
      window.removeEventListener('online', retry)
      window.removeEventListener('offline', retry)
      clearInterval(timer)
    }
  }, [retry])
  return { reach, retry }
}

export type Merchant = { id: string; name: string }
const kept = 'anxin.station.merchants'
const read = (): Merchant[] => {
  const value: unknown = JSON.parse(localStorage.getItem(kept) ?? '[]')
  return Array.isArray(value) ? value : []
}

/** The merchants that whoever is signed in speaks for; without network, those of last time. */
export function useMerchants(reach: Reach | null): Merchant[] {
  const [merchants, setMerchants] = useState<Merchant[]>(read)
  useEffect(() => {
    if (reach !== 'reached') return
    told(api.GET('/api/v1/merchants/mine', {}))
      .then(({ items }) => {
        localStorage.setItem(kept, JSON.stringify(items))
        setMerchants(items)
      })
      .catch(() => {}) // the next try tells
  }, [reach])
  return merchants
}
