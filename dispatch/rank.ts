/** Who should be offered an order: work rules pass or fail first, then weighted aims that sum to 100 %. */
import type { Aims } from './aims.ts'
import { type Able, fitOf, type Needed as NeededBy, whyFit } from './fit.ts'
import { kilometres, type Place } from './place.ts'

export type Needed = NeededBy & { place: Place | null }
export type Technician = Able & { technician: string; place: Place | null }
export type Ranked = { technician: string; score: number; why: string[] }

/** Beyond this distance, in kilometres, nearness counts for nothing. */
const far = 60

/** Those who may take it, best first. Ties go to the lower id, so that the same question has the same answer. */
export function rank(needed: Needed, technicians: readonly Technician[], aims: Aims): Ranked[] {
  return technicians
    .flatMap((technician) => {
      const fit = fitOf(needed, technician)
      if (typeof fit === 'string') return []
      const km = needed.place && technician.place ? kilometres(needed.place, technician.place) : null
      // An unknown distance counts as half way: neither a reward nor a punishment for not sharing a position.
      const met = { ...fit.met, travel: km === null ? 0.5 : Math.max(0, 1 - km / far) }
      const score = (Object.keys(met) as (keyof Aims)[]) // the keys of the object above
        .reduce((sum, aim) => sum + aims[aim] * met[aim], 0)
      const why = [...whyFit(fit, technician, needed), ...(km === null ? [] : [`km.${Math.round(km)}`])]
      return [{ technician: technician.technician, score: Math.round(score * 100) / 100, why }]
    })
    .sort((a, b) => b.score - a.score || (a.technician < b.technician ? -1 : 1))
}
