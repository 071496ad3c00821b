import type { Finding, Polygon } from './finding.ts'
import type { Grade } from './grade.ts'
import { script, style } from './page.style.ts'
import type { Against, Relation, Report } from './report.ts'

/** A picture on the page: a `data:` address and its size in pixels of the photo. */
export type Shown = { url: string; width: number; height: number }

/** What the page shows of one photo. `heat`: where pixels are taken to be altered, as a transparent overlay. `goods`: the
 *  merchant's pictures in the order of `report.against`; `laid`: the same, laid over the photo where that was possible. */
export type Sheet = {
  report: Report
  photo: Shown | null
  heat: Shown | null
  goods: readonly { picture: Shown; laid: Shown | null }[]
}

const grades: Record<Grade, { zh: string; en: string }> = {
  A: { zh: '现场拍摄，与商品一致', en: 'Taken live, agrees with the goods' },
  B: { zh: '原始文件，前后一致，与商品相符', en: 'Original file, consistent, agrees with the goods' },
  C: {
    zh: '没有发现问题，但不足以下结论：请补充材料',
    en: 'Nothing wrong found, but not enough to know: ask for more',
  },
  D: { zh: '存在明确的矛盾，须由人判断', en: 'A stated contradiction, for a person to judge' },
}
const relations: Record<Relation, { zh: string; en: string }> = {
  derived: { zh: '由这张商品图制作而成', en: 'made from this very picture' },
  'same-item': { zh: '同一件（或同款）商品的另一张照片', en: 'another photo of the same item' },
  different: { zh: '不是同一件商品', en: 'a different item' },
  unknown: { zh: '无法判断', en: 'cannot be told' },
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const quoted = (text: string) => text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter)
/** Both languages stand on the page; the switch at its top hides one. */
const both = ({ zh, en }: { zh: string; en: string }) =>
  `<span lang="zh-CN">${quoted(zh)}</span><span lang="en">${quoted(en)}</span>`

/** One self-contained page (no address is called, nothing is loaded): what was found in these photos, to be looked at by
 *  a person who has only the file. */
export const page = (sheets: readonly Sheet[]): string => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>安心 · 照片检查报告 Photo inspection</title>
<style>${style}</style>
</head>
<body class="zh">
<header>
<h1>${both({ zh: '照片检查报告', en: 'Photo inspection' })}</h1>
<button type="button" id="language">中文 / English</button>
<p>${both({
  zh: '等级和发现只供人参考：照片看起来可信不等于通过，任何机器都不能据此拒绝退款。',
  en: 'Grades and findings advise a person: no picture is approved for looking plausible, and no machine refuses a claim by them.',
})}</p>
</header>
<main>${sheets.map(section).join('')}</main>
<script>${script}</script>
</body>
</html>
`

const section = ({ report, photo, heat, goods }: Sheet, at: number): string => `
<section aria-labelledby="photo-${at}">
<h2 id="photo-${at}"><span class="grade ${report.grade}">${report.grade}</span> ${quoted(report.file)}</h2>
<p class="meaning">${both(grades[report.grade])}</p>
<p class="hash">SHA-256 <code>${quoted(report.sha256)}</code></p>
${photo ? pictures(photo, heat, report) : `<p class="none">${both({ zh: '这种格式的画面在此无法解码。', en: 'The picture of this format cannot be decoded here.' })}</p>`}
${report.against.map((one, i) => beside(one, photo, goods[i])).join('')}
<h3>${both({ zh: '发现', en: 'Findings' })}</h3>
${report.findings.length > 0 ? `<ol class="findings">${report.findings.map(line).join('')}</ol>` : `<p class="none">${both({ zh: '没有发现。没有发现不等于照片真实。', en: 'None. Nothing found does not mean genuine.' })}</p>`}
</section>`

const pictures = (photo: Shown, heat: Shown | null, report: Report): string => `
<figure class="stage">
<div class="layers">
<img src="${photo.url}" alt="" width="${photo.width}" height="${photo.height}">
${heat ? `<img class="over" src="${heat.url}" alt="">` : ''}
<svg viewBox="0 0 ${photo.width} ${photo.height}" aria-hidden="true">${report.findings.map(outline).join('')}</svg>
</div>
${heat ? slider({ zh: '左右拖动，显示或隐藏热图', en: 'Drag to show or hide the heat map' }, 100) : ''}
<figcaption>${both({
  zh: `画面改动程度 ${percent(report.alterationScore)}`,
  en: `Altered pixels ${percent(report.alterationScore)}`,
})}</figcaption>
</figure>`

const slider = (label: { zh: string; en: string }, at: number) =>
  `<label class="slider">${both(label)}<input type="range" min="0" max="100" value="${at}"></label>`

const percent = (share: number) => `${Math.round(share * 100)} %`

const outline = ({ region, strength }: Finding, at: number): string =>
  region
    ? `<polygon class="${strength >= 0.5 ? 'strong' : 'weak'}" points="${points(region)}"><title>${at + 1}</title></polygon>`
    : ''

const points = (polygon: Polygon) => polygon.map(([x, y]) => `${Math.round(x)},${Math.round(y)}`).join(' ')

function beside(against: Against, photo: Shown | null, goods: Sheet['goods'][number] | undefined): string {
  const title = `<h3>${both({ zh: '与商品图比较', en: 'Against the goods' })} · ${quoted(against.file)}</h3>
<p class="relation">${both(relations[against.relation])} · ${percent(against.score)}</p>`
  if (!goods) return title
  if (!photo || !goods.laid)
    return `${title}<figure class="pair">${photo ? img(photo) : ''}${img(goods.picture)}</figure>`
  const changed = against.changed
    .map(({ polygon }) => `<polygon class="strong" points="${points(polygon)}"></polygon>`)
    .join('')
  return `${title}
<figure class="pair">${img(photo)}${img(goods.picture)}</figure>
<figure class="stage"><div class="layers">${img(photo)}<img class="over" src="${goods.laid.url}" alt="">
<svg viewBox="0 0 ${photo.width} ${photo.height}" aria-hidden="true">${changed}</svg></div>
${slider({ zh: '左右拖动：左边是商品图，右边是买家照片', en: 'Drag: the goods on the left, the claim photo on the right' }, 50)}
</figure>`
}

const img = ({ url, width, height }: Shown) => `<img src="${url}" alt="" width="${width}" height="${height}">`

const line = ({ code, strength, zh, en, region }: Finding): string => `
<li><span class="strength" style="--s:${percent(strength).replace(' ', '')}" title="${strength}"></span>
<span>${both({ zh, en })} <code>${quoted(code)}</code>${region ? ' ▢' : ''}</span></li>`
