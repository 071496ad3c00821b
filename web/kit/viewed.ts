import { useEffect } from 'react'
import { api } from './api.ts'

/** Notes that a claim was opened and is looked at. Fetched ahead, or again in a page that lies open, it is not. */
export function useViewed(id: string | undefined): void {
  useEffect(() => {
    if (!id) return
    const note = () => {
      if (document.visibilityState !== 'visible') return
      document.removeEventListener('visibilitychange', note)
      void api.POST('/api/v1/claims/{id}/view', { params: { path: { id } } })
    }
    document.addEventListener('visibilitychange', note)
    note()
    return () => document.removeEventListener('visibilitychange', note)
  }, [id])
}
