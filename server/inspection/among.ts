import { contradictions } from '@anxin/inspect/consistency/captures.ts'
import { samePictures } from '@anxin/inspect/consistency/twice.ts'
import type { Finding } from '@anxin/inspect/finding.ts'
import type { Report } from '@anxin/inspect/report.ts'
import { regraded } from '@anxin/inspect/reporting.ts'
import { apartBy } from '@anxin/inspect/trace.ts'
import { amongMany } from './collection.ts'
import type { Inspected, Inspector, Source } from './inspector.ts'

/** Up to so many photos are taken for those of one claim and held against each other one by one; more are a collection, in
 *  which only the same pictures and parts of them are looked for. */
const mostOfAClaim = 12

/** The reports of a claim's photos with what they say of each other. */
export async function amongThem(
  photos: readonly (Inspected & { photo: Source })[],
  inspector: Inspector,
): Promise<Report[]> {
  if (photos.length < 2) return photos.map(({ report }) => report)
  if (photos.length > mostOfAClaim) return amongMany(photos, inspector)
  const found: Finding[][] = photos.map(() => [])
  const both = (first: number, second: number, finding: Finding) => {
    // The region lies on the first of the two.
    found[first]?.push(finding)
    found[second]?.push({ ...finding, region: null })
  }
  const twice = samePictures(
    photos.map(({ trace }) => trace),
    apartBy,
  )
  for (const { first, second, finding } of twice) both(first, second, finding)
  const pairs = photos.flatMap((one, first) =>
    photos.slice(first + 1).map(async (other, i) => {
      const isSame = one.report.sha256 === other.report.sha256
      return { first, second: first + 1 + i, finding: isSame ? null : await inspector.pair(one.photo, other.photo) }
    }),
  )
  const isSaid = (first: number, second: number) => twice.some((one) => one.first === first && one.second === second)
  for (const { first, second, finding } of await Promise.all(pairs))
    if (finding && !(finding.code === 'consistency.same_picture' && isSaid(first, second))) both(first, second, finding)
  const overall = contradictions(photos.map(({ trace }) => trace.capture))
  return photos.map(({ report }, i) => regraded(report, [...(found[i] ?? []), ...overall]))
}
