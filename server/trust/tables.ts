import { parse } from 'csv-parse/sync'
import excel from 'exceljs'
import iconv from 'iconv-lite'
import type { Visitor } from '../testing.ts'

/** What leaves as a table, read again as the program of whoever gets it would read it. */

const formats = ['format=csv&encoding=utf-8', 'format=csv&encoding=gb18030', 'format=xlsx'] as const

/** The cells of an export, in every format that there is. */
export async function cellsOf(who: Visitor, path: string): Promise<string[]> {
  const all = await Promise.all(
    formats.map(async (format) => {
      const { status, bytes } = await who.get(`${path}${path.includes('?') ? '&' : '?'}${format}`)
      if (status !== 200) throw new Error(`${path}&${format}: ${status} ${bytes}`)
      return format === 'format=xlsx' ? cellsOfWorkbook(bytes) : cellsOfText(bytes, format.split('=').at(-1) ?? '')
    }),
  )
  return all.flat()
}

const cellsOfText = (bytes: Buffer, encoding: string): string[] =>
  parse(iconv.decode(bytes, encoding), { bom: true, relax_column_count: true }).flat()

/** A cell that is a formula begins with `=` here, whatever it shows. */
async function cellsOfWorkbook(bytes: Buffer): Promise<string[]> {
  const book = new excel.Workbook()
  await book.xlsx.load(bytes as unknown as ArrayBuffer) // exceljs's old type
  const cells: string[] = []
  for (const sheet of book.worksheets)
    sheet.eachRow((row) => row.eachCell((cell) => void cells.push(cell.formula ? `=${cell.formula}` : cell.text)))
  return cells
}

/** The cells that a spreadsheet would compute (OWASP, CSV injection). */
export const formulasIn = (cells: readonly string[]): string[] =>
  cells.filter((cell) => /^[=+\-@\t\r\n＝＋－＠]/.test(cell))
