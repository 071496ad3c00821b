import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import PDFDocument from 'pdfkit'

/** Pages of A4 in Chinese: headings, paragraphs, tables that go over pages and keep their heads, pictures; measures in
 *  points (1/72 inch). */

const fonts = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/package.json'))
/** Noto Sans SC (SIL Open Font License 1.1); only the characters that are used go into the file. */
const faces = {
  text: join(fonts, '400Regular/NotoSansSC_400Regular.ttf'),
  bold: join(fonts, '700Bold/NotoSansSC_700Bold.ttf'),
}
type Face = keyof typeof faces

const [wide, high] = [595.28, 841.89]
const margin = 48
const foot = 40
/** What there is between the margins. */
export const width = wide - 2 * margin
const bottom = high - margin - foot

const ink = { text: '#1a1a1a', quiet: '#595959', line: '#c8c8c8', head: '#f0f2f5' }

export type Column = { title: string; width: number }
export type Table = { columns: readonly Column[]; rows: readonly (readonly string[])[]; size?: number }
export type Box = { x: number; y: number; width: number; height: number }
type Style = { size?: number; face?: Face; quiet?: boolean; indent?: number; gap?: number }

export type Sheet = {
  title(text: string, under: string): void
  /** `keep`: so much of what follows stays on the same page. */
  heading(text: string, keep?: number): void
  subheading(text: string, keep?: number): void
  text(text: string, style?: Style): void
  list(items: readonly string[], style?: Style): void
  /** Names and values in two columns; what is empty is left out. */
  fields(fields: readonly (readonly [name: string, value: string | null])[]): void
  table(table: Table): void
  /** Pictures side by side, each with a caption beneath; polygons in the pixels of the picture as it is. */
  pictures(pictures: readonly Shown[]): void
  /** With the foot and the number on every page. */
  end(): Promise<Uint8Array>
}
/** A JPEG with its size in pixels. */
export type Picture = { jpeg: Uint8Array; width: number; height: number }
export type Shown = {
  picture: Picture
  caption: string
  regions: readonly (readonly (readonly number[])[])[]
  /** What the regions are measured in. */
  of: { width: number; height: number } | null
}

type About = { title: string; author: string; at: Date; foot: string }
type Page = { doc: PDFKit.PDFDocument; clean: (text: string) => string }

export function openSheet({ title, author, at, foot: line }: About): Sheet {
  const doc = new PDFDocument({
    size: 'A4',
    margins: { top: margin, left: margin, right: margin, bottom: margin + foot },
    bufferPages: true,
    lang: 'zh-CN',
    displayTitle: true,
    info: { Title: title, Author: author, Producer: 'Anxin', Creator: 'Anxin', CreationDate: at, ModDate: at },
  })
  const parts: Uint8Array[] = []
  doc.on('data', (part: Uint8Array) => parts.push(part))
  const isOver = new Promise<void>((resolve) => doc.once('end', () => resolve()))
  for (const [face, path] of Object.entries(faces)) doc.registerFont(face, path)
  doc.font('text').fillColor(ink.text)
  const page: Page = { doc, clean: cleaner(doc) }
  return {
    ...textsOn(page),
    table: (table) => drawTable(page, table),
    pictures: (pictures) => drawPictures(page, pictures),
    async end() {
      drawFeet(page, line)
      doc.end()
      await isOver
      return Buffer.concat(parts)
    },
  }
}

/** Control and direction characters are left out; one that the font has no shape for is told by its number, so that nothing
 *  seems to be there that is not, nor the other way round. */
function cleaner(doc: PDFKit.PDFDocument): (text: string) => string {
  const known = new Map<number, boolean>()
  const font = (doc as unknown as { _font: { font: { hasGlyphForCodePoint(code: number): boolean } } })._font.font // the types leave it out
  const has = (code: number) => {
    const is = known.get(code) ?? font.hasGlyphForCodePoint(code)
    known.set(code, is)
    return is
  }
  return (text) =>
    [...text.replace(/\r\n?/g, '\n').replace(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu, '')]
      .map((sign) => {
        const code = sign.codePointAt(0) ?? 0
        return sign === '\n' || has(code) ? sign : `〔U+${code.toString(16).toUpperCase()}〕`
      })
      .join('')
}

