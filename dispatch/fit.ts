/** Whether somebody may take a visit at all, and how well it suits them: work rules pass or fail first. */
import type { Aims } from './aims.ts'

export type Skill = { appliance: string; brands: readonly string[] | '*' }

export type Needed = {
  appliance: string
  brand: string
  /** Division code, of 6 or 9 digits. */
  region: string
  /** Numbers of parts that it will need. */
  parts?: readonly string[]
}
export type Able = {
  skills: readonly Skill[]
  /** Division codes served, of 2, 4, 6 or 9 digits: a province serves all its counties. */
  territory: readonly string[]
  /** Visits accepted and not over. */
  load: number
  /** Mean of stars (1–5) and how many. */
  rating: { mean: number; count: number } | null
  /** Served this very order before. */
  knowsTheOrder: boolean
  /** Numbers of parts on the van; null where nobody keeps count. */
  parts?: ReadonlySet<string> | null
}

/** Nobody gets a further order with this many open. */
export const fullAt = 8
/** An unrated technician starts where an average one stands (Bayesian mean: as if rated 4.5 five times). */
const prior = { mean: 4.5, count: 5 }

/** How far each aim but travel is met, 0 to 1, with the depth of territory in digits; or the rule that says no. */
export type Fit = { met: Readonly<Record<Exclude<keyof Aims, 'travel'>, number>>; depth: number }
export type Unfit = 'skill' | 'territory' | 'full'

export function fitOf(needed: Needed, able: Able): Fit | Unfit {
  const skill = skillFor(needed, able.skills)
  const depth = depthOf(needed.region, able.territory)
  if (skill === null) return 'skill'
  if (depth === 0) return 'territory'
  if (able.load >= fullAt) return 'full'
  const { mean, count } = able.rating ?? { mean: prior.mean, count: 0 }
  const rating = (mean * count + prior.mean * prior.count) / (count + prior.count)
  return {
    depth,
    met: {
      skill,
      territory: depth / 9,
      load: 1 - able.load / fullAt,
      parts: partsFor(needed.parts ?? [], able.parts ?? null),
      rating: (rating - 1) / 4,
      continuity: able.knowsTheOrder ? 1 : 0,
    },
  }
}

/** 1 for a technician trained on the brand, 0.6 for one who takes any, null for one who may not. */
function skillFor({ appliance, brand }: Needed, skills: readonly Skill[]): number | null {
  const fitting = skills.filter((skill) => skill.appliance === appliance)
  if (fitting.some(({ brands }) => brands !== '*' && brands.includes(brand))) return 1
  return fitting.some(({ brands }) => brands === '*') ? 0.6 : null
}

/** The share of the needed parts that is on the van; half where nobody keeps count, 1 where none is needed. */
function partsFor(needed: readonly string[], van: ReadonlySet<string> | null): number {
  if (needed.length === 0) return 1
  return van ? needed.filter((part) => van.has(part)).length / needed.length : 0.5
}

/** How deep the territory reaches towards the region: digits of the longest code that contains it; 0 when none does. */
const depthOf = (region: string, territory: readonly string[]): number =>
  Math.max(0, ...territory.map((code) => (region.startsWith(trimmed(code)) ? trimmed(code).length : 0)))

/** `620000` → `62`: official codes of provinces and prefectures end in zeros. */
const trimmed = (code: string): string =>
  code.length > 6 ? code : code.replace(/0000$/, '').replace(/(^\d{4})00$/, '$1')

/** In words' codes, what speaks for somebody: `skill.brand`, `territory.county`, `load.2`, `rating.4.8`, … */
export function whyFit({ met, depth }: Fit, { load, rating, knowsTheOrder }: Able, needed: Needed): string[] {
  return [
    met.skill === 1 ? 'skill.brand' : 'skill.any',
    `territory.${depth >= 9 ? 'town' : depth >= 6 ? 'county' : depth >= 4 ? 'prefecture' : 'province'}`,
    `load.${load}`,
    ...(rating && rating.count > 0 ? [`rating.${rating.mean.toFixed(1)}`] : []),
    ...(knowsTheOrder ? ['continuity'] : []),
    ...((needed.parts ?? []).length > 0 && met.parts === 1 ? ['parts'] : []),
  ]
}
