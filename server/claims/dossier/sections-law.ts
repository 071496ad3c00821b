import type { Dossier } from './printed.ts'
import type { Sheet } from './sheet.ts'
import { says, yuan } from './words.ts'

type Advice = NonNullable<Dossier['law']['advice']>

/** What may follow in law where a reviewer found a picture not genuine: the tiers with their sources, and that none of it is
 *  a finding about anybody. */
export function lawSection(sheet: Sheet, { law, sees }: Dossier): void {
  sheet.heading('七、可能适用的法律')
  const { advice } = law
  if (!advice) {
    sheet.text('审核员没有认定照片经过改动或重复使用，本卷宗不列法律条款。')
    return
  }
  const notes = advice.notes.map(({ zh }) => zh)
  sheet.text(notes[0] ?? '', { face: 'bold' })
  const whose = sees.others === 'whole' ? `该买家 ${law.claims.length} 件审核员认定照片不实的申请` : '本件申请'
  sheet.text(
    `依据：${whose}，得款 ${yuan(advice.obtainedFen)}，未得款 ${yuan(advice.attemptedFen)}；法律数据截至 ${advice.asOf}。`,
  )
  if (law.claims.length > 1) claimsTable(sheet, law.claims)
  for (const tier of advice.tiers) tierOf(sheet, tier)
  if (advice.excluded.length > 0) {
    sheet.subheading('依本数据不适用的')
    sheet.list(
      advice.excluded.map(({ tier, zh, statute }) => `${says(tier)}：${zh}（${statute}）`),
      { size: 9 },
    )
  }
  statutesTable(sheet, advice.statutes)
  if (notes.length > 1) sheet.list(notes.slice(1), { size: 9, quiet: true })
}

const outcomes: Record<string, string> = { obtained: '得款', attempted: '未得款' }

function claimsTable(sheet: Sheet, claims: Dossier['law']['claims']): void {
  sheet.table({
    columns: [
      { title: '申请编号', width: 110 },
      { title: '申请日期', width: 80 },
      { title: '结果', width: 60 },
      { title: '金额', width: 110 },
      { title: '能否再申诉', width: 80 },
    ],
    rows: claims.map(({ number, date, outcome, amountFen, isFinal }) => [
      ...[number, date, outcomes[outcome] ?? outcome, yuan(amountFen), isFinal ? '否' : '仍可申诉'],
    ]),
  })
}

function tierOf(sheet: Sheet, tier: Advice['tiers'][number]): void {
  const { applies, zh, article, statute, from, until, local, missing, confidence, checkedTo } = tier
  sheet.subheading(`${says(tier.tier)}　${applies === 'may' ? '可能适用' : '尚缺事实，无法判断'}`)
  sheet.text(zh, { gap: 2 })
  const span = until ? `${from ?? ''} 至 ${until} 有效` : `${from ?? ''} 起有效`
  sheet.text(`条款 ${article}（${statute}），${span}；来源可信度 ${confidence}，核对至 ${checkedTo ?? '不详'}`, {
    ...{ size: 9, quiet: true, gap: 2 },
  })
  sheet.list(
    local.map(
      ({ place, fen, document }) => `当地标准 ${place.zh}：${fen === null ? '不详' : yuan(fen)}（${document}）`,
    ),
    { size: 9 },
  )
  if (missing.length > 0) sheet.text(`尚缺：${missing.map((one) => one.zh).join('；')}`, { size: 9 })
}

function statutesTable(sheet: Sheet, statutes: Advice['statutes']): void {
  if (statutes.length === 0) return
  sheet.subheading('引用的条款及来源')
  sheet.table({
    size: 8,
    columns: [
      { title: '代号', width: 58 },
      { title: '文件与条款', width: 120 },
      { title: '要点', width: 210 },
      { title: '来源', width: 112 },
    ],
    rows: statutes.map(({ id, statute, article, zh, source, from, until }) => [
      ...[id, `${statute.zh} ${article}\n${from ?? ''} 起${until ? `至 ${until}` : ''}`, zh, source],
    ]),
  })
}
