import { movesFor } from '@anxin/domain/machine.ts'
import { ruleSets } from '@anxin/domain/rules/ruleset.ts'
import { z } from 'zod'
import type { Call } from '../http/route.ts'
import { Model } from './model.ts'
import { nameOf } from './rules.ts'
import { inForceAt, type RuleSetRow } from './store.ts'

const Moment = z.string()
const Counts = z.object({ compared: z.number(), changed: z.number(), broken: z.number() })

/** What operators and reviewers see of a version. */
export const RuleSetShown = z.object({
  id: z.string(),
  version: z.number(),
  number: z.number(),
  name: z.string(),
  status: z.enum(['draft', 'tried', 'published', 'superseded', 'withdrawn']),
  isInForce: z.boolean(),
  basedOn: z.string(),
  authors: z.array(z.string()),
  /** Whoever asks had a part in it: somebody else publishes it. */
  isMine: z.boolean(),
  draftedAt: Moment,
  from: Moment.nullable(),
  publishedBy: z.string().nullable(),
  until: Moment.nullable(),
  trial: Counts.nullable(),
  moves: z.array(z.string()),
})

const Given = z.object({
  lane: z.string(),
  needs: z.array(z.string()).readonly(),
  remedies: z.array(z.string()).readonly(),
  hours: z.record(z.string(), z.number()),
  secondAbove: z.number(),
  sampled: z.number(),
})
export const TrialShown = Counts.extend({
  at: Moment,
  from: Moment,
  until: Moment,
  against: z.string(),
  rows: z.array(
    z.object({
      number: z.string(),
      category: z.string(),
      reason: z.string(),
      amount: z.number(),
      grade: z.string().nullable(),
      before: Given.nullable(),
      after: Given.nullable(),
      field: z.string().nullable(),
    }),
  ),
})
export const RuleSetWhole = RuleSetShown.extend({ model: Model, tried: TrialShown.nullable() })

type Asked = Call<unknown, unknown, unknown>
const iso = (ms: number) => new Date(ms).toISOString()

export async function show({ tx, deps, by, now }: Asked, rows: readonly RuleSetRow[]) {
  const people = rows.flatMap(({ state }) => [...state.authors, ...('publishedBy' in state ? [state.publishedBy] : [])])
  const names = await deps.private.people(tx, [...new Set(people)])
  const named = (id: string) => names.get(id)?.name ?? id.slice(-6)
  const inForce = await inForceAt(tx, now)
  return rows.map(
    ({ id, version, state }): z.input<typeof RuleSetShown> => ({
      ...{ id, version, number: state.number, name: nameOf(state), status: state.status, basedOn: state.basedOn },
      isInForce: id === inForce?.id,
      authors: state.authors.map(named),
      isMine: by.kind === 'person' && state.authors.includes(by.id),
      draftedAt: iso(state.draftedAt),
      from: 'from' in state ? iso(state.from) : null,
      publishedBy: 'publishedBy' in state ? named(state.publishedBy) : null,
      until: state.status === 'superseded' ? iso(state.until) : null,
      trial: 'trial' in state && state.trial ? countsOf(state.trial) : null,
      moves: by.kind === 'person' ? movesFor(ruleSets, state, by.role) : [],
    }),
  )
}

const countsOf = ({ compared, changed, broken }: z.output<typeof Counts>) => ({ compared, changed, broken })
