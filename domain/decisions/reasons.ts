import type { Outcome } from '../claims/terms.ts'

/** Why a claim is decided so. A reviewer names at least one; both sides read the sentences as they stand. */
type Reason = { for: 'buyer' | 'merchant' | 'either'; zh: string; en: string }

export const decisionReasons = {
  'damage-shown': {
    for: 'buyer',
    zh: '照片和商品资料相互印证，损坏属实',
    en: 'The photos and the record of the goods agree: the damage is real',
  },
  'damage-in-transit': {
    for: 'buyer',
    zh: '外包装或运输记录表明损坏发生在运输途中',
    en: 'Packaging or transport records show that the damage happened in transit',
  },
  'not-as-listed': { for: 'buyer', zh: '收到的商品与页面描述不符', en: 'The goods are not as the listing describes' },
  'merchant-has-no-record': {
    for: 'buyer',
    zh: '商家未能提供发货时状态良好的证据',
    en: 'The merchant could not show that the goods left in good condition',
  },
  'merchant-agrees': { for: 'buyer', zh: '商家认可买家的说明', en: "The merchant accepts the buyer's account" },
  'paid-on-instruction': {
    for: 'buyer',
    zh: '商家预先签署的小额快速赔付授权',
    en: "Paid under the merchant's standing instruction for small claims",
  },
  'minor-damage': {
    for: 'either',
    zh: '损坏轻微，不影响主要用途，按比例退款',
    en: 'The damage is minor and leaves the goods usable: refunded in part',
  },
  'goods-must-come-back': {
    for: 'either',
    zh: '需退回实物核验后退款',
    en: 'The goods have to come back and be checked before the refund',
  },
  'photo-altered': {
    for: 'merchant',
    zh: '照片与商品原图比对，损坏部位系修改或生成，并非实物',
    en: "Compared with the goods' own pictures, the damage in the photo was edited in or generated",
  },
  'photo-reused': {
    for: 'merchant',
    zh: '照片已在其他售后申请中使用过',
    en: 'The photo was used in another claim before',
  },
  'other-item': {
    for: 'merchant',
    zh: '照片中的商品不是所购的这一件',
    en: 'The photo does not show the item that was bought',
  },
  'left-in-good-condition': {
    for: 'merchant',
    zh: '发货记录表明商品完好，且运输无异常',
    en: 'The packing record shows sound goods, and nothing happened in transit',
  },
  'not-covered': {
    for: 'merchant',
    zh: '人为损坏或超出售后范围',
    en: 'Damaged in use, or outside what after-sales covers',
  },
  'not-shown': {
    for: 'merchant',
    zh: '经补充要求后仍没有证据显示所称的损坏',
    en: 'Even after being asked for more, nothing shows the damage claimed',
  },
} as const satisfies Record<string, Reason>
export type DecisionReason = keyof typeof decisionReasons

/** The codes a reviewer may give. */
export const reviewerReasons = Object.keys(decisionReasons).filter((code) => code !== 'paid-on-instruction')

const catalogue: Record<string, Reason> = decisionReasons

/** Whether the reasons carry this outcome: a refusal needs one that speaks for the merchant, everything else one that does
 *  not speak against the buyer. An unknown code carries nothing. */
export function carries(reasons: readonly string[], outcome: Outcome): boolean {
  const given = reasons.map((code) => catalogue[code]?.for)
  if (given.length === 0 || given.includes(undefined)) return false
  return outcome === 'refusal' ? given.includes('merchant') : !given.every((one) => one === 'merchant')
}
