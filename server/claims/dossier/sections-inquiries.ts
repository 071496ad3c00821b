import type { InquiryTold } from './inquiries.ts'
import type { Dossier } from './printed.ts'
import type { Sheet } from './sheet.ts'
import { beijing } from './words.ts'

const questions: Record<string, string> = { ask: '询问是否由其生成', report: '举报标识异常或被去除' }
const answers: Record<string, string> = {
  ours: '答复：由其生成',
  'not-ours': '答复：不是由其生成',
  unknown: '答复：无法判断',
  received: '答复：已收到举报',
}
const grounds: Record<string, string> = {
  sha256: '依据文件哈希',
  pdq: '依据图像相似',
  number: '仅依据标识中的编号',
}
const failures: Record<string, string> = {
  'not-sent': '未发出（服务已停用或买家信息已删除）',
  refused: '拒绝答复',
  unsigned: '收到的答复没有有效签名，不予采用',
  'other-request': '收到的答复不是对本次询问的答复，不予采用',
  malformed: '收到的答复格式不符，不予采用',
  silent: '期限内没有得到答复',
}

const outcome = ({ said, ground, producedAt, failure }: InquiryTold): string => {
  const because = ground ? `，${grounds[ground] ?? ground}` : ''
  if (said) return `${answers[said] ?? said}${because}${producedAt ? `，生成时间 ${beijing(producedAt)}` : ''}`
  return failure ? (failures[failure] ?? failure) : '等待答复'
}

/** What AI services said, where one was asked: each text is signed, and lies in the bundle as it went to and fro. */
export function inquiriesSection(sheet: Sheet, { inquiries, exhibits }: Dossier): void {
  if (inquiries.length === 0) return
  const numberOf = (media: string) => exhibits.find((one) => one.media === media && one.side !== 'listing')?.n ?? ''
  sheet.text(
    '向人工智能服务提供者的询问和举报。问题由本单位签名（JWS，RFC 7515）；采用的答复均有该服务提供者的有效签名，公钥在 keys.json 内，其指纹和问答原文的 SHA-256 写在案件记录中。原文在压缩包 inquiries 文件夹内。答复是该服务提供者的陈述。',
    { size: 9, quiet: true },
  )
  sheet.table({
    size: 8,
    columns: [
      { title: '证物', width: 40 },
      { title: '服务', width: 90 },
      { title: '内容', width: 84 },
      { title: '时间', width: 66 },
      { title: '结果', width: 110 },
      { title: '问与答的 SHA-256', width: 110 },
    ],
    rows: inquiries.map((one) => [
      String(numberOf(one.media)),
      `${one.service.name}\n${one.service.url}`,
      questions[one.question] ?? one.question,
      beijing(one.askedAt),
      outcome(one),
      `${one.request.sha256}${one.reply ? `\n${one.reply.sha256}` : ''}`,
    ]),
  })
}
