import { readFile } from 'node:fs/promises'
import { whereBroken } from '@anxin/dispatch/plan/vroom/broken.ts'
import { plan as planned } from '@anxin/dispatch/plan/vroom/plan.ts'
import type { Answer } from '@anxin/dispatch/plan/vroom/write.ts'
import type { Command } from 'commander'
import { whyNotRead } from './unreadable.ts'

type Options = { time?: string; iterations?: string; seed: string; json?: boolean }

/** Kept back from the time for writing the answer and ending. */
const endingMs = 15
/** Without a time: as many seconds as hundreds of jobs, times five, within these bounds. */
const [leastSeconds, mostSeconds, secondsPerJob] = [0.5, 60, 0.05]

/** `anxin plan PROBLEM.json`: routes for a problem in VROOM's JSON. The time is that of the whole command. */
export function plan(program: Command): void {
  program
    .command('plan')
    .description('plan the routes of a problem in the JSON of VROOM / 为 VROOM 格式的问题规划路线')
    .argument('<problem>', 'JSON file with vehicles, jobs, and matrices or coordinates')
    .option('--time <seconds>', 'time for the whole command; by default 5 for 100 jobs, at most 60')
    .option('--iterations <count>', 'instead of a time: the same answer on every machine')
    .option('--seed <number>', 'another seed gives another search', '1')
    .option('--json', "one JSON document, VROOM's")
    .action(async (file: string, { time, iterations, seed, json }: Options) => {
      const given = await readJson(file)
      const timeLeft = budget(given, { time, iterations })
      const { iterations: _, ...answer } = inFile(file, () => planned(given, { seed: whole('--seed', seed), timeLeft }))
      process.stdout.write(json ? `${JSON.stringify(answer)}\n` : readable(answer))
    })
}

function budget(given: unknown, { time, iterations }: { time: string | undefined; iterations: string | undefined }) {
  if (iterations !== undefined) {
    if (time !== undefined) throw new Error('--time and --iterations: one of the two was expected.')
    const most = whole('--iterations', iterations)
    return (done: number) => (most > 0 ? 1 - done / most : 0)
  }
  const seconds = time === undefined ? usualSeconds(given) : Number(time)
  if (!(seconds > 0 && seconds <= 86_400))
    throw new Error(`--time ${time}: seconds, above 0 and up to 86400, were expected.`)
  const began = startedAt()
  const budgetMs = Math.max(1, seconds * 1_000 - endingMs)
  return () => 1 - (performance.now() - began) / budgetMs
}

/** When the command was called, by the clock of `performance.now()`: what started this process may have said so. */
function startedAt(): number {
  const said = Number(process.env.ANXIN_CALLED_AT)
  const before = performance.timeOrigin - said
  return before >= 0 && before < 10_000 ? -before : 0
}

function usualSeconds(given: unknown): number {
  const jobs =
    typeof given === 'object' && given !== null && 'jobs' in given && Array.isArray(given.jobs) ? given.jobs.length : 0
  return Math.min(mostSeconds, Math.max(leastSeconds, jobs * secondsPerJob))
}

function whole(name: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Error(`${name} ${text}: a whole number was expected.`)
  return Number(text)
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error) => {
    throw new Error(whyNotRead(file, error, "a problem in VROOM's JSON"))
  })
  const bare = text.replace(/^\ufeff/, '')
  try {
    return JSON.parse(bare)
  } catch (error) {
    const broken = whereBroken(bare)
    const where = broken ? `${broken.path || 'the problem'}: a JSON value was expected, ${broken.found} found` : error
    throw new Error(`${file}: ${where}.`)
  }
}

function inFile<T>(file: string, does: () => T): T {
  try {
    return does()
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : error}.`)
  }
}

function readable({ summary, routes, unassigned }: Answer): string {
  const lines = routes.map(({ vehicle, cost, duration, waiting_time, steps }) => {
    const jobs = steps.filter(({ type }) => type === 'job').map(({ id, arrival }) => `${id} (${arrival})`)
    return `vehicle ${vehicle}\tcost ${cost}\ttravel ${duration} s\twaiting ${waiting_time} s\t${jobs.join(' → ')}\n`
  })
  const left = unassigned.map(({ id, reason }) => `job ${id}\tnot served: ${reason}\n`)
  return `${lines.join('')}${left.join('')}${summary.routes} routes, cost ${summary.cost}, ${summary.unassigned} not served\n`
}
