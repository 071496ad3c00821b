/** Who should be offered an order: work rules pass or fail first, then weighted aims that sum to 100 %. */

/** A place on earth, in degrees. */
export type Place = { latitude: number; longitude: number }
export type Skill = { appliance: string; brands: readonly string[] | '*' }

export type Needed = { appliance: string; brand: string; region: string; place: Place | null }
export type Technician = {
  technician: string
  skills: readonly Skill[]
  /** Division codes served, of 2, 4, 6 or 9 digits: a province serves all its counties. */
  territory: readonly string[]
  /** Visits accepted and not over. */
  load: number
  place: Place | null
  /** Mean of stars (1–5) and how many. */
  rating: { mean: number; count: number } | null
  /** Served this very order before. */
  knowsTheOrder: boolean
}
export type Ranked = { technician: string; score: number; why: string[] }

/** Aims and their weights, in per cent; version 2026-11. */
export const weights = { skill: 20, territory: 20, load: 20, distance: 20, rating: 10, continuity: 10 } as const
/** Nobody gets a further order with this many open. */
export const fullAt = 8
/** Beyond this distance, in kilometres, nearness counts for nothing. */
const far = 60
/** An unrated technician starts where an average one stands (Bayesian mean: as if rated 4.5 five times). */
const prior = { mean: 4.5, count: 5 }

/** Those who may take it, best first. Ties go to the lower id, so that the same question has the same answer. */
export function rank(needed: Needed, technicians: readonly Technician[]): Ranked[] {
  return technicians
    .flatMap((technician) => {
      const skill = skillFor(needed, technician.skills)
      const depth = depthOf(needed.region, technician.territory)
      const mayTakeIt = skill !== null && depth > 0 && technician.load < fullAt
      return mayTakeIt ? [scored(needed, technician, { skill, depth })] : []
    })
    .sort((a, b) => b.score - a.score || (a.technician < b.technician ? -1 : 1))
}

function scored(needed: Needed, technician: Technician, fit: { skill: number; depth: number }): Ranked {
  const km = needed.place && technician.place ? kilometres(needed.place, technician.place) : null
  const rated = technician.rating ?? { mean: prior.mean, count: 0 }
  const mean = (rated.mean * rated.count + prior.mean * prior.count) / (rated.count + prior.count)
  const aims = {
    skill: fit.skill,
    territory: fit.depth / 9,
    load: 1 - technician.load / fullAt,
    // An unknown distance counts as half way: neither a reward nor a punishment for not sharing a position.
    distance: km === null ? 0.5 : Math.max(0, 1 - km / far),
    rating: (mean - 1) / 4,
    continuity: technician.knowsTheOrder ? 1 : 0,
  }
  const score = (Object.keys(weights) as (keyof typeof weights)[]) // the keys of the object above
    .reduce((sum, aim) => sum + weights[aim] * aims[aim], 0)
  const why = [
    fit.skill === 1 ? 'skill.brand' : 'skill.any',
    `territory.${fit.depth >= 9 ? 'town' : fit.depth >= 6 ? 'county' : fit.depth >= 4 ? 'prefecture' : 'province'}`,
    `load.${technician.load}`,
    ...(km === null ? [] : [`km.${Math.round(km)}`]),
    ...(rated.count > 0 ? [`rating.${rated.mean.toFixed(1)}`] : []),
    ...(technician.knowsTheOrder ? ['continuity'] : []),
  ]
  return { technician: technician.technician, score: Math.round(score * 100) / 100, why }
}

/** 1 for a technician trained on the brand, 0.6 for one who takes any, null for one who may not. */
function skillFor({ appliance, brand }: Needed, skills: readonly Skill[]): number | null {
  const fitting = skills.filter((skill) => skill.appliance === appliance)
  if (fitting.some(({ brands }) => brands !== '*' && brands.includes(brand))) return 1
  return fitting.some(({ brands }) => brands === '*') ? 0.6 : null
}

/** How deep the territory reaches towards the region: digits of the longest code that contains it; 0 when none does. */
const depthOf = (region: string, territory: readonly string[]): number =>
  Math.max(0, ...territory.map((code) => (region.startsWith(trimmed(code)) ? trimmed(code).length : 0)))

/** `620000` → `62`: official codes of provinces and prefectures end in zeros. */
const trimmed = (code: string): string =>
  code.length > 6 ? code : code.replace(/0000$/, '').replace(/(^\d{4})00$/, '$1')

/** Great-circle distance (haversine) on a sphere of 6,371 km. */
export function kilometres(a: Place, b: Place): number {
  const rad = Math.PI / 180
  const dLat = (b.latitude - a.latitude) * rad
  const dLon = (b.longitude - a.longitude) * rad
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.latitude * rad) * Math.cos(b.latitude * rad) * Math.sin(dLon / 2) ** 2
  return 2 * 6_371 * Math.asin(Math.min(1, Math.sqrt(h)))
}
