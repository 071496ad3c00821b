import { parse } from 'csv-parse/sync'
import type excel from 'exceljs'
import iconv from 'iconv-lite'
import { DoorProblem } from '../http/problems.ts'
import { asWritten } from './formula.ts'
import { unpacked } from './zip.ts'

export const limits = { bytes: 5 * 1024 * 1024, unpackedBytes: 20 * 1024 * 1024, rows: 5_000, columns: 50 }

/** One line of a table: where it stands in the file, and its cells as text. */
export type Line = { number: number; cells: string[] }

/** The lines of an uploaded table, the head first; empty ones are left out. Throws the problem with a file that is no
 *  table, or too large a one. */
export async function linesOf(bytes: Buffer): Promise<Line[]> {
  if (bytes.length > limits.bytes) throw new DoorProblem('sheet.too_large')
  const isArchive = bytes.toString('latin1', 0, 2) === 'PK'
  const lines = isArchive ? await ofWorkbook(bytes) : ofText(bytes)
  const filled = lines.filter(({ cells }) => cells.some((cell) => cell !== ''))
  if (filled.length < 2) throw new DoorProblem('sheet.empty')
  if (filled.length > limits.rows + 1) throw new DoorProblem('sheet.too_large')
  return filled
}

const tidy = (cell: string) => asWritten(cell.normalize('NFC').trim())

function ofText(bytes: Buffer): Line[] {
  const text = decoded(bytes)
  // What no text holds tells a picture, a program or an old .xls apart.
  if (text.includes('\0') || text.includes('\ufffd')) throw new DoorProblem('sheet.unreadable')
  const head = text.slice(0, text.indexOf('\n') + 1 || undefined)
  const delimiter = [',', '\t', ';', '，'].find((mark) => head.includes(mark)) ?? ','
  try {
    const rows = parse(text, {
      delimiter,
      relax_column_count: true,
      to: limits.rows + 2,
      max_record_size: 100_000,
      info: true,
    }) as unknown as { record: string[]; info: { lines: number } }[] // with `info` each record comes with where it stood
    return rows.map(({ record, info }) => ({ number: info.lines, cells: record.slice(0, limits.columns).map(tidy) }))
  } catch {
    throw new DoorProblem('sheet.unreadable')
  }
}

/** UTF-8 where the bytes are valid UTF-8, else GB18030: no text in the one is by chance a longer text in the other. */
function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return iconv.decode(bytes, 'gb18030')
  }
}

async function ofWorkbook(bytes: Buffer): Promise<Line[]> {
  const files = unpacked(bytes, limits.unpackedBytes)
  if (files === 'too_large') throw new DoorProblem('sheet.too_large')
  if (!files?.has('xl/workbook.xml')) throw new DoorProblem('sheet.unreadable')
  for (const [name, content] of files) if (name.startsWith('xl/worksheets/')) refuseHuge(content)
  // Some 450 files, which no other request needs.
  const { default: excel } = await import('exceljs')
  const formula = excel.ValueType.Formula
  const book = new excel.Workbook()
  try {
    // Only now: every entry was unpacked within the limits, and the rows were counted.
    await book.xlsx.load(bytes as unknown as ArrayBuffer) // exceljs asks for its own old type of buffer
  } catch {
    throw new DoorProblem('sheet.unreadable')
  }
  const lines: Line[] = []
  book.worksheets[0]?.eachRow((row, number) => {
    const cells = Array.from({ length: Math.min(row.cellCount, limits.columns) }, (_, n) =>
      tidy(shown(row.getCell(n + 1), formula)),
    )
    lines.push({ number, cells })
  })
  return lines
}

/** Counts rows and cells in the sheet's text before anything is built from it. */
function refuseHuge(xml: Buffer): void {
  const most = { row: limits.rows + 1, c: (limits.rows + 1) * limits.columns }
  for (const [tag, allowed] of Object.entries(most)) {
    let left = allowed
    for (let at = xml.indexOf(`<${tag}`); at >= 0; at = xml.indexOf(`<${tag}`, at + 2)) {
      const isTag = /[\s>/]/.test(String.fromCharCode(xml[at + tag.length + 1] ?? 0))
      if (isTag && left-- === 0) throw new DoorProblem('sheet.too_large')
    }
  }
}

/** What the cell shows: of a formula its last value, of a link its text, of a date the day. */
function shown(cell: excel.Cell, formula: excel.ValueType): string {
  const value = cell.result ?? cell.value
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  if (typeof value === 'object' && value !== null && 'error' in value) return ''
  return cell.type === formula ? String(cell.result ?? '') : cell.text
}
