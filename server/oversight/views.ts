import { clocks } from '@anxin/domain/oversight/clocks.ts'
import { labelKinds } from '@anxin/domain/oversight/labels.ts'
import { stepFor, stepOf, stepsOf } from '@anxin/domain/oversight/period.ts'
import { rate } from '@anxin/domain/oversight/rate.ts'
import { type Agreement, agreements, appealEnds } from '@anxin/domain/oversight/results.ts'
import { ageBounds, hourBounds, stages } from '@anxin/domain/oversight/times.ts'
import { z } from 'zod'
import type { Asked } from './asked.ts'
import type { Counted, Endings } from './store.ts'

const Rate = z.object({ n: z.number(), of: z.number(), low: z.number().nullable(), high: z.number().nullable() })
const EndingsShown = z.object({
  claims: z.number(),
  granted: z.number(),
  refused: z.number(),
  settled: z.number(),
  withdrawn: z.number(),
  open: z.number(),
})
const AgreementShown = z.object({ falseAlarms: Rate, confirmed: Rate, misses: Rate })
const Choice = z.object({ id: z.string(), name: z.string() })

/** The figures of a period. What each means stands in `domain/oversight` and in docs/oversight.md. */
export const FiguresShown = z.object({
  from: z.string(),
  until: z.string(),
  /** The moment of which all figures are. */
  asOf: z.string(),
  totals: EndingsShown.extend({ decided: z.number(), final: z.number() }),
  /** A bar for each day, or for each week by its Monday. */
  step: z.enum(['day', 'week']),
  overTime: z.array(EndingsShown.extend({ day: z.string() })),
  grades: z.array(z.object({ grade: z.string().nullable(), result: z.string(), claims: z.number() })),
  /** Of claims beyond appeal, and of those that can still be appealed. */
  agreement: z.object({ final: AgreementShown, appealable: AgreementShown }),
  appeals: z.object({
    byBuyer: z.number(),
    byMerchant: z.number(),
    ends: z.array(z.object({ end: z.string(), claims: z.number() })),
    /** Of appeals that were decided. */
    overturned: Rate,
  }),
  times: z.array(
    z.object({
      stage: z.string(),
      claims: z.number(),
      p50Hours: z.number().nullable(),
      p90Hours: z.number().nullable(),
    }),
  ),
  toDecision: z.array(z.object({ fromHours: z.number(), untilHours: z.number().nullable(), claims: z.number() })),
  clocks: z.array(
    z.object({
      clock: z.string(),
      kept: z.number(),
      missed: z.number(),
      running: z.number(),
      dropped: z.number(),
      share: Rate,
    }),
  ),
  instructions: z.object({ paid: Rate, sampled: Rate, disagreed: Rate }),
  labels: z.object({
    photos: z.number(),
    claims: z.number(),
    kinds: z.array(z.object({ kind: z.string(), photos: z.number(), claims: z.number() })),
  }),
  categories: z.array(EndingsShown.extend({ category: z.string() })),
  merchants: z.array(
    EndingsShown.extend(Choice.shape).extend({
      answered: z.number(),
      silent: z.number(),
      seen: z.number(),
      silence: Rate,
    }),
  ),
  /** How many decisions each had a part in, in no order of merit; null for a merchant. */
  reviewers: z
    .array(
      z.object({
        name: z.string().nullable(),
        first: z.number(),
        appeal: z.number(),
        goods: z.number(),
        sample: z.number(),
        second: z.number(),
      }),
    )
    .nullable(),
  /** Claims under way now, whenever they were opened, by age. */
  backlog: z.array(
    z.object({
      fromDays: z.number(),
      untilDays: z.number().nullable(),
      collecting: z.number(),
      examining: z.number(),
      hearing: z.number(),
      review: z.number(),
    }),
  ),
  choices: z.object({ merchants: z.array(Choice), categories: z.array(z.string()) }),
})
export type Figures = z.input<typeof FiguresShown>

const none: Endings = { claims: 0, granted: 0, refused: 0, settled: 0, withdrawn: 0, open: 0 }
const sum = (one: Endings, other: Endings): Endings => ({
  claims: one.claims + other.claims,
  granted: one.granted + other.granted,
  refused: one.refused + other.refused,
  settled: one.settled + other.settled,
  withdrawn: one.withdrawn + other.withdrawn,
  open: one.open + other.open,
})

type Shown = { asked: Asked; counted: Counted; now: number; reviewers: Figures['reviewers'] }

