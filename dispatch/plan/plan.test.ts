import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrivalAfter, departureFor } from './breaks.ts'
import { modelOf } from './model.ts'
import { seeded } from './random.ts'
import { bruteForce, verify } from './verifying.ts'
import { plan } from './vroom/plan.ts'
import { readProblem } from './vroom/read.ts'

const after = (iterations: number, seed = 1) => ({ seed, timeLeft: (done: number) => 1 - done / iterations })

type Random = () => number
const whole = (random: Random, from: number, to: number) => from + Math.floor(random() * (to - from + 1))
const maybe = (random: Random, share: number, of: () => object) => (random() < share ? of() : {})

function windows(random: Random, most: number): [number, number][] {
  const moments = Array.from({ length: 2 * whole(random, 1, most) }, () => whole(random, 0, 300)).sort((a, b) => a - b)
  const pairs = moments.flatMap((at, i): [number, number][] => (i % 2 ? [[moments[i - 1] ?? 0, at]] : []))
  return pairs.filter(([first], i) => i === 0 || first > (pairs[i - 1]?.[1] ?? 0))
}

/** No way is longer than one through another place: what can be served with others can then be served without them. */
function shortened(matrix: number[][]): number[][] {
  for (const [via, from] of matrix.entries())
    for (const row of matrix)
      for (const [to, onwards] of from.entries()) row[to] = Math.min(row[to] ?? 0, (row[via] ?? 0) + onwards)
  return matrix
}

/** A small problem with everything there is, or, `isPlain`, with what is looked at in the faster way. */
function drawn(random: Random, { jobs, isPlain, isOdd = false }: { jobs: number; isPlain: boolean; isOdd?: boolean }) {
  const places = whole(random, 2, 6)
  const any = (most: number) =>
    Array.from({ length: places }, (_, a) =>
      Array.from({ length: places }, (_, b) => (a === b ? 0 : whole(random, 1, most))),
    )
  const matrix = (most: number) => (isOdd ? any(most) : shortened(any(most)))
  const place = () => whole(random, 0, places - 1)
  const rich = (share: number) => (isPlain ? 0 : share)
  const isMixed = random() < rich(0.5)
  const hasCosts = random() < rich(0.2)
  const amounts = () => [whole(random, 0, 4), whole(random, 0, 4)]
  const skills = () => [1, 2].filter(() => random() < 0.3)
  return {
    matrices: {
      car: { durations: matrix(60), distances: matrix(2_000), ...(hasCosts ? { costs: matrix(100) } : {}) },
    },
    jobs: Array.from({ length: jobs }, (_, id) => ({
      id,
      location_index: place(),
      service: whole(random, 0, 20),
      ...maybe(random, 0.7, () => ({ delivery: amounts() })),
      ...maybe(random, isMixed ? 0.6 : 0, () => ({ pickup: amounts() })),
      ...maybe(random, 0.3, () => ({ skills: skills() })),
      ...maybe(random, 0.3, () => ({ priority: whole(random, 0, 100) })),
      ...maybe(random, 0.6, () => ({ time_windows: windows(random, isPlain ? 1 : 3) })),
      ...maybe(random, rich(0.4), () => ({ setup: whole(random, 0, 15) })),
      ...maybe(random, rich(0.2), () => ({ service_per_type: { van: whole(random, 0, 30) } })),
      ...maybe(random, rich(0.2), () => ({ setup_per_type: { van: whole(random, 0, 30) } })),
    })),
    vehicles: Array.from({ length: whole(random, 1, 3) }, (_, id) => ({
      id,
      ...(random() < 0.7
        ? { start_index: place(), end_index: place() }
        : random() < 0.5
          ? { start_index: place() }
          : { end_index: place() }),
      capacity: [whole(random, 2, 14), whole(random, 2, 14)],
      skills: [1, 2].filter(() => random() < 0.7),
      ...maybe(random, 0.8, () => ({ time_window: windows(random, 1)[0] })),
      ...maybe(random, 0.2, () => ({ speed_factor: isOdd ? whole(random, 50, 200) / 100 : 0.5 })),
      ...maybe(random, rich(0.4), () => ({ type: 'van' })),
      ...maybe(random, rich(0.5), () => ({
        breaks: Array.from({ length: whole(random, 1, 2) }, (_, number) => ({
          id: number,
          service: whole(random, 0, 30),
          ...maybe(random, 0.8, () => ({ time_windows: windows(random, 2) })),
        })),
      })),
      ...maybe(random, rich(0.2), () => ({ max_tasks: whole(random, 1, 4) })),
      ...maybe(random, rich(0.2), () => ({ max_travel_time: whole(random, 20, 200) })),
      ...maybe(random, rich(0.2), () => ({ max_distance: whole(random, 500, 6_000) })),
      ...maybe(random, 0.4, () => ({
        costs: {
          fixed: whole(random, 0, 50),
          ...(hasCosts ? {} : { per_hour: whole(random, 0, 4_000), per_km: whole(random, 0, 90) }),
          ...maybe(random, rich(0.5), () => ({ per_task_hour: whole(random, 0, 4_000) })),
        },
      })),
    })),
  }
}

