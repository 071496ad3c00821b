/** `npm run bench plan [FOLDER [SECONDS [SET…]]]`: the planner on the instances of Solomon and of Gehring and Homberger in a
 *  folder (`bks.csv` with the best known, a folder of texts for each set), distance objective; without a folder, on seeded
 *  problems of 100 to 10,000 jobs. Each plan is verified by what the tests verify with. Seconds are the processor's, because others
 *  work on these machines; a plan takes that long on a quiet one.
 *  Distances are real in the best-known values; here, as VROOM's own benchmark does, they are whole numbers of
 *  thousandths, so a gap may lie a few hundred-thousandths beside the true one. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { seeded } from '../dispatch/plan/random.ts'
import { verify } from '../dispatch/plan/verifying.ts'
import { plan } from '../dispatch/plan/vroom/plan.ts'
import { readProblem } from '../dispatch/plan/vroom/read.ts'
import { machine } from './machine.ts'

const scale = 1_000
const [folder, seconds = '5', ...sets] = process.argv[1]?.endsWith('bench.ts')
  ? process.argv.slice(3)
  : process.argv.slice(2)

const processorSeconds = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1e6
}

/** Plans with so many seconds of the processor, reading included, and looks at the plan. */
function planned(given: object, budget: number) {
  const began = processorSeconds()
  let first = 0
  const timeLeft = (iterations: number) => {
    const taken = processorSeconds() - began
    if (iterations === 0) first = taken
    return 1 - taken / budget
  }
  const answer = plan(given, { seed: 1, timeLeft })
  const taken = processorSeconds() - began
  // The verifier counts on ids that are the numbers of jobs and vehicles: all problems here have such.
  verify(readProblem(given).problem, answer)
  return { answer, taken, first }
}

/** An instance as a problem in VROOM's JSON. */
function instance(file: string) {
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const [count = 0, capacity = 0] = rows[4] ?? []
  const stops = rows.filter((row) => row.length === 7 && row.every(Number.isFinite))
  const [depot = []] = stops
  const window = (row: readonly number[]) => [(row[4] ?? 0) * scale, (row[5] ?? 0) * scale]
  const durations = stops.map(([, x = 0, y = 0]) =>
    stops.map(([, a = 0, b = 0]) => Math.round(scale * Math.hypot(x - a, y - b))),
  )
  return {
    matrices: { car: { durations } },
    vehicles: Array.from({ length: count }, (_, id) => ({
      id,
      start_index: 0,
      end_index: 0,
      capacity: [capacity],
      time_window: window(depot),
    })),
    jobs: stops.slice(1).map((row, id) => ({
      id,
      location_index: id + 1,
      delivery: [row[3] ?? 0],
      service: (row[6] ?? 0) * scale,
      time_windows: [window(row)],
    })),
  }
}

/** Best-known distance and vehicles of the distance objective by instance. */
function bestKnown(): Map<string, { distance: number; vehicles: number }> {
  const [head = '', ...lines] = readFileSync(join(folder ?? '', 'bks.csv'), 'utf8')
    .trim()
    .split('\n')
  const at = (name: string) => head.split(',').indexOf(name)
  return new Map(
    lines.map((line) => {
      const values = line.split(',')
      const number = (name: string) => Number(values[at(name)])
      return [values[0] ?? '', { distance: number('dist_distance'), vehicles: number('dist_vehicles') }]
    }),
  )
}

function onInstances(set: string): void {
  const known = bestKnown()
  const gaps = new Map<string, number[]>()
  let [longest, unserved] = [0, 0]
  for (const file of globSync(join(folder ?? '', set, '*.txt')).sort()) {
    const name = basename(file, '.txt').toLowerCase()
    const best = known.get(name)
    if (!best) continue
    const { answer, taken } = planned(instance(file), Number(seconds))
    const gap = 100 * (answer.summary.cost / scale / best.distance - 1)
    longest = Math.max(longest, taken)
    unserved += answer.summary.unassigned
    const kind = /^[a-z]+\d/.exec(name)?.[0] ?? name
    gaps.set(kind, [...(gaps.get(kind) ?? []), gap])
    process.stdout.write(
      `${name}\t${(answer.summary.cost / scale).toFixed(2)}\tbest known ${best.distance}\t${gap.toFixed(2)} %\t${answer.summary.routes} routes (${best.vehicles})\t${answer.iterations} iterations\n`,
    )
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const row = (kind: string, values: readonly number[]) =>
    `| ${kind} | ${values.length} | ${mean(values).toFixed(2)} % | ${Math.max(...values).toFixed(2)} % |\n`
  const all = [...gaps.values()].flat()
  process.stdout.write(`\n${set}, ${seconds} s (longest ${longest.toFixed(2)} s), ${unserved} not served\n`)
  for (const [kind, values] of gaps) process.stdout.write(row(kind, values))
  process.stdout.write(`${row('all', all)}${machine()}\n\n`)
}

/** A day in a prefecture: towns of different size, windows of two hours for half the jobs, skills, a lunch break. */
function day(jobs: number) {
  const random = seeded(jobs)
  const towns = Array.from({ length: 12 }, () => [116 + random(), 36 + random() * 0.8] as const)
  const place = () => {
    const [longitude, latitude] = towns[Math.floor(random() ** 2 * towns.length)] ?? [116, 36]
    return [longitude + (random() - 0.5) * 0.15, latitude + (random() - 0.5) * 0.15]
  }
  const window = () => {
    const begin = 3_600 * (8 + Math.floor(random() * 9))
    return { time_windows: [[begin, begin + 7_200]] }
  }
  return {
    vehicles: Array.from({ length: Math.ceil(jobs / 9) }, (_, id) => {
      const home = place()
      return {
        id,
        start: home,
        end: home,
        skills: [1, 2, 3].filter(() => random() < 0.7),
        time_window: [8 * 3_600, 18 * 3_600],
        breaks: [{ id: 1, service: 2_700, time_windows: [[11.5 * 3_600, 13.5 * 3_600]] }],
      }
    }),
    jobs: Array.from({ length: jobs }, (_, id) => ({
      id,
      location: place(),
      service: 900 + 300 * Math.floor(random() * 6),
      skills: random() < 0.5 ? [1 + Math.floor(random() * 3)] : [],
      ...(random() < 0.5 ? window() : {}),
    })),
  }
}

function growth(): void {
  process.stdout.write(
    '| jobs | seconds | first plan after | iterations/s | served at first, at last | travel of a job at first, at last |\n',
  )
  for (const [jobs, budget] of [
    [100, 5],
    [300, 10],
    [1_000, 20],
    [3_000, 30],
    [10_000, 120],
  ] as const) {
    const given = day(jobs)
    const first = plan(given, { seed: 1, timeLeft: () => 0 })
    const { answer, taken, first: began } = planned(given, budget)
    const served = ({ summary }: typeof answer) => jobs - summary.unassigned
    const travel = (each: typeof answer) => Math.round(each.summary.duration / served(each))
    process.stdout.write(
      `| ${jobs} | ${taken.toFixed(1)} | ${began.toFixed(1)} s | ${Math.round(answer.iterations / (taken - began))} | ${served(first)}, ${served(answer)} | ${travel(first)} s, ${travel(answer)} s |\n`,
    )
  }
  process.stdout.write(`${machine()}\n`)
}

if (folder && existsSync(join(folder, 'bks.csv')))
  for (const set of sets.length > 0 ? sets : ['solomon']) onInstances(set)
else growth()
