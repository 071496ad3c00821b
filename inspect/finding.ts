import type { Photo } from './photo.ts'

/** Independent kinds of evidence: findings of one family count once in the grade. */
export type Family = 'origin' | 'agreement' | 'reuse' | 'alteration' | 'consistency'

/** A polygon on the upright photo, in pixels. */
export type Polygon = readonly (readonly [x: number, y: number])[]

/** One thing seen in a photo. `strength` 0 to 1 is how much it speaks for a manipulation (0: information only); the
 *  sentences say what it means and what it does not. `region` is null where it concerns the file or the whole. */
export type Finding = { code: string; family: Family; strength: number; zh: string; en: string; region: Polygon | null }

/** One question put to a photo. Knows nothing of the other probes; may throw, which is then itself a finding. */
export type Probe = { code: string; family: Family; look(photo: Photo): Finding[] | Promise<Finding[]> }
