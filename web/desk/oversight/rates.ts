import { fewest, type Rate } from '@anxin/domain/oversight/rate.ts'

const percent = (share: number, places: number) => `${(share * 100).toFixed(places)}%`

/** A rate in words: of few the counts alone, "3 / 7"; of more the percentage. The interval is told with either. */
export function sayRate({ n, of, low, high }: Rate): { main: string; counts: string; interval: string } {
  const counts = `${n.toLocaleString()} / ${of.toLocaleString()}`
  if (low === null || high === null) return { main: counts, counts: '', interval: '' }
  const interval = `${percent(low, 0)}–${percent(high, 0)}`
  return of < fewest ? { main: counts, counts: '', interval } : { main: percent(n / of, 1), counts, interval }
}
