import { z } from 'zod'

/** Degrees to a hundredth, about a kilometre: where somebody lives stays private. */
export const Roughly = z.object({ latitude: z.number(), longitude: z.number() })
export const Work = z.object({
  order: z.string(),
  number: z.string(),
  appliance: z.string(),
  county: z.string().nullable(),
  isUrgent: z.boolean(),
  window: z.object({ from: z.string(), to: z.string() }).nullable(),
  roughly: Roughly.nullable(),
  /** To place it with, where nobody has it. */
  search: z.string().nullable(),
  /** To hand it over with, where somebody has it. */
  visit: z.string().nullable(),
  version: z.number().nullable(),
})
export const StopShown = Work.extend({
  /** Nobody has it yet: this is a proposal. */
  isNew: z.boolean(),
  /** Who has it, where somebody else would have to do it: this is a proposal. */
  from: z.string().nullable(),
  arrives: z.string(),
  begins: z.string(),
  ends: z.string(),
  /** Minutes after what was agreed. */
  late: z.number(),
  why: z.array(z.string()),
})
export const PlanShown = z.object({
  at: z.string(),
  /** The version of the aims. */
  aims: z.string(),
  /** How travel times are known: by straight lines, by roads, some so and some so. */
  ways: z.enum(['lines', 'roads', 'both']),
  technicians: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullable(),
      roughly: Roughly.nullable(),
      /** What they are doing at this moment. */
      now: z.array(Work),
      stops: z.array(StopShown),
      /** Minutes of work after the end of the day. */
      overtime: z.number(),
    }),
  ),
  unserved: z.array(Work.extend({ why: z.string() })),
  /** There is more than is planned at once: the rest stands nowhere here. */
  isCut: z.boolean(),
})
export const EffectShown = z.object({
  technician: z.string(),
  name: z.string().nullable(),
  /** The rule that speaks against it. */
  refused: z.string().nullable(),
  begins: z.string(),
  /** Minutes: after what was agreed, of work beyond the end of the day, of travel more in all (or less). */
  late: z.number(),
  overtime: z.number(),
  more: z.number(),
  makesLate: z.array(z.object({ order: z.string(), number: z.string(), minutes: z.number() })),
  why: z.array(z.string()),
})
