import { addressees, type Extent, personalFields, purposes } from '@anxin/domain/dossiers/addressees.ts'
import type { Dossier } from './printed.ts'
import { evidenceSection, exhibitsSection } from './sections-evidence.ts'
import { inquiriesSection } from './sections-inquiries.ts'
import { lawSection } from './sections-law.ts'
import { openSheet, type Picture, type Sheet } from './sheet.ts'
import { beijing, reason, says, stampWords, stepWords, yuan } from './words.ts'

/** A dossier as a PDF. `pictures`: small JPEGs by media id. */
export async function printDossier(dossier: Dossier, pictures: ReadonlyMap<string, Picture>): Promise<Uint8Array> {
  const { claim, platform, madeAt } = dossier
  const title = `售后申请证据卷宗 ${claim.number}`
  const sheet = openSheet({ title, author: platform, at: new Date(madeAt), foot: `${title}　${platform}` })
  head(sheet, dossier)
  parties(sheet, dossier)
  asked(sheet, dossier)
  facts(sheet, dossier)
  evidenceSection(sheet, dossier, pictures)
  inquiriesSection(sheet, dossier)
  hearings(sheet, dossier)
  decisions(sheet, dossier)
  lawSection(sheet, dossier)
  exhibitsSection(sheet, dossier)
  verifying(sheet, dossier)
  return sheet.end()
}

const fieldWords: Record<(typeof personalFields)[number], string> = {
  name: '姓名',
  phone: '电话',
  waybill: '运单号',
  staff: '审核人员姓名',
  others: '同一买家的其他申请',
  originals: '证物原件',
}

function head(
  sheet: Sheet,
  { addressee, purpose, platform, madeBy, madeAt, claim, sees, why, ...dossier }: Dossier,
): void {
  const fields = (extent: Extent) =>
    personalFields.filter((field) => sees[field] === extent).map((field) => fieldWords[field])
  sheet.title('售后申请证据卷宗', `申请编号 ${claim.number}`)
  sheet.fields([
    ['致', addressees[addressee].zh],
    ['用途', purposes[purpose].zh],
    ['出具单位', platform],
    ['制作人', madeBy],
    ['制作时间', `${beijing(madeAt)}（北京时间，下同；金额均为人民币）`],
    ['可信时间戳', stampWords(dossier.stamp)],
    [
      '个人信息范围',
      `完整提供：${fields('whole').join('、') || '无'}；不完整提供或不提供：${fields('masked').join('、') || '无'}`,
    ],
    ['确定范围的理由', why.zh],
  ])
  sheet.text(
    '本卷宗由系统依据只增不改的日志自动汇编，陈述日志所记载的事实、双方的说法和审核意见，不对任何人是否违法作出认定，认定由有权机关和法院作出。照片检测意见只描述图像数据，是供人判断的参考。',
    { size: 9, quiet: true },
  )
  if (dossier.isErased)
    sheet.text(
      '买家已依法要求删除其个人信息：买家的姓名、电话、所写文字和所交照片视频已不能恢复，本卷宗中相应各处为空；日志中的事实、时间和文件摘要不受影响。',
      { size: 10, face: 'bold' },
    )
}

function parties(sheet: Sheet, { buyer, merchant, platform }: Dossier): void {
  sheet.heading('一、当事人')
  const person = [buyer.name, buyer.phone && `电话 ${buyer.phone}`].filter(Boolean).join('，')
  sheet.fields([
    ['买家（申请人）', person || '（已删除）'],
    ['商家（被申请人）', merchant],
    ['处理单位', platform],
  ])
}

function asked(sheet: Sheet, { claim, purchase, isErased }: Dossier): void {
  sheet.heading('二、交易与申请')
  sheet.fields([
    ['订单号', purchase?.number ?? null],
    ['商品', purchase ? `${claim.title}（货号 ${purchase.sku}，数量 ${purchase.quantity}）` : claim.title],
    ['下单时间', beijing(purchase?.placedAt ?? null)],
    ['签收时间', beijing(purchase?.deliveredAt ?? null)],
    ['实付金额', yuan(claim.paid)],
    ['申请时间', beijing(claim.openedAt)],
    ['申请原因', says(claim.reason)],
    ['诉求', `${says(claim.wanted)}，${yuan(claim.amount)}`],
    ['买家陈述', claim.words ?? (isErased ? '（已删除）' : null)],
    ['目前状态', `${says(claim.status)}${claim.outcome ? `（${says(claim.outcome)}）` : ''}`],
  ])
}

