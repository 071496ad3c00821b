/** `npm run bench dispatch-day [ORDERS [DAYS [TECHNICIANS…]]]`: a day of a prefecture, played minute by minute, of so many orders
 *  and 20 to 160 technicians unless said: whoever is nearest, the first that came matched together, and the whole day planned anew as it changes
 *  (`dispatch/day`), on the same days. Then how long it takes to plan 300 visits of 40 technicians anew when one order
 *  comes. Seeded. */
import { parseArgs } from 'node:util'
import { aimsAt } from '../dispatch/aims.ts'
import type { Day } from '../dispatch/day/day.ts'
import { planDay } from '../dispatch/day/plan.ts'
import { secondsBetween } from '../dispatch/place.ts'
import { area, drawn } from './day/prefecture.ts'
import { type Outcome, type Strategy, simulated } from './day/simulated.ts'
import { engine, matched, nearestFirst } from './day/strategies.ts'
import { machine } from './machine.ts'

const { positionals } = parseArgs({ allowPositionals: true, args: process.argv.slice(3) })
const [orders = 300, days = 2, ...given] = positionals.map(Number)
const crowds = given.length > 0 ? given : [20, 40, 80, 160]
/** With many orders something changes all the time: a plan of all counties is made every ten minutes then. */
const [iterations, every] = orders > 1_000 ? [400, 600] : [1_500, 120]

const at = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
const percent = (share: number) => `${(100 * share).toFixed(0)} %`
const minutes = (seconds: number) => `${Math.round(seconds / 60)}`

function row(name: string, all: readonly Outcome[]): string {
  const responses = all.flatMap((one) => one.responses).sort((a, b) => a - b)
  const sum = (of: (one: Outcome) => number) => all.reduce((total, one) => total + of(one), 0)
  return [
    name.padEnd(14),
    percent(responses.filter((seconds) => seconds <= 1_800).length / responses.length),
    `${minutes(at(responses, 0.5))} / ${minutes(at(responses, 0.9))}`,
    percent(sum((one) => one.kept) / sum((one) => one.planned)),
    percent(sum((one) => one.served) / (orders * all.length)),
    minutes(sum((one) => one.travel) / all.length),
    percent(sum((one) => one.utilisation) / all.length),
  ].join(' | ')
}

process.stdout.write(`${machine()}; ${orders} orders a day, ${days} days each\n`)
for (const technicians of crowds) {
  const seeds = Array.from({ length: days }, (_, i) => i + 1)
  const { orders: all } = drawn({ orders, technicians, seed: 1 })
  const density = (1_000 * technicians) / area(all.map(({ place }) => place))
  process.stdout.write(
    `\n${technicians} technicians, ${(orders / technicians).toFixed(1)} orders each, ${density.toFixed(1)} on 1,000 km²\n` +
      'way           | on the way in 30 min | p50 / p90 min | reached as agreed | served | travel min | busy\n',
  )
  const took: number[] = []
  const strategies: [string, () => Strategy][] = [
    ['nearest first', () => nearestFirst],
    ['matched', () => matched],
    ['planned', () => engine({ iterations, every, took })],
  ]
  for (const [name, strategy] of strategies)
    process.stdout.write(
      `${row(
        name,
        seeds.map((seed) => simulated(drawn({ orders, technicians, seed }), strategy())),
      )}\n`,
    )
  took.sort((a, b) => a - b)
  process.stdout.write(
    `planned anew ${took.length} times: ${at(took, 0.5).toFixed(0)} / ${at(took, 0.99).toFixed(0)} ms (p50 / p99)\n`,
  )
}

/** 300 visits of 40 technicians, as they were planned, and one more that is urgent. */
function anew(): void {
  const { orders: all, technicians } = drawn({ orders: 301, technicians: 40, seed: 7 })
  const now = 8 * 3_600
  const visits = all.map(({ id, place, agreed, isUrgent }) => ({
    ...{ id, appliance: 'any', brand: 'any', region: '450305', place, parts: [], known: [], service: 1_200 },
    ...{ agreed: isUrgent ? null : agreed, isUrgent: false, isFixed: false, declined: [] },
    given: null as string | null, // filled in by the first plan
  }))
  const people = technicians.map(({ id, home }) => ({
    ...{ id, from: home, shift: [now, now + 12 * 3_600] as const, load: 0, rating: null },
    ...{ skills: [{ appliance: 'any', brands: '*' as const }], territory: ['450300'] },
  }))
  const today: Day = {
    now,
    technicians: people,
    visits: visits.slice(1),
    aims: aimsAt(now).weights,
    travel: secondsBetween,
  }
  const budget = (seconds: number) => {
    const end = performance.now() + seconds * 1_000
    return { seed: 1, timeLeft: () => Math.max(0, (end - performance.now()) / (seconds * 1_000)) }
  }
  const first = planDay(today, budget(10))
  const given = new Map(
    first.routes.flatMap(({ technician, stops }) => stops.map(({ visit }): [string, string] => [visit, technician])),
  )
  const routes = new Map(first.routes.map(({ technician, stops }) => [technician, stops.map(({ visit }) => visit)]))
  const [urgent] = visits
  if (!urgent) return
  const took: number[] = []
  let moved = 0
  const rounds = 40
  for (let i = 0; i < rounds; i++) {
    const place = all[i]?.place ?? urgent.place
    const changed = visits.map((one) => ({ ...one, given: given.get(one.id) ?? null }))
    changed[0] = { ...urgent, place, isUrgent: true, agreed: [now, now + 5_400] }
    const before = performance.now()
    const proposal = planDay({ ...today, visits: changed }, { ...budget(0.6), routes })
    took.push(performance.now() - before)
    moved += proposal.moved.length
  }
  took.sort((a, b) => a - b)
  process.stdout.write(
    `\n300 visits, 40 technicians, one urgent order more, ${rounds} times: ${at(took, 0.5).toFixed(0)} / ${at(took, 0.99).toFixed(0)} ms ` +
      `(p50 / p99), ${(moved / rounds).toFixed(1)} visits change hands\n`,
  )
}
if (given.length === 0) anew()