export function showFigures({ asked, counted, now, reviewers }: Shown): Figures {
  const { period } = asked
  const { totals, labels, inspected, choices } = counted
  const { decided, final, paid, sampled, looked, disagreed, ...endings } = totals
  const step = stepFor(period)
  const byStep = Map.groupBy(counted.days, ({ day }) => stepOf(day, step))
  const named = ({ id, name }: { id: string; name: string | null }) => ({ id, name: name ?? '' })
  return {
    ...period,
    ...{ asOf: new Date(now).toISOString(), totals: { ...endings, decided, final }, step, reviewers },
    overTime: stepsOf(period, step).map((day) => ({ day, ...(byStep.get(day) ?? []).reduce(sum, none) })),
    grades: counted.grades,
    agreement: { final: agreementOf(counted, true), appealable: agreementOf(counted, false) },
    appeals: appealsOf(counted),
    times: timesOf(counted),
    toDecision: binsOf(hourBounds, ([fromHours, untilHours], bin) => ({
      ...{ fromHours, untilHours },
      claims: counted.toDecision.find((one) => one.bin === bin)?.claims ?? 0,
    })),
    clocks: clocksOf(counted),
    instructions: { paid: rate(paid, decided), sampled: rate(sampled, paid), disagreed: rate(disagreed, looked) },
    labels: {
      ...inspected,
      kinds: labelKinds.map((kind) => ({
        ...{ kind, photos: 0, claims: 0 },
        ...labels.find((one) => one.kind === kind),
      })),
    },
    categories: counted.categories,
    merchants: counted.merchants.map((row) => ({
      ...{ ...row, ...named(row) },
      silence: rate(row.silent, row.answered + row.silent),
    })),
    backlog: backlogOf(counted),
    choices: { merchants: choices.merchants.map(named), categories: choices.categories },
  }
}

/** A row for each bar between bounds, the last without an upper one. */
const binsOf = <T>(bounds: readonly number[], row: (bar: [number, number | null], bin: number) => T): T[] =>
  [0, ...bounds].map((from, bin) => row([from, bounds[bin] ?? null], bin))

function agreementOf({ agreement }: Counted, isFinal: boolean): z.input<typeof AgreementShown> {
  const count = (...wanted: Agreement[]) =>
    agreement
      .filter((one) => one.isFinal === isFinal && wanted.includes(one.agreement))
      .reduce((n, { claims }) => n + claims, 0)
  const alarms = count(...agreements.filter((one) => one !== 'miss' && one !== 'sound'))
  return {
    falseAlarms: rate(count('false-alarm'), alarms),
    confirmed: rate(count('confirmed'), alarms),
    misses: rate(count('miss'), count('miss', 'sound')),
  }
}

function appealsOf({ appeals }: Counted): Figures['appeals'] {
  const count = (isWanted: (row: Counted['appeals'][number]) => boolean) =>
    appeals.filter(isWanted).reduce((n, { claims }) => n + claims, 0)
  const isDecided = ({ end }: Counted['appeals'][number]) => end !== 'dropped' && end !== 'pending'
  return {
    byBuyer: count(({ side }) => side === 'buyer'),
    byMerchant: count(({ side }) => side === 'merchant'),
    ends: appealEnds.map((end) => ({ end, claims: count((row) => row.end === end) })),
    overturned: rate(
      count(({ end }) => end === 'overturned'),
      count(isDecided),
    ),
  }
}

const twoPlaces = (hours: number | undefined) => (hours === undefined ? null : Math.round(hours * 100) / 100)

const timesOf = ({ times }: Counted): Figures['times'] =>
  stages.map((stage) => {
    const found = times.find((one) => one.stage === stage)
    return { stage, claims: found?.n ?? 0, p50Hours: twoPlaces(found?.p50), p90Hours: twoPlaces(found?.p90) }
  })

const clocksOf = (counted: Counted): Figures['clocks'] =>
  clocks.map((clock) => {
    const count = (kept: string) => counted.clocks.find((one) => one.clock === clock && one.kept === kept)?.n ?? 0
    const [kept, missed] = [count('kept'), count('missed')]
    const share = rate(kept, kept + missed)
    return { clock, kept, missed, running: count('running'), dropped: count('dropped'), share }
  })

const backlogOf = ({ backlog }: Counted): Figures['backlog'] =>
  binsOf(ageBounds, ([fromDays, untilDays], bin) => {
    const count = (status: string) => backlog.find((one) => one.bin === bin && one.status === status)?.claims ?? 0
    const [collecting, examining] = [count('collecting'), count('examining')]
    return { fromDays, untilDays, collecting, examining, hearing: count('hearing'), review: count('review') }
  })