function facts(sheet: Sheet, { steps }: Dossier): void {
  sheet.heading('三、事实经过')
  sheet.table({
    columns: [
      { title: '序号', width: 34 },
      { title: '时间', width: 104 },
      { title: '行为人', width: 54 },
      { title: '事实', width: 300 },
    ],
    rows: steps.map((step, i) => [String(i + 1), beijing(step.at), says(step.who), stepWords(step)]),
  })
}

const hearingStates: Record<string, string> = {
  open: '期限内，尚未答复',
  answered: '已答复',
  lapsed: '逾期未答复',
  dropped: '无需再答复',
}

function hearings(sheet: Sheet, { procedure, isErased }: Dossier): void {
  sheet.heading('五、告知与听取意见')
  if (procedure.hearings.length === 0) sheet.text('本案没有听取意见的环节。')
  for (const [i, one] of procedure.hearings.entries()) {
    sheet.subheading(`第 ${i + 1} 次：听取${says(one.side)}意见`)
    sheet.fields([
      ['告知时间', beijing(one.calledAt)],
      ['答复期限', `${beijing(one.until)}${one.isExtended ? '（经申请延长一次）' : ''}`],
      ['查看时间', one.seenAt ? beijing(one.seenAt) : '没有查看的记录'],
      ['结果', `${hearingStates[one.status] ?? one.status}${one.answeredAt ? `，${beijing(one.answeredAt)}` : ''}`],
      ['答复内容', one.statement ?? (one.status === 'answered' && isErased ? '（已删除）' : null)],
    ])
  }
  const { appeal } = procedure
  if (!appeal) return
  sheet.subheading('申诉')
  sheet.fields([
    ['申诉人', says(appeal.side)],
    ['申诉时间', beijing(appeal.at)],
    ['申诉理由', appeal.words],
  ])
}

function decisions(sheet: Sheet, { verdicts, procedure }: Dossier): void {
  sheet.heading('六、决定与执行')
  if (verdicts.length === 0) sheet.text('尚无决定。')
  for (const [i, one] of verdicts.entries()) {
    const window = procedure.decisions[i]
    sheet.subheading(`第 ${i + 1} 次决定${window ? `（${says(window.stage)}）` : ''}：${says(one.outcome)}`)
    sheet.fields([
      ['金额', one.outcome === 'refusal' ? null : yuan(one.amount)],
      ['理由', one.reasons.map(reason).join('；')],
      ['说明', one.words],
      [
        '作出人',
        one.by === 'reviewer'
          ? `审核员${one.decidedBy ? ` ${one.decidedBy}` : ''}`
          : '依商家预先签署的小额快速赔付授权',
      ],
      ['复核人', one.approvedBy],
      ['适用规则', one.rules],
      ['审核期限', window ? `${beijing(window.dueAt)}${window.isOverdue ? '（超过期限）' : '（未超过）'}` : null],
    ])
  }
  const { appealable, remedy, withdrawnFor } = procedure
  sheet.fields([
    [
      '申诉期限',
      appealable && `${beijing(appealable.until)}；有新证据的至 ${beijing(appealable.withNewEvidenceUntil)}`,
    ],
    ['撤销理由', withdrawnFor],
    [
      '执行',
      remedy &&
        `${says(remedy.outcome)}，应付 ${yuan(remedy.amount)}，已付 ${yuan(remedy.paid)}，尚欠 ${yuan(remedy.owed)}`,
    ],
    ['运单号', remedy?.waybill ?? null],
  ])
}

function verifying(sheet: Sheet, { record }: Dossier): void {
  sheet.heading('九、如何核验')
  sheet.text('本卷宗与同名压缩包一并提供。压缩包内有证物原件、案件记录和封条，任何人可以在不联网的计算机上核验：')
  sheet.list([
    '用安心命令行：npx anxin verify 压缩包.zip（核对每个文件、每条事实的默克尔证明、签名和时间戳，指出第一处不符）。',
    '不用安心：解压后执行 sha256sum -c manifest-sha256.txt 核对全部文件；用 openssl ts -verify 核对时间戳，命令见压缩包内 README.txt。',
    '公钥应从其他途径（例如向出具单位书面索取）再取得一次，与下列公钥比对。',
  ])
  sheet.fields([
    ['日志', `${record.origin}，制作时共 ${record.size} 条，本案 ${record.facts} 条`],
    ['公钥（Ed25519）', record.key],
    ['案件记录 SHA-256', record.sha256],
  ])
  sheet.text(
    '以上证明：文件自封存后未被改动，事实按所示顺序写入日志。不证明照片所示内容真实，也不证明任何人的主观状态。',
    {
      size: 9,
      quiet: true,
    },
  )
}
