/** `npm run bench match [SIZE…]`: assignments of 100 to 5,000 orders to as many technicians, beside `linear_sum_assignment` of SciPy
 *  (C++) on the same costs where `python3` has it, in turns. Processor seconds, the fastest of a few rounds, reading not
 *  counted; then reading a file of 5,000 × 5,000, beside `JSON.parse` of 2,000 × 2,000 (more is no string). Seeded. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCosts } from '../dispatch/match/costs.ts'
import { match } from '../dispatch/match/match.ts'
import { seeded } from '../dispatch/plan/random.ts'
import { machine } from './machine.ts'

const python = process.env.PYTHON ?? 'python3'
const peer = `
import sys, time, numpy
from scipy.optimize import linear_sum_assignment
size = int(sys.argv[2])
costs = numpy.fromfile(sys.argv[1]).reshape(size, size)
best = 1e9
for _ in range(int(sys.argv[3])):
    began = time.process_time()
    rows, columns = linear_sum_assignment(costs)
    best = min(best, time.process_time() - began)
print(best, costs[rows, columns].sum())
`
const processorSeconds = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1e6
}
const dir = mkdtempSync(join(tmpdir(), 'anxin-bench-'))
const random = seeded(1)

const kinds: Record<string, (size: number) => (row: number, column: number) => number> = {
  uniform: () => () => random(),
  'whole, up to 100': () => () => Math.floor(random() * 100),
  'distances in a plane': (size) => {
    const points = Array.from({ length: 2 * size }, () => [random(), random()] as const)
    return (row, column) => {
      const [[x, y] = [0, 0], [a, b] = [0, 0]] = [points[row], points[size + column]]
      return Math.hypot(x - a, y - b)
    }
  },
}

function compare(size: number, kind: string): void {
  const cost = kinds[kind]?.(size)
  const of = new Float64Array(size * size)
  for (let at = 0; at < of.length; at++) of[at] = cost?.(Math.floor(at / size), at % size) ?? 0
  const rounds = size > 2_000 ? 2 : 5
  let [best, total] = [Number.POSITIVE_INFINITY, 0]
  for (let round = 0; round < rounds; round++) {
    const began = processorSeconds()
    total = match({ rows: size, columns: size, of }).cost
    best = Math.min(best, processorSeconds() - began)
  }
  const file = join(dir, 'costs')
  writeFileSync(file, of)
  const { stdout, status } = spawnSync(python, ['-c', peer, file, String(size), String(rounds)], { encoding: 'utf8' })
  const [theirs = Number.NaN, sum = Number.NaN] = status === 0 ? stdout.split(' ').map(Number) : []
  if (status === 0 && Math.abs(sum - total) > 1e-6) throw new Error(`${total} where SciPy says ${sum}`)
  const beside = status === 0 ? `${(1_000 * theirs).toFixed(1)} | ${(best / theirs).toFixed(2)}` : '– | –'
  process.stdout.write(`| ${kind} | ${size} | ${(1_000 * best).toFixed(1)} | ${beside} |\n`)
}

process.stdout.write('| costs | size | anxin, ms | SciPy, ms | × |\n| --- | --- | --- | --- | --- |\n')
const asked = process.argv
  .slice(2)
  .map(Number)
  .filter((size) => size > 0)
const sizes = asked.length > 0 ? asked : [100, 300, 1_000, 2_000, 5_000]
for (const kind of Object.keys(kinds)) for (const size of sizes) compare(size, kind)

for (const size of sizes.filter((each) => each >= 2_000)) {
  const json = new TextEncoder().encode(
    `{"cost":[${Array.from({ length: size }, () => `[${Array.from({ length: size }, () => random().toFixed(4))}]`)}]}`,
  )
  const began = processorSeconds()
  readCosts(json)
  const read = processorSeconds()
  if (size === 2_000) JSON.parse(new TextDecoder().decode(json))
  const parsed = processorSeconds() - read
  const beside = size === 2_000 ? `, JSON.parse ${(1_000 * parsed).toFixed(0)} ms` : ''
  process.stdout.write(
    `reading ${size} × ${size}, ${Math.round(json.length / 1e6)} MB: ${(1_000 * (read - began)).toFixed(0)} ms${beside}\n`,
  )
}
process.stdout.write(`${machine()}\n`)
rmSync(dir, { recursive: true })
