import { offset } from '@anxin/domain/china.ts'
import { decisionReasons } from '@anxin/domain/decisions/reasons.ts'
import { named } from '../../sheets/words.ts'
import type { StampTold } from './printed.ts'
import type { Told } from './told.ts'

/** What the PDF says for the codes of the domain. Simplified Chinese only: it is for authorities and courts in China. */

const words: Record<string, string> = {
  buyer: '买家',
  merchant: '商家',
  listing: '商品页面',
  packed: '打包录像截图',
  platform: '平台',
  consumer: '买家',
  reviewer: '审核员',
  operator: '运营人员',
  system: '接入系统',
  clock: '系统计时',
  reaction: '系统',
  whole: '整体',
  damage: '损坏处',
  'damage-angle': '损坏处另一角度',
  label: '标签',
  packaging: '包装与运单',
  video: '视频',
  destruction: '销毁证明',
  other: '其他',
  packing: '发货前照片',
  'packing-video': '打包视频',
  origin: '来源',
  agreement: '与商品比对',
  reuse: '重复使用',
  alteration: '画面改动',
  consistency: '照片之间',
  derived: '由商品图制作而成',
  'same-item': '与商品图是同一件商品',
  different: '与商品图不是同一件商品',
  unknown: '与商品图的关系无法判断',
  dark: '照片太暗',
  bright: '照片过亮',
  blurred: '照片模糊',
  small: '照片太小（短边不足 480 像素）',
  first: '初审',
  appeal: '申诉',
  goods: '退货核验',
  entrusted: '当事人已要求删除个人信息，原件由保管人凭密钥保存至期满',
  erased: '当事人已要求删除个人信息，原件不能再打开',
  lost: '原件已无法读取',
  removed: '保存期满后已依法删除，哈希值保留于记录',
  withheld: '不提供原件，附去除位置和设备信息的副本（视频不附）；凭函可向出具单位调取',
  civil: '民事',
  administrative: '行政',
  criminal: '刑事',
  may: '可能适用',
}

export const says = (code: string | null): string => (code === null ? '' : (words[code] ?? named(code, 'zh')))

const reasons: Record<string, { zh: string }> = decisionReasons
export const reason = (code: string): string => reasons[code]?.zh ?? code

const two = (n: number) => String(n).padStart(2, '0')
/** A moment in China: UTC+8, no summer time since 1992. */
export function beijing(iso: string | null): string {
  if (iso === null) return ''
  const at = new Date(Date.parse(iso) + offset)
  const day = `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`
  return `${day} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`
}

/** 19900 → 199.00 元; the head of the dossier says of what money. */
export const yuan = (fen: number): string => `${Math.trunc(fen / 100)}.${two(Math.abs(fen % 100))} 元`

type Step = Told['steps'][number]
type Detail = Step['detail']
const text = (detail: Detail, field: string): string => String(detail[field] ?? '')
const sum = (detail: Detail): string => (Number(detail.amount ?? 0) > 0 ? ` ${yuan(Number(detail.amount))}` : '')
const until = (detail: Detail): string => beijing(text(detail, 'until') || null)
const quoted = (detail: Detail, field: string): string => (detail[field] ? `：“${text(detail, field)}”` : '')
const side = (detail: Detail): string => says(text(detail, 'side'))

const sentences: Record<string, (detail: Detail) => string> = {
  'claim.opened': (d) => `买家提出售后申请，举证期限至 ${until(d)}`,
  'claim.evidence-added': (d) => `${side(d)}提交证据`,
  'claim.submitted': (d) => (d.isLate ? '举证期限届满，以现有证据继续' : '买家确认证据提交完毕'),
  'claim.graded': (d) => `证据检测完成，等级 ${text(d, 'grade')}`,
  'claim.hearing-called': (d) => `请${side(d)}答复，期限至 ${until(d)}`,
  'claim.heard': (d) => (d.how === 'answered' ? '已答复，转入审核' : '逾期未答复，如实记录，转入审核'),
  'claim.more-asked': (d) => `审核员要求补充证据，期限至 ${until(d)}${quoted(d, 'words')}`,
  'claim.proposed': (d) => `${side(d)}提出方案：${says(text(d, 'remedy'))}${sum(d)}`,
  'claim.settled': (d) => `双方协商一致：${says(text(d, 'remedy'))}${sum(d)}（${says(text(d, 'acceptedBy'))}同意）`,
  'claim.withdrawn': () => '买家撤销申请',
  'claim.decided': (d) => `作出决定：${says(text(d, 'outcome'))}${sum(d)}（适用规则 ${text(d, 'rules')}）`,
  'claim.appealed': (d) => `${side(d)}提出申诉`,
  'claim.closed': () => '申诉期届满，案件终结',
  'hearing.called': (d) => `已通知${side(d)}，答复期限至 ${until(d)}`,
  'hearing.seen': () => '被通知方已查看',
  'hearing.extended': (d) => `答复期限延长至 ${until(d)}${quoted(d, 'reason')}`,
  'hearing.answered': () => '已提交答复',
  'hearing.lapsed': (d) => (d.wasSeen ? '已查看，逾期未答复' : '未查看，逾期未答复'),
  'hearing.dropped': () => '无需再答复',
  'decision.opened': (d) => `进入${says(text(d, 'stage'))}审核，期限至 ${beijing(text(d, 'dueAt') || null)}`,
  'decision.overdue': () => '审核超过期限',
  'remedy.awarded': (d) => `执行决定：${says(text(d, 'outcome'))}${sum(d)}`,
  'remedy.payment-due': (d) => `应退款${sum(d)}`,
  'remedy.paid': (d) => `已退款${sum(d)}`,
  'remedy.overturned': (d) => `改判，已退的${sum(d)}由平台补给商家`,
  'remedy.goods-sent': (d) => `${side(d)}寄出商品，验收期限至 ${until(d)}`,
  'remedy.goods-accepted': () => '商品验收通过',
  'remedy.goods-questioned': (d) => `对寄回的商品有异议${quoted(d, 'words')}`,
  'remedy.goods-judged': (d) => `审核认定寄回的商品${d.isAccepted ? '符合' : '不符合'}要求`,
  'remedy.lapsed': () => '逾期未寄出',
  'remedy.held': () => '申诉期间暂停执行',
  'remedy.done': () => '执行完毕',
  'custody.dated': (d) => `证据保存至 ${beijing(text(d, 'keepUntil') || null)}`,
  'custody.held': () => '证据保全',
  'custody.released': () => '证据保全解除',
  'custody.entrusted': () => '买家已要求删除个人信息，证据原件的密钥交由保管人保存，平台不能再打开',
  'custody.handed-over': () => '加密的证据原件已交给保管人，由其用密钥打开',
  'custody.removed': () => '保存期满，买家提交的照片和视频已删除',
}

/** A step as one sentence; a fact that has none is told by its code. */
export const stepWords = ({ type, detail }: Step): string => sentences[type]?.(detail) ?? type

const stampWrongs: Record<string, string> = {
  'stamp.unreachable': '时间戳机构没有应答',
  'stamp.refused': '时间戳机构拒绝了请求',
}

/** When the record was stamped, or why it was not. */
export function stampWords(stamp: StampTold): string {
  if ('at' in stamp) return `${beijing(stamp.at)}，签发者 ${stamp.by}`
  if (stamp.missing === null) return '无（未设置时间戳机构）'
  return `无（制作时未能取得：${stampWrongs[stamp.missing] ?? '时间戳机构的应答无效'}）`
}
