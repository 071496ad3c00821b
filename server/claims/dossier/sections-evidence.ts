import { gradeWords } from '@anxin/domain/evidence/disclosed.ts'
import type { Exhibit } from './exhibits.ts'
import type { Dossier } from './printed.ts'
import { type Picture, pictureRoom, type Sheet, type Shown } from './sheet.ts'
import { beijing, says, stampWords } from './words.ts'

type Pictures = ReadonlyMap<string, Picture>
type Inspection = Dossier['inspections'][number]

const grades: Record<string, { zh: string }> = gradeWords
const isGoods = ({ side }: Exhibit) => side === 'listing'
const called = (one: Exhibit): string => (isGoods(one) ? `商品图 ${one.n}` : `证物 ${one.n}`)

/** Each photo of the buyer beside the picture of the goods that it is nearest to, with what was found in it. */
export function evidenceSection(sheet: Sheet, dossier: Dossier, pictures: Pictures): void {
  sheet.heading('四、照片与检测意见', pictureRoom)
  sheet.text(
    '检测意见逐条说明发现了什么、说明什么、不说明什么。强度为 0 至 100%，是该方法对“图像数据经过改动或与商品不符”的支持程度，不是概率；没有发现不代表真实，有发现也不代表造假。图中红框为发现所在位置。',
    { size: 9, quiet: true },
  )
  const evidence = dossier.exhibits.filter((one) => !isGoods(one))
  if (evidence.length === 0) sheet.text('本案没有照片或视频。')
  for (const one of evidence) evidenceOf(sheet, { dossier, pictures, one })
}

type Of = { dossier: Dossier; pictures: Pictures; one: Exhibit }

function evidenceOf(sheet: Sheet, { dossier, pictures, one }: Of): void {
  const found = dossier.inspections.find(({ media }) => media === one.media)
  const live = one.isLive ? '，按随机任务现场拍摄' : ''
  sheet.subheading(
    `${called(one)}：${says(one.slot)}（${says(one.side)}，${beijing(one.at)} 提交${live}）`,
    pictures.has(one.media) ? pictureRoom : undefined,
  )
  if (one.kind === 'video') sheet.text('视频，不能在纸面显示，见压缩包内原件。', { quiet: true })
  else pictureOf(sheet, { dossier, pictures, one }, found)
  if (one.lacking) sheet.text(`${says(one.lacking)}。`, { quiet: true, size: 9 })
  if (!found) return
  sheet.text(`检测等级 ${grades[found.grade]?.zh ?? found.grade}`, { face: 'bold', gap: 2 })
  if (found.flaws.length > 0) sheet.text(`照片质量：${found.flaws.map(says).join('、')}`, { gap: 2 })
  if (found.findings.length === 0) sheet.text('没有检测发现。')
  sheet.list(found.findings.map((finding) => findingWords(finding, dossier.exhibits)))
  sheet.list(
    found.against.map(({ goods, relation, score }) => {
      const other = dossier.exhibits.find(({ media }) => media === goods)
      const much = score === null ? '' : `（相近程度 ${Math.round(score * 100)}%）`
      return `与${other ? called(other) : '另一图片'}比对：${says(relation)}${much}`
    }),
  )
}

function pictureOf(sheet: Sheet, { dossier, pictures, one }: Of, found: Inspection | undefined): void {
  const picture = pictures.get(one.media)
  if (!picture) {
    sheet.text('不能在纸面显示。', { quiet: true })
    return
  }
  const size = one.width && one.height ? { width: one.width, height: one.height } : null
  const regions = found?.findings.flatMap(({ region }) => (region ? [region] : [])) ?? []
  const shown: Shown[] = [{ picture, caption: `${called(one)}　${says(one.slot)}`, regions, of: size }]
  const goods = one.side === 'buyer' ? nearest(dossier, found) : undefined
  const beside = goods && pictures.get(goods.media)
  if (goods && beside)
    shown.push({ picture: beside, caption: `${called(goods)}　${says(goods.slot)}，供比对`, regions: [], of: null })
  sheet.pictures(shown)
}

const nearness = ['derived', 'same-item', 'different', 'unknown']

/** The picture of the goods that says most about a photo: one it was made from, else one of the same item. */
function nearest({ exhibits }: Dossier, found: Inspection | undefined): Exhibit | undefined {
  const [best] = [...(found?.against ?? [])].sort(
    (one, other) =>
      nearness.indexOf(one.relation) - nearness.indexOf(other.relation) || (other.score ?? 0) - (one.score ?? 0),
  )
  return exhibits.find(({ media }) => media === best?.goods) ?? exhibits.find(isGoods)
}

/** The inspection knows pictures by their ids; readers by their numbers. */
function findingWords(
  { zh, family, strength, region }: Inspection['findings'][number],
  exhibits: readonly Exhibit[],
): string {
  const named = exhibits.reduce((text, one) => text.replaceAll(one.media, called(one)), zh)
  const much = strength === null ? '' : `，强度 ${Math.round(strength * 100)}%`
  return `【${says(family)}${much}】${named}${region ? '（位置见图中红框）' : ''}`
}

/** What lies in the bundle, by number and hash. */
export function exhibitsSection(sheet: Sheet, dossier: Dossier): void {
  sheet.heading('八、证物清单')
  sheet.text('证物在收到时即计算 SHA-256 并写入日志；下表的“收到时间”是日志中的时间。文件位于压缩包 data 文件夹内。', {
    size: 9,
    quiet: true,
  })
  sheet.text(`案件记录的可信时间戳：${stampWords(dossier.stamp)}。案件记录含有下列每份证物的 SHA-256。`, {
    size: 9,
    quiet: true,
  })
  sheet.table({
    size: 8,
    columns: [
      { title: '编号', width: 46 },
      { title: '内容', width: 66 },
      { title: '收到时间', width: 62 },
      { title: '字节', width: 46 },
      { title: 'SHA-256', width: 176 },
      { title: '文件', width: 104 },
    ],
    rows: dossier.exhibits.map((one) => [
      called(one),
      isGoods(one) ? says(one.slot) : `${says(one.side)}\n${says(one.slot)}`,
      beijing(one.at),
      one.size === null ? '' : String(one.size),
      one.sha256 ?? '',
      one.file ?? (one.lacking ? says(one.lacking) : ''),
    ]),
  })
}
