import { fen } from '@anxin/domain/basics.ts'
import { remedies, type Terms } from '@anxin/domain/claims/terms.ts'
import { slots } from '@anxin/domain/evidence/slots.ts'
import { z } from 'zod'
import { saying } from '../http/sentences.ts'

/** What a buyer can be asked to show; packing pictures are the merchant's. */
const asked = slots.filter((slot) => slot !== 'packing' && slot !== 'packing-video')
const unique = <T>(list: readonly T[]) => new Set(list).size === list.length
const once = saying('有重复的项目', 'something stands there twice')
const hours = (least: number, most: number) => z.number().int().min(least).max(most)

/** What tables may give, and within which bounds. None of them can be stretched until a side has no say: the least
 *  windows leave a day to answer and three to appeal. There is no field by which a claim is refused or approved, and one
 *  that is not known makes the whole answer nonsense. */
const Given = z.strictObject({
  needs: z.array(z.enum(asked)).max(8).refine(unique, once),
  lane: z.enum(['hearing', 'fast']),
  remedies: z.array(z.enum(remedies)).min(1).refine(unique, once),
  hours: z
    .strictObject({
      evidence: hours(24, 240),
      hearing: hours(24, 240),
      hearingDoubtful: hours(24, 240),
      extension: hours(0, 72),
      review: hours(4, 168),
      appeal: hours(72, 720),
      appealWithNewEvidence: hours(72, 2_160),
      goodsBack: hours(72, 720),
    })
    .refine((given) => given.hearingDoubtful >= given.hearing, {
      path: ['hearingDoubtful'],
      ...saying('不能短于一般的答复期', 'no shorter than the usual time to answer'),
    })
    .refine((given) => given.appealWithNewEvidence >= given.appeal, {
      path: ['appealWithNewEvidence'],
      ...saying('不能短于一般的申诉期', 'no shorter than the usual time to appeal'),
    }),
  secondAbove: z.number().int().min(0).max(100_000_000).transform(fen),
  // Somebody looks at some of what is paid at once: there is no table that ends that.
  sampled: z.number().min(0.01).max(1),
})

/** Terms, or what is wrong with the first field that makes no sense. */
export function termsOf(given: unknown, rules: string): { terms: Terms } | { issue: z.core.$ZodIssue } {
  const parsed = Given.safeParse(given, { reportInput: true })
  if (parsed.success) return { terms: { rules, ...parsed.data } }
  const [issue] = parsed.error.issues
  if (!issue) throw new Error('a parser that fails says why')
  return { issue }
}
