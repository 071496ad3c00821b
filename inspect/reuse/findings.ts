import type { Finding, Polygon } from '../finding.ts'
import { quoted } from '../origin/say.ts'

/** Another photo of a collection is the same picture, or one shows a part of the other (`part`: what of this one both show).
 *  Whether they belong to one claim is not known here, so it weighs little. */
export function seenIn(file: string, part: Polygon | null): Finding {
  const name = quoted(file.split(/[\\/]/).at(-1) ?? file)
  return {
    code: part ? 'reuse.part' : 'reuse.same_picture',
    family: 'reuse',
    strength: 0.2,
    region: part,
    ...(part ? partOf(name) : sameAs(name)),
  }
}

const sameAs = (name: string) => ({
  zh: `这张照片与“${name}”是同一张（可能经过压缩、缩放、旋转或镜像）。如果两张属于不同的申请，就是同一张照片用了两次；如果属于同一次申请，只能算一个角度。不能据此认定造假。`,
  en: `This photo and "${name}" are one picture (saved again, resized, turned or mirrored). If they belong to different claims, one picture was used twice; if to one claim, they count as one angle. It proves no forgery.`,
})
const partOf = (name: string) => ({
  zh: `这张照片与“${name}”出自同一张照片：一张是另一张的裁剪、截图或镜像，标出的是两张共有的画面。如果两张属于不同的申请，就是同一张照片用了两次；如果属于同一次申请，只能算一个角度。不能据此认定造假。`,
  en: `This photo and "${name}" come from one picture: one is a crop, a screenshot or a mirror image of the other; the marked part is what both show. If they belong to different claims, one picture was used twice; if to one claim, they count as one angle. It proves no forgery.`,
})

/** A picture that was sent with another claim. `isSamePerson`: by the same buyer, who may repeat a claim honestly. `part`
 *  as above. */
export function usedBefore({ isSamePerson, part }: { isSamePerson: boolean; part: Polygon | null }): Finding {
  const how = part
    ? { zh: '（裁剪、截图或镜像）', en: ' (a crop, a screenshot or a mirror image)' }
    : { zh: '', en: '' }
  return {
    code: part ? 'reuse.part_in_other_claim' : 'reuse.in_other_claim',
    family: 'reuse',
    // Not measured: no set of real claims is open. Stated so that alone it is even odds at the prior of 10 %.
    strength: isSamePerson ? 0.3 : 0.9,
    region: part,
    ...(isSamePerson ? byTheSame(how) : byAnother(how)),
  }
}

type How = { zh: string; en: string }
const byTheSame = (how: How) => ({
  zh: `同一位买家在另一次申请中用过这张照片${how.zh}。重新申请、补充材料时会这样做，不能据此认定造假；请对照两次申请的商品和时间。`,
  en: `The same buyer sent this picture${how.en} with another claim. Who asks again or sends more does so, and it proves no forgery; compare the goods and dates of both claims.`,
})
const byAnother = (how: How) => ({
  zh: `这张照片${how.zh}在另一位买家的申请中出现过。两个人不会各自拍出同一张照片：可能是从网上或商家页面下载的，也可能是家人分别申请。请对照两次申请，并索取当场拍摄的照片。`,
  en: `This picture${how.en} was sent with the claim of another buyer. Two people do not take one and the same photo: it may come from the web or the shop's own page, or members of a family may have claimed separately. Compare both claims and ask for a photo taken on the spot.`,
})
