import type { Finding } from '../finding.ts'

/** What is asked of a photo to see whether it occurs twice. */
export type Shown = { sha256: string }

/** A finding about two photos of one claim, by their places in the list. */
export type Between = { first: number; second: number; finding: Finding }

/** Bits of 256 between two perceptual hashes up to which two pictures are taken for one: below Meta's 31, because photos
 *  of one claim are of one thing, often seconds apart, and are meant to be alike. */
const nearest = 10

/** Photos that occur more than once among those of a claim. `apart` gives the distance of two by a perceptual hash, over all
 *  eight ways of turning and mirroring; null where one of them has no usable hash. */
export function samePictures<P extends Shown>(
  photos: readonly P[],
  apart: (first: P, second: P) => number | null,
): Between[] {
  const found: Between[] = []
  photos.forEach((photo, first) => {
    photos.slice(first + 1).forEach((other, i) => {
      const second = first + 1 + i
      if (photo.sha256 === other.sha256) found.push({ first, second, finding: sameFile })
      else if ((apart(photo, other) ?? 256) <= nearest) found.push({ first, second, finding: samePicture })
    })
  })
  return found
}

// Strength 0: people send a photo twice by mistake. It only means that there is one angle less than it seems.
const sameFile: Finding = {
  code: 'consistency.same_file',
  family: 'consistency',
  strength: 0,
  zh: '同一张照片上传了两次（文件完全相同），只能算一个角度。重复上传多属无意，不能据此认定造假。',
  en: 'The same file was sent twice, so it counts as one angle. This mostly happens by mistake and proves no forgery.',
  region: null,
}
/** Two saved from one exposure. */
export const samePicture: Finding = {
  code: 'consistency.same_picture',
  family: 'consistency',
  strength: 0.1,
  zh: '两张照片看起来是同一张（可能经过压缩、裁剪、旋转或镜像），只能算一个角度。转发会造成这种情况，不能据此认定造假；如果两张之间有局部不同，请看比对结果。',
  en: 'Two of the photos appear to be one picture, saved again, cropped, turned or mirrored, so it counts as one angle. Forwarding does this and proves no forgery; if the two differ in one place, see the comparison.',
  region: null,
}
