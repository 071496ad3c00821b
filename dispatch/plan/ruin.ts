import type { Routes } from './routes.ts'
import { unlink } from './routes.ts'

/** Each job's nearest others, `count` for each, nearest first. */
export type Near = { count: number; of: Int32Array }

/** How much is removed at a time: jobs on average, the longest string, how often a string is split in two, and how often
 *  what is kept between the two grows by one more (the values of Christiaens & Vanden Berghe). */
export type Strings = { average: number; longest: number; split: number; grow: number }

export type Removal = {
  near: Near
  random: () => number
  strings: Strings
  /** How many routes there are now. */
  used: number
  /** Called before a route is changed. */
  touch: (vehicle: number) => void
}

/** Adjacent string removal: from each of a few routes around a job, a string of jobs, which are added to `absent`. Jobs
 *  that nobody serves have no route and are passed over. The routes changed are to be refreshed. */
export function ruin(routes: Routes, absent: number[], { near, random, strings, used, touch }: Removal): void {
  const jobs = near.of.length / near.count
  const longest = Math.min(strings.longest, (jobs - absent.length) / Math.max(1, used))
  const most = (4 * strings.average) / (1 + longest) - 1
  const wanted = Math.floor(1 + random() * most)
  const seed = Math.floor(random() * jobs)
  const ruined: number[] = []
  for (let i = -1; i < near.count && ruined.length < wanted; i++) {
    const job = i < 0 ? seed : (near.of[seed * near.count + i] ?? 0)
    const vehicle = routes.vehicle[job] ?? -1
    if (vehicle < 0 || ruined.includes(vehicle)) continue
    ruined.push(vehicle)
    touch(vehicle)
    const size = routes.size[vehicle] ?? 0
    const length = Math.floor(1 + random() * Math.min(size, longest))
    let kept = 0
    if (length > 1 && length < size && random() < strings.split) {
      kept = 1
      while (length + kept < size && random() < strings.grow) kept++
    }
    removeString(routes, absent, { jobs, job, size, length, kept, random })
  }
}

type Cut = { jobs: number; job: number; size: number; length: number; kept: number; random: () => number }

/** Removes `length` jobs of a string around the job that is longer by `kept` jobs, which stay, somewhere within. */
function removeString(routes: Routes, absent: number[], { jobs, job, size, length, kept, random }: Cut): void {
  const whole = length + kept
  let position = 0
  for (let at = job; at < jobs; at = routes.prev[at] ?? jobs) position++
  const first = Math.max(1, position - whole + 1)
  const last = Math.min(position, size - whole + 1)
  const begin = first + Math.floor(random() * (last - first + 1))
  let node = job
  for (let at = position; at > begin; at--) node = routes.prev[node] ?? node
  const keepFrom = kept > 0 ? 1 + Math.floor(random() * (length - 1)) : whole
  for (let at = 0; at < whole; at++) {
    const following = routes.next[node] ?? node
    if (at < keepFrom || at >= keepFrom + kept) {
      unlink(routes, node)
      absent.push(node)
    }
    node = following
  }
}
