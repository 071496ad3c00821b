import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify'
import iconv from 'iconv-lite'
import { harmless } from './formula.ts'

export const formats = ['csv', 'xlsx'] as const
export const encodings = ['utf-8', 'gb18030'] as const
export type Format = { format: (typeof formats)[number]; encoding: (typeof encodings)[number] }

/** A table whose rows come in batches, so that none of it has to be held whole. */
export type Table = { heads: readonly string[]; batches: AsyncIterable<readonly (readonly string[])[]> }
/** Another sheet of the same workbook; CSV has none. */
export type Sheet = Table & { name: string }

export const mimeOf = ({ format, encoding }: Format): string =>
  format === 'csv'
    ? `text/csv; charset=${encoding}`
    : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** The bytes of a table, written while its rows are read. A cell that would be a formula stays text. An error of the
 *  source breaks the stream: half a table never looks like a whole one. */
export function written(table: Table, format: Format, more: readonly Sheet[] = []): Readable {
  const out = new PassThrough()
  const sheets = [{ name: 'Anxin', ...table }, ...more]
  const work = format.format === 'csv' ? csv(table, format.encoding, out) : xlsx(sheets, out)
  work.catch((error) => out.destroy(error))
  return out
}

/** RFC 4180; in UTF-8 with the mark by which Excel knows it. */
async function csv(table: Table, encoding: Format['encoding'], out: PassThrough): Promise<void> {
  const lines = stringify({ bom: encoding === 'utf-8', record_delimiter: 'windows' })
  if (encoding === 'utf-8') return pipeline(rowsOf(table), lines, out)
  await pipeline(rowsOf(table), lines, iconv.decodeStream('utf-8'), iconv.encodeStream(encoding), out)
}

async function* rowsOf({ heads, batches }: Table): AsyncGenerator<string[]> {
  yield heads.map(harmless)
  for await (const batch of batches) for (const row of batch) yield row.map(harmless)
}

async function xlsx(sheets: readonly Sheet[], out: PassThrough): Promise<void> {
  // Some 450 files, which no other request needs.
  const { default: excel } = await import('exceljs')
  const book = new excel.stream.xlsx.WorkbookWriter({ stream: out, useSharedStrings: false, useStyles: true })
  for (const table of sheets) {
    const sheet = book.addWorksheet(table.name, { views: [{ state: 'frozen', ySplit: 1 }] })
    sheet.columns = table.heads.map(() => ({ width: 20 }))
    let isHead = true
    for await (const cells of rowsOf(table)) {
      const row = sheet.addRow(cells)
      if (isHead) row.font = { bold: true }
      isHead = false
      row.commit()
    }
    sheet.commit()
  }
  await book.commit()
}
