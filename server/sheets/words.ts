import type { Language } from '../http/problems.ts'

/** What tables of claims say for the codes of the domain. */
const words: Record<string, { zh: string; en: string }> = {
  collecting: { zh: '补充证据', en: 'Collecting evidence' },
  examining: { zh: '核验中', en: 'Being examined' },
  hearing: { zh: '听取意见', en: 'Being heard' },
  review: { zh: '审核中', en: 'In review' },
  decided: { zh: '已决定', en: 'Decided' },
  settled: { zh: '已协商', en: 'Settled' },
  withdrawn: { zh: '已撤销', en: 'Withdrawn' },
  closed: { zh: '已结束', en: 'Closed' },
  damaged: { zh: '破损', en: 'Damaged' },
  defective: { zh: '故障', en: 'Defective' },
  spoiled: { zh: '变质', en: 'Spoiled' },
  'not-as-described': { zh: '与描述不符', en: 'Not as described' },
  'wrong-item': { zh: '发错货', en: 'Wrong item' },
  'missing-part': { zh: '缺件', en: 'Missing part' },
  'not-received': { zh: '未收到', en: 'Not received' },
  'refund-only': { zh: '仅退款', en: 'Refund only' },
  'partial-refund': { zh: '部分退款', en: 'Partial refund' },
  'return-and-refund': { zh: '退货退款', en: 'Return and refund' },
  replacement: { zh: '换货', en: 'Replacement' },
  repair: { zh: '维修', en: 'Repair' },
  refusal: { zh: '不予退款', en: 'Refused' },
}

/** A code in the reader's language; nothing for none, and a code that has no words as it stands. */
export const named = (code: string | null, language: Language): string =>
  code ? (words[code]?.[language] ?? code) : ''

/** Fen as a table of money has it: 19900 → 199.00 */
export const money = (fen: number): string => `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`
