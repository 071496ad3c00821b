import type { Id } from '@anxin/domain/basics.ts'
import { dayOf } from '@anxin/domain/china.ts'
import {
  earliest,
  endOf,
  lastDays,
  latest,
  lengthOf,
  mostDays,
  type Period,
  startOf,
} from '@anxin/domain/oversight/period.ts'
import { z } from 'zod'
import type { Tx } from '../db/database.ts'
import { DoorProblem } from '../http/problems.ts'
import type { Call } from '../http/route.ts'
import { saying } from '../http/sentences.ts'
import { merchantsOfPerson } from '../parties.ts'
import type { Span, Whose } from './claims.ts'

const Day = z.iso
  .date()
  .refine(
    (day) => day >= earliest && day <= latest,
    saying(`应在 ${earliest} 到 ${latest} 之间`, `expected a day from ${earliest} to ${latest}`),
  )

/** What figures can be asked about: days in China, both included; without them the last 30 days. */
export const PeriodQuery = z.object({
  from: Day.optional(),
  until: Day.optional(),
  merchant: z.uuid().optional(),
  category: z.string().min(1).max(60).optional(),
})
type Query = z.output<typeof PeriodQuery>

/** All of the tenant for those who oversee it, its own for a merchant. */
export const overseers = ['operator', 'supervisor', 'merchant'] as const

const usualDays = 30
const wrong = {
  order: { zh: '不应晚于结束日期', en: 'must not be after the last day' },
  length: { zh: `时段最多 ${mostDays} 天`, en: `the period has ${mostDays} days at most` },
}

/** The days asked about; throws the problem, with the field, where they are none. */
function periodOf({ from, until }: Query, { now, language }: Pick<Here, 'now' | 'language'>): Period {
  const last = until ?? dayOf(now)
  const period = { from: from ?? lastDays(last, usualDays).from, until: last }
  const says = period.from > period.until ? wrong.order : lengthOf(period) > mostDays ? wrong.length : null
  if (says) throw new DoorProblem('http.invalid', { errors: [{ path: 'from', message: says[language] }] })
  return period
}

type Here = Pick<Call<unknown, unknown, unknown>, 'by' | 'now' | 'language'>
export type Asked = { period: Period; span: Span; whose: Whose }

/** What is asked, and of whose claims: a merchant that names another finds what it would find of one that is not there. */
export async function askedBy(tx: Tx, here: Here, query: Query): Promise<Asked> {
  const { by } = here
  const period = periodOf(query, here)
  const own: Id[] | null = by.kind === 'person' && by.role === 'merchant' ? await merchantsOfPerson(tx, by.id) : null
  return {
    period,
    span: { from: new Date(startOf(period.from)), to: new Date(endOf(period.until)) },
    whose: { own, merchant: query.merchant ?? null, category: query.category ?? null },
  }
}
