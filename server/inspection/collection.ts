import type { Finding } from '@anxin/inspect/finding.ts'
import type { Report } from '@anxin/inspect/report.ts'
import { regraded } from '@anxin/inspect/reporting.ts'
import { alikeIn } from '@anxin/inspect/reuse/collection.ts'
import { seenIn } from '@anxin/inspect/reuse/findings.ts'
import type { Inspected, Inspector, Source } from './inspector.ts'

/** The reports of many photos with what shows the same picture, or a part of it, as another of them. */
export async function amongMany(
  photos: readonly (Inspected & { photo: Source })[],
  inspector: Inspector,
): Promise<Report[]> {
  const looks = await Promise.all(photos.map(({ photo }) => inspector.looks(photo)))
  const found: Finding[][] = photos.map(() => [])
  for (const { first, second, part } of alikeIn(looks.map((one) => ('refused' in one ? null : one)))) {
    const nameOf = (i: number) => photos[i]?.report.file ?? ''
    // The part lies on the second of the two.
    found[second]?.push(seenIn(nameOf(first), part))
    found[first]?.push({ ...seenIn(nameOf(second), part), region: null })
  }
  return photos.map(({ report }, i) => regraded(report, found[i] ?? []))
}