/** Begins a page where less than this is left. */
function room({ doc }: Page, points: number): void {
  if (doc.y + points > bottom) doc.addPage()
}

function textsOn(page: Page): Pick<Sheet, 'title' | 'heading' | 'subheading' | 'text' | 'list' | 'fields'> {
  const { doc, clean } = page
  const text: Sheet['text'] = (words, { size = 10, face = 'text', quiet = false, indent = 0, gap = 4 } = {}) => {
    doc
      .font(face)
      .fontSize(size)
      .fillColor(quiet ? ink.quiet : ink.text)
    room(page, size * 2)
    doc.text(clean(words), margin + indent, doc.y, { width: width - indent, lineGap: 2 })
    doc.y += gap
  }
  return {
    text,
    title(words, under) {
      doc.font('bold').fontSize(22).text(clean(words), margin, doc.y, { width, align: 'center' })
      doc.font('text').fontSize(11).fillColor(ink.quiet)
      doc.text(clean(under), margin, doc.y + 4, { width, align: 'center' })
      doc.y += 12
    },
    heading(words, keep = 70) {
      room(page, 50 + keep)
      doc.y += 10
      text(words, { size: 14, face: 'bold', gap: 2 })
      doc
        .moveTo(margin, doc.y)
        .lineTo(margin + width, doc.y)
        .lineWidth(0.8)
        .strokeColor(ink.line)
        .stroke()
      doc.y += 8
    },
    subheading(words, keep = 30) {
      room(page, 24 + keep)
      doc.y += 4
      text(words, { size: 11, face: 'bold' })
    },
    list(items, style) {
      for (const item of items) text(`· ${item}`, { indent: 8, gap: 2, ...style })
      doc.y += 2
    },
    fields(all) {
      for (const [name, value] of all) {
        if (value === null || value === '') continue
        doc.font('text').fontSize(10)
        const tall = doc.heightOfString(clean(value), { width: width - 110, lineGap: 2 })
        room(page, Math.min(tall, 200))
        const { y } = doc
        doc.fillColor(ink.quiet).text(clean(name), margin, y, { width: 104, lineGap: 2 })
        const pages = doc.bufferedPageRange().count
        doc.y = y
        doc.fillColor(ink.text).text(clean(value), margin + 110, y, { width: width - 110, lineGap: 2 })
        const isSamePage = doc.bufferedPageRange().count === pages
        doc.y = (isSamePage ? Math.max(doc.y, y + 14) : doc.y) + 3
      }
      doc.x = margin
    },
  }
}

const pad = 4

function drawTable(page: Page, { columns, rows, size = 9 }: Table): void {
  const { doc, clean } = page
  const scale = width / columns.reduce((sum, column) => sum + column.width, 0)
  const widths = columns.map((column) => column.width * scale)
  const heightOf = (cells: readonly string[], face: Face) => {
    doc.font(face).fontSize(size)
    const tall = cells.map((cell, i) =>
      doc.heightOfString(cell || ' ', { width: (widths[i] ?? 0) - 2 * pad, lineGap: 1 }),
    )
    return Math.max(...tall) + 2 * pad
  }
  const draw = (cells: readonly string[], face: Face) => {
    const height = heightOf(cells, face)
    const { y } = doc
    if (face === 'bold') doc.rect(margin, y, width, height).fill(ink.head)
    let x = margin
    for (const [i, cell] of cells.entries()) {
      const own = widths[i] ?? 0
      doc.font(face).fontSize(size).fillColor(ink.text)
      doc.text(cell, x + pad, y + pad, { width: own - 2 * pad, lineGap: 1, height: height - pad, ellipsis: false })
      doc.rect(x, y, own, height).lineWidth(0.5).strokeColor(ink.line).stroke()
      x += own
    }
    doc.x = margin
    doc.y = y + height
  }
  const heads = columns.map(({ title }) => clean(title))
  const headHeight = heightOf(heads, 'bold')
  const most = bottom - margin - headHeight
  room(page, headHeight + 40)
  draw(heads, 'bold')
  const put = (cells: readonly string[]): void => {
    const height = heightOf(cells, 'text')
    if (height > most && cells.some(({ length }) => length > 40)) {
      // Longer than a page: the longest cell goes on in a row of its own.
      const longest = cells.reduce((best, cell, i) => (cell.length > (cells[best]?.length ?? 0) ? i : best), 0)
      const half = Math.ceil((cells[longest]?.length ?? 0) / 2)
      put(cells.map((cell, i) => (i === longest ? cell.slice(0, half) : cell)))
      put(cells.map((cell, i) => (i === longest ? cell.slice(half) : '')))
      return
    }
    if (doc.y + height > bottom) {
      doc.addPage()
      draw(heads, 'bold')
    }
    draw(cells, 'text')
  }
  for (const row of rows) put(row.map(clean))
  doc.y += 8
}

