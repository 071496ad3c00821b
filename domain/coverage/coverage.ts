import type { Id } from '../basics.ts'
import type { Skill } from '../technicians/technician.ts'

/** Who serves which county, for which brand and appliance: nothing but what technicians can do and where they go, read the
 *  other way round. So it cannot say something else than what orders are offered by. */

/** `territory`: codes of divisions of whatever level; a province holds all its counties. */
export type Serving = { id: Id; skills: readonly Skill[]; territory: readonly string[] }
/** Null: any. */
export type Wanted = { appliance: string | null; brand: string | null }

const suits = ({ appliance, brands }: Skill, wanted: Wanted): boolean =>
  (wanted.appliance === null || appliance === wanted.appliance) &&
  (wanted.brand === null || brands === '*' || brands.includes(wanted.brand))

/** Who of them comes to a place, in the order given: those whose territory holds the county, or a town in it. */
export function servers(all: readonly Serving[], wanted: Wanted): (county: string) => Id[] {
  const byPlace = new Map<string, Set<number>>()
  all.forEach(({ skills, territory }, i) => {
    if (!skills.some((skill) => suits(skill, wanted))) return
    for (const place of territory) {
      const code = place.slice(0, 6)
      byPlace.set(code, (byPlace.get(code) ?? new Set()).add(i))
    }
  })
  return (county) => {
    const above = [county, `${county.slice(0, 4)}00`, `${county.slice(0, 2)}0000`]
    const found = new Set(above.flatMap((code) => [...(byPlace.get(code) ?? [])]))
    return [...found].sort((a, b) => a - b).flatMap((i) => all[i]?.id ?? [])
  }
}

/** `gap`: people report from there, and nobody comes. `one`: it hangs on a single person. */
export const standings = ['gap', 'none', 'one', 'covered'] as const
export type Standing = (typeof standings)[number]

export function standingOf(technicians: number, demand: number): Standing {
  if (technicians === 0) return demand > 0 ? 'gap' : 'none'
  return technicians === 1 ? 'one' : 'covered'
}
