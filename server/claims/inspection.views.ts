import type { OpenedClaim } from '@anxin/domain/claims/claim.ts'
import { disclosed } from '@anxin/domain/evidence/disclosed.ts'
import { z } from 'zod'
import type { Inspection } from './store.ts'
import type { Reader } from './views.ts'

const Polygon = z.array(z.tuple([z.number(), z.number()]))
const FindingKept = z.object({
  code: z.string(),
  family: z.enum(['origin', 'agreement', 'reuse', 'alteration', 'consistency']),
  strength: z.number(),
  zh: z.string(),
  en: z.string(),
  region: Polygon.nullable(),
})
/** A report as it was kept: the form of `anxin inspect --json`, with media ids for file names, and what keeps the photo from
 *  being seen well. */
const ReportKept = z.object({
  findings: z.array(FindingKept),
  flaws: z.array(z.enum(['dark', 'bright', 'blurred', 'small'])),
  against: z.array(
    z.object({
      file: z.string(),
      relation: z.enum(['derived', 'same-item', 'different', 'unknown']),
      score: z.number(),
      changed: z.array(z.object({ polygon: Polygon, area: z.number() })),
    }),
  ),
})

export const InspectionShown = z.object({
  media: z.string(),
  grade: z.string(),
  flaws: z.array(z.string()),
  findings: z.array(
    FindingKept.omit({ strength: true, region: true }).extend({
      strength: z.number().nullable(),
      /** Corners in pixels of the upright photo: pairs of x and y. */
      region: z.array(z.array(z.number())).nullable(),
      /** Something of it is kept back from this reader: see `disclosed.ts`. */
      isPartial: z.boolean(),
    }),
  ),
  against: z.array(z.object({ goods: z.string(), relation: z.string(), score: z.number().nullable() })),
  /** Pictures of the goods that can be laid over the photo, and whether there is a map of changes: reviewers alone. */
  layers: z.array(z.string()),
  hasHeat: z.boolean(),
})

/** What this reader sees of the reports. The map of changes and the scores are the reviewers'. */
export function findingsFor(
  kept: readonly Inspection[],
  { examined }: OpenedClaim,
  reader: Reader,
): z.input<typeof InspectionShown>[] {
  const isReviewer = reader === 'reviewer'
  return kept.flatMap(({ media, report, layers }) => {
    const grade = examined.find((one) => one.media === media)?.grade
    if (!grade) return []
    const { findings, against, flaws } = ReportKept.parse(report)
    return [
      {
        media,
        grade,
        flaws,
        findings: findings.map((one) => ({
          ...disclosed(one, isReviewer ? 'reviewer' : 'side'),
          region: isReviewer || one.family === 'agreement' ? (one.region?.map(([x, y]) => [x, y]) ?? null) : null,
        })),
        against: against.map(({ file, relation, score }) => ({
          goods: file,
          relation,
          score: isReviewer ? score : null,
        })),
        layers: isReviewer ? layers.filter((goods) => goods !== media) : [],
        hasHeat: isReviewer && layers.includes(media),
      },
    ]
  })
}