for (const isPlain of [true, false])
  test(`no plan of up to six jobs serves more, and none that serves as much is cheaper: ${isPlain ? 'plain' : 'with everything'}`, () => {
    const random = seeded(isPlain ? 21 : 22)
    const seen = { plain: 0, unserved: 0 }
    for (let i = 0; i < 120; i++) {
      const given = drawn(random, { jobs: whole(random, 1, i % 10 === 0 ? 6 : 5), isPlain })
      const { problem } = readProblem(given)
      const answer = plan(given, after(1_500))
      const { lost, cost } = verify(problem, answer)
      const least = bruteForce(problem)
      assert.equal(lost, least.lost, `problem ${i}: ${JSON.stringify(given)}`)
      assert.ok(
        cost <= least.cost + 1e-6 && cost >= least.cost - 1e-6,
        `problem ${i}: ${cost} for ${least.cost}, ${JSON.stringify(given)}`,
      )
      if (modelOf(problem).isPlain) seen.plain++
      if (lost > 0) seen.unserved++
    }
    assert.ok(seen.unserved > 12 && seen.unserved < 108)
    assert.ok(isPlain ? seen.plain === 120 : seen.plain < 50)
  })

test('whatever is planned keeps every window, skill, capacity and break, from the first moment on', () => {
  const random = seeded(5)
  for (let i = 0; i < 60; i++) {
    const given = drawn(random, { jobs: whole(random, 20, 60), isPlain: i % 2 === 0, isOdd: i % 4 < 2 })
    const { problem } = readProblem(given)
    const first = verify(problem, plan(given, after(1)))
    const later = verify(problem, plan(given, after(300)))
    assert.ok(later.lost < first.lost || (later.lost === first.lost && later.cost <= first.cost + 1e-6))
  }
})

test('the same seed and number of iterations give the same answer, another seed another search', () => {
  const given = drawn(seeded(8), { jobs: 60, isPlain: true })
  assert.deepEqual(plan(given, after(200)), plan(given, after(200)))
  const costs = new Set([1, 2, 3, 4, 5].map((seed) => JSON.stringify(plan(given, after(20, seed)).routes)))
  assert.ok(costs.size > 1)
})

test('the time that is left is asked for at least every 16 iterations, and nothing is done when there is none', () => {
  const given = drawn(seeded(8), { jobs: 60, isPlain: true })
  let asked = 0
  const { iterations } = plan(given, { seed: 1, timeLeft: (done) => (++asked && done < 1_000 ? 0.5 : 0) })
  assert.ok(iterations <= 1_016 && asked >= 1_000 / 16)
  assert.ok(plan(given, { seed: 1, timeLeft: () => 0 }).iterations <= 1)
})

test('priorities outweigh numbers, and numbers outweigh costs', () => {
  const given = {
    matrices: {
      car: {
        durations: [
          [0, 10, 10, 99],
          [10, 0, 1, 99],
          [10, 1, 0, 99],
          [99, 99, 99, 0],
        ],
      },
    },
    vehicles: [{ id: 1, start_index: 0, end_index: 0, max_tasks: 2 }],
    jobs: [
      { id: 1, location_index: 1 },
      { id: 2, location_index: 2 },
      { id: 3, location_index: 3, priority: 1 },
    ],
  }
  const { routes, unassigned } = plan(given, after(200))
  assert.ok(routes[0]?.steps.some(({ id }) => id === 3))
  assert.equal(unassigned.length, 1)
  assert.equal(unassigned[0]?.reason, 'no vehicle that could serve it has room left beside the others')
})

test('vehicles that cost are saved first: three routes where two are enough', () => {
  // Two far places, each with as much as fills a vehicle, and one in between, which is nearest to a route of its own.
  const at = [0, 100, 101, -100, -101, 5]
  const durations = at.map((a) => at.map((b) => Math.abs(a - b)))
  const given = (fixed: number) => ({
    matrices: { car: { durations } },
    vehicles: [1, 2, 3].map((id) => ({
      id,
      start_index: 0,
      end_index: 0,
      capacity: [4],
      costs: { fixed },
      time_window: [0, 300],
    })),
    jobs: [
      { id: 1, location_index: 1, delivery: [2], time_windows: [[100, 125]] },
      { id: 2, location_index: 2, delivery: [1], time_windows: [[100, 125]] },
      { id: 3, location_index: 3, delivery: [2], time_windows: [[100, 125]] },
      { id: 4, location_index: 4, delivery: [1], time_windows: [[100, 125]] },
      { id: 5, location_index: 5, delivery: [1], time_windows: [[0, 90]], service: 10 },
    ],
  })
  assert.equal(plan(given(1_000), after(2_000)).summary.routes, 2)
})

test('steps are where the search begins: a good plan is not lost', () => {
  const random = seeded(9)
  const given = drawn(random, { jobs: 40, isPlain: true })
  const good = plan(given, after(3_000))
  const vehicles = given.vehicles.map((vehicle, i) => {
    const route = good.routes.find((each) => each.vehicle === i)
    return {
      ...vehicle,
      ...(route ? { steps: route.steps.map(({ type, id }) => ({ type, ...(id === undefined ? {} : { id }) })) } : {}),
    }
  })
  const again = plan({ ...given, vehicles }, after(1, 7))
  assert.ok(again.summary.cost <= good.summary.cost)
  assert.equal(again.summary.unassigned, good.summary.unassigned)
})

test('leaving at the latest for a moment arrives at it, and a moment later does not, whatever the breaks', () => {
  const random = seeded(4)
  for (let i = 0; i < 3_000; i++) {
    const breaks = Array.from({ length: whole(random, 0, 3) }, () => ({
      service: whole(random, 0, 30),
      windows: windows(random, 2),
    }))
    const leg = { breaks, from: 0, to: breaks.length, travel: whole(random, 0, 80) }
    const by = whole(random, 0, 400)
    const latest = departureFor(leg, by)
    if (latest === Number.NEGATIVE_INFINITY) assert.ok(arrivalAfter(leg, -1_000) > by)
    else assert.ok(arrivalAfter(leg, latest) <= by && arrivalAfter(leg, latest + 1) > by)
  }
})
