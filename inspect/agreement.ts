import type { Comparison } from './compare/compare.ts'
import type { Finding } from './finding.ts'
import { quoted } from './origin/say.ts'

/** From this much evidence of a change on, a derived picture is said to be changed; how sure it is that it is derived is
 *  another question. */
const changedFrom = 0.5

/** What the comparison with one of the merchant's pictures means for the claim. `file` is the merchant's. */
export function agreementWith(file: string, { relation, score, changed, alteration }: Comparison): Finding {
  const name = nameOf(file)
  const region = changed[0]?.polygon ?? null
  const say = (code: string, strength: number, says: { zh: string; en: string }): Finding => ({
    code: `agreement.${code}`,
    family: 'agreement',
    strength,
    region: null,
    ...says,
  })
  switch (relation) {
    case 'derived':
      if (region && alteration >= changedFrom * score)
        return { ...say('derived-changed', derivedStrength, derivedChanged(name)), region }
      return say('derived', derivedStrength, derived(name))
    case 'same-item':
      return { ...say('same-item', 0, sameItem(name)), region }
    case 'different':
      return say('different', 0.2, different(name))
    case 'unknown':
      return say('unknown', 0, unknown(name))
  }
}

/** The last part of a path, as a sentence can bear it. */
const nameOf = (file: string) => quoted(file.split(/[\\/]/).at(-1) ?? file)

/** Twenty times: the relation is said of no honest pair in more than 300, which proves no more than 1 in 100 (Clopper–
 *  Pearson, 95 %), and of most that are (bench/RESULTS.md). */
const derivedStrength = 0.95

/** The claim photo and the merchant's picture are one file. */
export const identical = (file: string): Finding => ({
  code: 'agreement.identical',
  family: 'agreement',
  strength: 0.95,
  zh: `这张照片与商家的图片“${nameOf(file)}”是同一个文件，不是收到商品后拍摄的。也可能是买家误传了商品页图片，请先询问。`,
  en: `This photo is the very file of the merchant's picture "${nameOf(file)}", not taken of the goods received. The buyer may have sent the listing's picture by mistake: ask first.`,
  region: null,
})

const derivedChanged = (name: string) => ({
  zh: `这张照片由商家的图片“${name}”制作而成：背景、光线和每处细节都来自同一次拍摄，标出的部分则不同。两次拍摄不可能如此一致，所以标出的部分是后来改的。请把两张图叠在一起看。`,
  en: `This photo was made from the merchant's picture "${name}": background, light and every detail come from the same exposure, and the marked part does not. Two exposures never agree like that, so the marked part was changed afterwards. Look at the two laid over each other.`,
})
const derived = (name: string) => ({
  zh: `这张照片由商家的图片“${name}”制作而成（可能经过裁剪、压缩、截图或翻拍），不是收到商品后拍摄的；没有找到明显改动的部分。也可能是买家误传，请先询问。`,
  en: `This photo was made from the merchant's picture "${name}" (cropped, recompressed, a screenshot or a photo of a screen), not taken of the goods received; no clearly changed part was found. It may have been sent by mistake: ask first.`,
})
const sameItem = (name: string) => ({
  zh: `照片拍的是商家图片“${name}”中的同款商品，属于另一次拍摄。标出的部分与图片不同：可能是损坏，也可能只是光线或角度，请人工查看。这不能说明损坏是真的，也不能说明是假的。`,
  en: `The photo shows the item of the merchant's picture "${name}" in another exposure. Marked parts look different: damage, or only light and angle; a person has to look. It shows neither that the damage is real nor that it is not.`,
})
const different = (name: string) => ({
  zh: `照片与商家的图片“${name}”对不上：可能是别的商品、另一面或另一款式。请要求补拍整件商品和标签。`,
  en: `The photo does not match the merchant's picture "${name}": other goods, another side or another variant. Ask for the whole item and its label.`,
})
const unknown = (name: string) => ({
  zh: `无法判断照片与商家的图片“${name}”的关系：可供比较的细节太少。这不说明照片真实，也不说明照片有问题。`,
  en: `It cannot be told how the photo relates to the merchant's picture "${name}": there is too little detail to compare. This says neither that it is genuine nor that it is not.`,
})
