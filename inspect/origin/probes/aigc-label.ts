import type { Finding, Probe } from '../../finding.ts'
import { type Label, type LabelCopy, labelsIn } from '../labels.ts'
import { partsOf } from '../read/file.ts'
import { saidBy } from '../said.ts'
import { listed, origin, quoted } from '../say.ts'
import { vendorOf } from '../vendor.ts'

/** What the three values of `Label` mean by the standard, and how much each says. */
const meanings: Record<string, { strength: number; zh: string; en: string }> = {
  '1': { strength: 0.9, zh: '属于人工智能生成合成内容', en: 'is AI-generated or AI-edited' },
  '2': { strength: 0.7, zh: '可能为人工智能生成合成内容', en: 'may be AI-generated or AI-edited' },
  '3': { strength: 0.6, zh: '疑似人工智能生成合成内容', en: 'is suspected to be AI-generated or AI-edited' },
}

/** The implicit label of GB 45438-2025 in the metadata: what it says, and where copies of it disagree. */
export const aigcLabel: Probe = {
  code: 'origin.aigc',
  family: 'origin',
  look(photo) {
    const parts = partsOf(photo.bytes)
    const copies = labelsIn(parts, saidBy(parts))
    const readable = copies.filter((copy) => copy.says !== null)
    const unreadable = copies.filter(({ says }) => says === null)
    return [
      ...readable.slice(0, 1).map((copy) => declared(copy, readable)),
      ...(readable.length === 0 ? unreadable.slice(0, 1).map(unread) : []),
      ...disagreeing(readable),
    ]
  },
}

/** One sentence for the strongest copy; the others are only named. */
function declared(first: LabelCopy, all: readonly LabelCopy[]): Finding {
  const strongest = all.toSorted((a, b) => strengthOf(b) - strengthOf(a))[0] ?? first
  const says = strongest.says
  const meaning = meanings[says?.label ?? '']
  const places = all.map(({ where }) => where)
  const whom = says ? namesIn(says) : { zh: '', en: '' }
  const zhWhere = listed(places, '、')
  const enWhere = listed(places, ', ')
  if (meaning)
    return origin('aigc.label', meaning.strength, {
      zh: `文件元数据中有国家标准 GB 45438-2025 规定的隐式标识（${zhWhere}），声明该图片${meaning.zh}（Label ${says?.label}）。${whom.zh}标识是写入者的声明，未作签名验证；它不说明改动了哪里，也不说明由谁上传。`,
      en: `The file carries the implicit label of the Chinese standard GB 45438-2025 (${enWhere}), which states that the picture ${meaning.en} (Label ${says?.label}). ${whom.en}The label is a statement by whoever wrote it; its signature was not verified. It does not say which part was changed, nor who uploaded it.`,
    })
  return origin('aigc.label-unknown', 0.6, {
    zh: `文件元数据中有 AIGC 隐式标识（${zhWhere}），但标识取值“${quoted(says?.label ?? '', 20)}”不是标准规定的 1、2、3。${whom.zh}写入者显然处理过生成内容标识，但它没有按标准声明；不能据此断定图片是否由 AI 生成。`,
    en: `The file carries an AIGC label (${enWhere}), but its value “${quoted(says?.label ?? '', 20)}” is none of the standard's 1, 2, 3. ${whom.en}Whoever wrote it deals with labels of generated content, yet it does not state what the standard asks; whether AI made the picture cannot be concluded from it.`,
  })
}

const strengthOf = ({ says }: LabelCopy) => meanings[says?.label ?? '']?.strength ?? 0.1

/** Who made and who spread it, and under which number. */
function namesIn(says: Label): { zh: string; en: string } {
  const producer = vendorOf(says.producer || says.provider)
  const propagator = vendorOf(says.propagator)
  const code = (vendor: { isKnown: boolean } | null, raw: string) => (vendor?.isKnown ? `（${quoted(raw, 40)}）` : '')
  const id = quoted(says.produceId, 80)
  const zh = [
    producer && `生成服务：${quoted(producer.zh)}${code(producer, says.producer)}`,
    id && `内容编号：${id}`,
    propagator && `传播平台：${quoted(propagator.zh)}`,
  ]
  const en = [
    producer &&
      `generating service: ${quoted(producer.en)}${producer.isKnown ? ` (${quoted(says.producer, 40)})` : ''}`,
    id && `content number: ${id}`,
    propagator && `spread by: ${quoted(propagator.en)}`,
  ]
  const joined = (list: (string | null)[], between: string, end: string) => {
    const there = list.filter((text) => text)
    return there.length > 0 ? `${there.join(between)}${end}` : ''
  }
  const enText = joined(en, '; ', '. ')
  return { zh: joined(zh, '；', '。'), en: enText.charAt(0).toUpperCase() + enText.slice(1) }
}

const unread = ({ where, raw }: LabelCopy): Finding =>
  origin('aigc.unreadable', 0.6, {
    zh: `文件元数据中有名为 AIGC 的标识（${where}），但其内容不是标准规定的 JSON，无法读出：“${quoted(raw, 40)}”。可能是标识写错、被截断或被改动；正常拍摄的照片不会有这一字段，但仅凭它不能断定图片由 AI 生成。`,
    en: `The metadata has a label named AIGC (${where}), but it is not the JSON that the standard asks for and cannot be read: “${quoted(raw, 40)}”. It may have been written wrongly, cut off or tampered with. A photo straight from a camera has no such field, yet this alone does not prove that AI made the picture.`,
  })

/** Copies that say different things: the standard allows one. */
function disagreeing(copies: readonly LabelCopy[]): Finding[] {
  const different = Map.groupBy(copies, ({ says }) => `${says?.label}|${says?.producer}|${says?.produceId}`)
  if (different.size < 2) return []
  const list = [...different.values()].map(([copy]) => copy).filter((copy) => copy !== undefined)
  const shown = (zh: boolean) =>
    list
      .slice(0, 4)
      .map(({ where, says }) => `${where}${zh ? '：' : ': '}Label ${quoted(says?.label ?? '', 10)}`)
      .join(zh ? '；' : '; ')
  return [
    origin('aigc.copies-disagree', 0.4, {
      zh: `文件中有多份 AIGC 标识，内容不一致（${shown(true)}）。标准规定一个文件只写一份；不一致说明文件经过多个工具处理，或标识被改写过。`,
      en: `The file holds several AIGC labels that do not agree (${shown(false)}). The standard allows one per file; disagreement means that several tools handled the file, or that a label was rewritten.`,
    }),
  ]
}
