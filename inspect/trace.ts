import type { Capture } from './consistency/captures.ts'
import { tag, wordOf } from './origin/read/exif.ts'
import { partsOf } from './origin/read/file.ts'
import { cameraOf, saidBy } from './origin/said.ts'
import type { Photo } from './photo.ts'
import { leastQuality } from './reuse/candidates.ts'
import { distanceUpTo, type Hash } from './reuse/hash.ts'
import { dihedralPdq } from './reuse/pdq.ts'

/** What a photo leaves to be held against the other photos of its claim: small enough to be sent and kept. */
export type Trace = { sha256: string; capture: Capture; hashes: readonly Hash[] }

export function traceOf({ bytes, sha256, pixels }: Photo): Trace {
  const said = saidBy(partsOf(bytes))
  const { make, model } = cameraOf(said)
  const takenAt = wordOf(said.exif?.photo.get(tag.DateTimeOriginal))
  const { hashes, quality } = pixels ? dihedralPdq(pixels) : { hashes: [], quality: 0 }
  return {
    sha256,
    capture: { takenAt: takenAt || null, make: make || null, model: model || null },
    hashes: quality >= leastQuality ? hashes : [],
  }
}

/** Bits in which two pictures differ, in the way of lying in which they differ least; null where one shows too little. */
export function apartBy(first: Trace, second: Trace): number | null {
  const [many] = second.hashes
  if (!many || first.hashes.length === 0) return null
  return Math.min(...first.hashes.map((hash) => distanceUpTo(256, hash, { many, at: 0 })))
}
