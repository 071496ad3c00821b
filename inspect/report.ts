import type { Finding, Polygon } from './finding.ts'
import type { Grade } from './grade.ts'

/** How a claim photo stands to a picture of the goods: made from that very picture · shows the same thing · shows
 *  something else · cannot be told. */
export type Relation = 'derived' | 'same-item' | 'different' | 'unknown'

/** A part of the claim photo that is not as in the picture of the goods. `area`: its share of the photo, 0 to 1. */
export type Changed = { polygon: Polygon; area: number }

/** A label of generated content (GB 45438-2025, annex E) as the file has it: what it says, not what is so. `where` in the
 *  file; fields that are not there are ''. */
export type LabelRead = {
  where: string
  label: string
  producer: string
  produceId: string
  propagator: string
  propagateId: string
}

export type Against = { file: string; relation: Relation; score: number; changed: readonly Changed[] }

/** What one photo gave: the form of `anxin inspect --json`. `alterationScore` 0 to 1: how much speaks for altered pixels,
 *  from the comparison with the goods where there is one. */
export type Report = {
  file: string
  sha256: string
  grade: Grade
  findings: readonly Finding[]
  alterationScore: number
  against: readonly Against[]
  labels: readonly LabelRead[]
}
