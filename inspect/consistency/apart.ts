import type { Finding, Polygon } from '../finding.ts'
import { samePicture } from './twice.ts'

/** What comparing two photos of one claim has to say here: of one exposure (`derived`), of one thing from another side
 *  (`same-item`), and the parts in which they differ, as shares of the first photo's area. */
export type Compared = {
  relation: 'derived' | 'same-item' | 'different' | 'unknown'
  changed: readonly { polygon: Polygon; area: number }[]
}

/** A part smaller than this is what compression and light leave; larger than this, the photos do not lie on each other. */
const [least, most] = [0.002, 0.3]

/** What two photos of one claim say of each other. Two saved from one exposure, of which one shows something that the
 *  other does not, is a contradiction: a camera cannot do that. From two exposures it is only a reason to look, because
 *  things move and light changes between them. One exposure that shows nothing else is one picture, whole or cut. */
export function apart({ relation, changed }: Compared): Finding | null {
  if (relation === 'different') return otherThing
  const parts = changed.filter(({ area }) => area >= least && area <= most)
  const region = parts.toSorted((a, b) => b.area - a.area)[0]?.polygon
  if (!region) return relation === 'derived' && changed.every(({ area }) => area <= most) ? samePicture : null
  if (relation === 'derived') return { ...oneExposure, region }
  return relation === 'same-item' ? { ...twoExposures, region } : null
}

const oneExposure: Finding = {
  code: 'consistency.one_exposure_changed',
  family: 'consistency',
  strength: 0.95,
  zh: '两张照片出自同一次拍摄，但标出的部分不一样：一张有，另一张没有。同一次拍摄不会如此，至少一张经过改动（也可能只是加了箭头、圆圈或文字）。请查看标出的部分。',
  en: 'Two of the photos come from one exposure but differ in the marked part: one shows what the other does not. One exposure cannot do that, so at least one was changed (an added arrow, circle or text counts as well). Look at the marked part.',
  region: null,
}
const twoExposures: Finding = {
  code: 'consistency.differs_between_angles',
  family: 'consistency',
  strength: 0.3,
  zh: '两张照片拍的是同一件商品的同一处，标出的部分看起来不一样。光线、阴影、移动的物体都会造成这种情况；请确认损坏处在两张照片上是否都能看到。',
  en: 'Two photos show the same part of the goods, and the marked part looks different. Light, shadow and moved things do this too; check whether the damage is visible on both.',
  region: null,
}
const otherThing: Finding = {
  code: 'consistency.other_scene',
  family: 'consistency',
  strength: 0,
  zh: '这两张照片没有可以对应的地方：拍的是不同的部位、不同的场景或不同的商品。近景与全景之间常有这种情况，不能据此认定造假。',
  en: 'These two photos have nothing in common that could be matched: other parts, another scene or other goods. A close-up and a full view are often like that; it proves no forgery.',
  region: null,
}