const gutter = 12
const tallest = 230
/** What pictures with their captions take at most. */
export const pictureRoom = tallest + 44

function drawPictures(page: Page, pictures: readonly Shown[]): void {
  const { doc, clean } = page
  const own = (width - gutter * (pictures.length - 1)) / Math.max(2, pictures.length)
  room(page, pictureRoom)
  const { y } = doc
  let lowest = y
  for (const [i, { picture, caption, regions, of }] of pictures.entries()) {
    const x = margin + i * (own + gutter)
    const box = drawPicture(doc, picture, { x, y, width: own, height: tallest })
    drawRegions(doc, box, { regions, of })
    const under = y + box.height + 4
    doc.font('text').fontSize(9).fillColor(ink.quiet)
    doc.text(clean(caption), x, under, { width: own, lineGap: 1 })
    lowest = Math.max(lowest, doc.y)
  }
  doc.x = margin
  doc.y = lowest + 6
}

function drawPicture(doc: PDFKit.PDFDocument, { jpeg, width: across, height: down }: Picture, within: Box): Box {
  const scale = Math.min(within.width / across, within.height / down)
  const box = { x: within.x, y: within.y, width: across * scale, height: down * scale }
  // pdfkit takes a Buffer and nothing else that holds bytes.
  doc.image(Buffer.from(jpeg), box.x, box.y, { width: box.width, height: box.height })
  doc.rect(box.x, box.y, box.width, box.height).lineWidth(0.5).strokeColor(ink.line).stroke()
  return box
}

function drawRegions(doc: PDFKit.PDFDocument, box: Box, { regions, of }: Pick<Shown, 'regions' | 'of'>): void {
  if (!of) return
  doc.save().rect(box.x, box.y, box.width, box.height).clip()
  for (const region of regions) {
    const corners = region.map(([x = 0, y = 0]): [number, number] => [
      box.x + (x / of.width) * box.width,
      box.y + (y / of.height) * box.height,
    ])
    doc
      .polygon(...corners)
      .lineWidth(2.4)
      .strokeColor('#ffffff')
      .stroke()
    doc
      .polygon(...corners)
      .lineWidth(1.2)
      .strokeColor('#d4380d')
      .stroke()
  }
  doc.restore()
}

function drawFeet({ doc, clean }: Page, line: string): void {
  const { start, count } = doc.bufferedPageRange()
  for (let i = 0; i < count; i++) {
    doc.switchToPage(start + i)
    const y = high - margin - 10
    // Below the margin a text would begin a page of its own.
    doc.page.margins.bottom = 0
    doc.font('text').fontSize(8).fillColor(ink.quiet)
    doc.text(clean(line), margin, y, { width: width - 90, lineBreak: false })
    doc.text(`第 ${i + 1} 页，共 ${count} 页`, margin + width - 90, y, { width: 90, align: 'right', lineBreak: false })
  }
}
