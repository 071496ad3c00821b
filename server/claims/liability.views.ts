import type { Advice } from '@anxin/domain/liability/advice.ts'
import type { Excluded, Tier } from '@anxin/domain/liability/entries.ts'
import type { Act } from '@anxin/domain/liability/facts.ts'
import { z } from 'zod'

const Words = z.object({ zh: z.string(), en: z.string() })
const About = Words.extend({
  /** `civil`, `administrative` or `criminal`: the law, no person. */
  tier: z.string(),
  kind: z.string(),
  /** Of criminal law: by the figures of `ordinary` or of `network` fraud. */
  track: z.string().nullable(),
  degree: z.string().nullable(),
  outcome: z.string().nullable(),
  /** Places in `claims`, from 0. */
  acts: z.array(z.number()),
  amountFen: z.number(),
  statute: z.string(),
  ids: z.array(z.string()),
})
const TierShown = About.extend({
  /** `may`, or `unknown` where what is missing decides. */
  applies: z.string(),
  article: z.string(),
  from: z.string().nullable(),
  until: z.string().nullable(),
  figures: z.record(z.string(), z.unknown()),
  local: z.array(
    z.object({
      place: Words,
      fen: z.number().nullable(),
      document: z.string(),
      from: z.string().nullable(),
      confidence: z.string(),
      lower: Words.nullable(),
    }),
  ),
  missing: z.array(Words.extend({ code: z.string() })),
  confidence: z.string(),
  checkedTo: z.string().nullable(),
})
const StatuteShown = Words.extend({
  id: z.string(),
  statute: Words,
  article: z.string(),
  from: z.string().nullable(),
  until: z.string().nullable(),
  source: z.string(),
  confidence: z.string(),
  checkedTo: z.string().nullable(),
})

/** What may follow in law from the claims of one buyer in which a reviewer found a forged picture. */
export const AdviceShown = z.object({
  claims: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      date: z.string(),
      outcome: z.string(),
      amountFen: z.number(),
      /** Whether it can no longer be appealed. */
      isFinal: z.boolean(),
    }),
  ),
  advice: z
    .object({
      place: z.object({ code: z.string(), name: z.string().nullable() }).nullable(),
      asOf: z.string(),
      today: z.string(),
      obtainedFen: z.number(),
      attemptedFen: z.number(),
      tiers: z.array(TierShown),
      excluded: z.array(About.extend({ why: z.string() })),
      statutes: z.array(StatuteShown),
      notes: z.array(Words.extend({ code: z.string() })),
    })
    .nullable(),
})

type Found = { id: string; number: string; isFinal: boolean; act: Act }

export const showAdvice = (found: readonly Found[], advice: Advice): z.input<typeof AdviceShown> => ({
  claims: found.map(({ id, number, isFinal, act: { date, outcome, amount } }) => ({
    ...{ id, number, isFinal, date, outcome, amountFen: amount },
  })),
  advice: {
    ...{ place: advice.place, asOf: advice.asOf, today: advice.today },
    ...{ obtainedFen: advice.sums.obtainedFen, attemptedFen: advice.sums.attemptedFen },
    tiers: advice.tiers.map(showTier),
    excluded: advice.excluded.map((one) => ({ ...about(one), why: one.why })),
    statutes: advice.statutes.map(({ id, statute, article, from, until, zh, en, source, confidence, checkedTo }) => ({
      ...{ id, statute, article, from, until, zh, en, source, confidence, checkedTo },
    })),
    notes: advice.notes.map(({ code, zh, en }) => ({ code, zh, en })),
  },
})

function about({ tier, kind, track, degree, outcome, acts, amountFen, statute, ids, zh, en }: Tier | Excluded) {
  return { tier, kind, track, degree, outcome, acts: [...acts], amountFen, statute, ids: [...ids], zh, en }
}

function showTier(tier: Tier): z.input<typeof TierShown> {
  const { applies, article, from, until, figures, confidence, checkedTo } = tier
  return {
    ...about(tier),
    ...{ applies, article, from, until, figures: { ...figures }, confidence, checkedTo },
    local: tier.local.map((one) => ({
      ...{ place: one.place, fen: one.fen, document: one.document, from: one.from },
      ...{ confidence: one.confidence, lower: one.lower },
    })),
    missing: tier.missing.map(({ code, zh, en }) => ({ code, zh, en })),
  }
}
