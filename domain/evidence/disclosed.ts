import type { Grade } from '../claims/terms.ts'

/** A finding as the inspection reports it (the form of `anxin inspect --json`). */
export type Finding = {
  code: string
  family: 'origin' | 'agreement' | 'reuse' | 'alteration' | 'consistency'
  strength: number
  zh: string
  en: string
  region: readonly (readonly [number, number])[] | null
}
/** `isPartial`: something of it is kept back from this reader. */
export type Disclosed = Omit<Finding, 'strength'> & { strength: number | null; isPartial: boolean }

/** Both sides of a claim read the same sentences. Kept back from them, and said to be: how strongly and where exactly the
 *  methods that work on pixels answered, which would let a forger try until they are silent. Reviewers see everything. */
export function disclosed(finding: Finding, reader: 'side' | 'reviewer'): Disclosed {
  const isTechnique = finding.family === 'alteration' || finding.family === 'consistency'
  if (reader === 'reviewer' || !isTechnique) return { ...finding, isPartial: false }
  return { ...finding, strength: null, region: null, isPartial: true }
}

/** What a grade says, in words that a shop assistant and a judge understand. */
export const gradeWords: Record<Grade, { zh: string; en: string }> = {
  A: { zh: 'A：现场拍摄，并与商品图一致', en: 'A: taken live for a random task, and in agreement with the goods' },
  B: { zh: 'B：原始照片，前后一致，与商品图一致', en: 'B: an original file, consistent, in agreement with the goods' },
  C: { zh: 'C：未发现问题，但不足以判断', en: 'C: nothing wrong was found, but not enough is known' },
  D: { zh: 'D：存在矛盾之处，须由人判断', en: 'D: something is contradicted; a person has to judge' },
}
