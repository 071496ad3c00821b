import type { Model } from '../model.ts'
import type { Job, Problem, Vehicle } from '../problem.ts'

/** Why nobody serves a job, as one sentence: what no vehicle has comes before what none has left. */
export function whyUnserved({ jobs, vehicles }: Problem, model: Model, job: number): string {
  const asked = jobs[job]
  if (!asked) throw new RangeError(`there is no job ${job}`)
  const skilled = vehicles.filter(({ skills }) => asked.skills.every((skill) => skills.includes(skill)))
  if (skilled.length === 0) {
    const [one, ...more] = asked.skills
    return more.length === 0
      ? `no vehicle has the skill ${one}`
      : `no vehicle has all of the skills ${asked.skills.join(', ')}`
  }
  const large = skilled.filter((vehicle) => hasRoom(vehicle, asked))
  if (large.length === 0) return 'more than any vehicle with the skills can carry'
  if (large.every(({ window }) => asked.windows.length > 0 && (asked.windows.at(-1)?.[1] ?? 0) < window[0]))
    return 'its time windows end before any vehicle that could serve it begins'
  if (large.every(({ window }) => (asked.windows[0]?.[0] ?? 0) > window[1]))
    return 'its time windows begin after all vehicles that could serve it have ended'
  if (model.kinds.every(({ alone }) => alone[job] === Number.POSITIVE_INFINITY))
    return 'no vehicle that could serve it gets there and back within its time windows, breaks and limits'
  return 'no vehicle that could serve it has room left beside the others'
}

const hasRoom = ({ capacity }: Vehicle, { delivery, pickup }: Job): boolean =>
  capacity.every((most, k) => (delivery[k] ?? 0) <= most && (pickup[k] ?? 0) <= most)
