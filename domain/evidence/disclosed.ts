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
