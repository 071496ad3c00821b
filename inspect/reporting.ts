import type { Comparison } from './compare/compare.ts'
import type { View } from './compare/view.ts'
import type { Finding } from './finding.ts'
import { gradeOf } from './grade.ts'
import { labelsRead } from './origin/labels.ts'
import type { Photo } from './photo.ts'
import type { Report } from './report.ts'

/** A merchant's picture, made ready to be compared; `view` is null where it cannot be decoded. */
export type Goods = { file: string; sha256: string; view: View | null }

type Gathered = {
  findings: readonly Finding[]
  goods: readonly Goods[]
  comparisons: readonly (Comparison | null)[]
  isLive: boolean
}

/** What was found in a photo, put together and graded. */
export function reportOf(photo: Photo, { findings, goods, comparisons, isLive }: Gathered): Report {
  const relations = comparisons.map((one) => one?.relation)
  const agrees = relations.includes('same-item') && !relations.includes('derived')
  return {
    file: photo.name,
    sha256: photo.sha256,
    grade: gradeOf({ findings, agrees, isOriginal: isOriginal(findings), isLive }),
    findings: byStrength(findings),
    alterationScore: alterationScore(findings, comparisons),
    against: goods.map(({ file, sha256 }, i) => {
      const { relation = 'unknown', score = 0, changed = [] } = comparisons[i] ?? {}
      return sha256 === photo.sha256
        ? { file, relation: 'derived', score: 1, changed: [] }
        : { file, relation, score, changed }
    }),
    labels: labelsRead(photo.bytes),
  }
}

/** As a camera wrote it: the file names one, and nothing in it says that something else saved it since. Anybody can write
 *  that into a file, so it is asked only beside agreement with the goods. */
const isOriginal = (findings: readonly Finding[]) =>
  findings.some(({ code }) => code === 'origin.camera.stated' || code === 'origin.c2pa.capture') &&
  !findings.some(({ code }) => /^origin\.(messenger|rewritten|editor|screenshot|cut|removed)/.test(code))

const alterationScore = (findings: readonly Finding[], comparisons: readonly (Comparison | null)[]): number =>
  Math.max(
    0,
    ...findings.filter(({ family }) => family === 'alteration').map(({ strength }) => strength),
    ...comparisons.map((one) => one?.alteration ?? 0),
  )

/** The report with further findings, about the photos of a claim together, and graded anew. It is no better for them. */
export function regraded(report: Report, more: readonly Finding[]): Report {
  if (more.length === 0) return report
  const findings = [...report.findings, ...more]
  const isLive = report.grade === 'A'
  const grade = gradeOf({ findings, agrees: report.grade < 'C', isOriginal: report.grade === 'B', isLive })
  return { ...report, grade: [grade, report.grade].toSorted()[1] ?? grade, findings: byStrength(findings) }
}

const byStrength = (findings: readonly Finding[]) => findings.toSorted((one, other) => other.strength - one.strength)
