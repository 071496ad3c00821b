/** `npm run bench plan [FOLDER [SECONDS [SET…]]]`: the planner on the instances of Solomon and of Gehring and Homberger in a
 *  folder (`bks.csv` with the best known, a folder of texts for each set), distance objective; with FEWEST=1 fewest vehicles
 *  first; with VROOM=program beside that, as it comes (five levels of exploration, two threads; its seconds are those of the clock,
 *  reading included); ONLY=name takes the
 *  instances that begin so; without a folder, on seeded problems of 100 to 10,000 jobs. Each plan is verified by what the tests verify with. Seconds are the processor's, because others
 *  work on these machines; a plan takes that long on a quiet one.
 *  Distances are real in the best-known values; here, as VROOM's own benchmark does, they are whole numbers of
 *  thousandths, so a gap may lie a few hundred-thousandths beside the true one. */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
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
      ...(isFewest ? { costs: { fixed: perVehicle } } : {}),
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

type Known = { distance: number; vehicles: number }
const isFewest = process.env.FEWEST === '1'

/** What is best known of each instance, of the objective; where only the plan with the fewest vehicles is given, that one. */
function bestKnown(): Map<string, Known> {
  const [head = '', ...lines] = readFileSync(join(folder ?? '', 'bks.csv'), 'utf8')
    .trim()
    .split('\n')
  const at = (name: string) => head.split(',').indexOf(name)
  return new Map(
    lines.map((line) => {
      const values = line.split(',')
      const number = (name: string) => Number(values[at(name)])
      const kind = isFewest || !values[at('dist_distance')] ? 'hier' : 'dist'
      return [values[0] ?? '', { distance: number(`${kind}_distance`), vehicles: number(`${kind}_vehicles`) }]
    }),
  )
}

/** A vehicle more costs more than any way that it could save. */
const perVehicle = 1e8

type Outcome = { distance: number; vehicles: number; unserved: number; seconds: number }
const outcomeOf = (
  {
    summary,
    routes,
  }: { summary: { cost: number; unassigned: number }; routes: readonly { steps: readonly object[] }[] },
  seconds: number,
): Outcome => {
  const vehicles = routes.filter(({ steps }) => steps.length > 2).length
  const distance = (summary.cost - (isFewest ? vehicles * perVehicle : 0)) / scale
  return { distance, vehicles, unserved: summary.unassigned, seconds }
}

/** The peer on the same problem; null where none was named. */
function byVroom(given: object): Outcome | null {
  const program = process.env.VROOM
  if (!program) return null
  const file = join(tmpdir(), `anxin-vroom-${process.pid}.json`)
  writeFileSync(file, JSON.stringify(given))
  const began = performance.now()
  const { stdout } = spawnSync(program, ['-t', '2', '-i', file], { encoding: 'utf8', maxBuffer: 1e9 })
  const seconds = (performance.now() - began) / 1_000
  if (!stdout) throw new Error(`${program} answered nothing`)
  return outcomeOf(JSON.parse(stdout), seconds)
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const gapOf = ({ distance }: Outcome, best: Known) => 100 * (distance / best.distance - 1)

type Tried = { kind: string; best: Known; ours: Outcome; peer: Outcome | null }

function onInstances(set: string): void {
  const known = bestKnown()
  const all: Tried[] = []
  for (const file of globSync(join(folder ?? '', set, '*.txt')).sort()) {
    const name = basename(file, '.txt').toLowerCase()
    const best = known.get(name)
    if (!best || !name.startsWith(process.env.ONLY ?? '')) continue
    const given = instance(file)
    const { answer, taken } = planned(given, Number(seconds))
    const [ours, peer] = [outcomeOf(answer, taken), byVroom(given)]
    const kind = /^[a-z]+\d/.exec(name)?.[0] ?? name
    all.push({ kind, best, ours, peer })
    const told = (of: Outcome) =>
      `${of.distance.toFixed(2)} ${gapOf(of, best).toFixed(2)} % ${of.vehicles} routes ${of.seconds.toFixed(1)} s`
    process.stdout.write(
      `${name}\tbest known ${best.distance}, ${best.vehicles} routes\t${told(ours)}, ${answer.iterations} iterations${peer ? `\tVROOM ${told(peer)}` : ''}\n`,
    )
  }
  process.stdout.write(`\n${set}, ${seconds} s, ${isFewest ? 'fewest vehicles first' : 'distance'}\n`)
  for (const kind of new Set(all.map((one) => one.kind)))
    process.stdout.write(
      row(
        kind,
        all.filter((one) => one.kind === kind),
      ),
    )
  process.stdout.write(`${row('all', all)}${machine()}\n\n`)
}

/** Instances, then of ours and of the peer's: mean and greatest gap, vehicles beyond the best known, not served, seconds. */
function row(kind: string, all: readonly Tried[]): string {
  const of = (pick: (one: Tried) => Outcome | null) => {
    const found = all.flatMap((one) => {
      const outcome = pick(one)
      return outcome ? [{ ...outcome, best: one.best, gap: gapOf(outcome, one.best) }] : []
    })
    if (found.length === 0) return '| – '
    const gaps = found.map(({ gap }) => gap)
    const more = found.reduce((sum, { vehicles, best }) => sum + vehicles - best.vehicles, 0)
    const unserved = found.reduce((sum, one) => sum + one.unserved, 0)
    return `| ${mean(gaps).toFixed(2)} %, ${Math.max(...gaps).toFixed(2)} %, ${more} vehicles, ${unserved} left, ${mean(found.map((one) => one.seconds)).toFixed(1)} s `
  }
  return `| ${kind} | ${all.length} ${of(({ ours }) => ours)}${of(({ peer }) => peer)}|\n`
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
