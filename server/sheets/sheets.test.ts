import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import excel from 'exceljs'
import iconv from 'iconv-lite'
import { DoorProblem } from '../http/problems.ts'
import { linesOf } from './read.ts'
import { type Format, written } from './write.ts'
import { unpacked } from './zip.ts'

const nasty = ["=cmd|' /C calc'!A0", '+1+1', '-2', '@SUM(A1)', '\t=1', '\r=1', '＝1', '普通', 'a "b", c\nd', '']
const table = (rows: string[][]) => ({
  heads: nasty.map((_, n) => `列${n}`),
  batches: (async function* () {
    yield rows
  })(),
})
const bytesOf = (rows: string[][], format: Format) => buffer(written(table(rows), format))
const csv = (...lines: string[]) => Buffer.from(lines.join('\n'))
const saysNo = (code: string) => (error: unknown) => error instanceof DoorProblem && error.code === code

test('a cell that would be a formula leaves as text, in both encodings of CSV and in XLSX', async () => {
  const expected = nasty.map((cell) => (/^[=+\-@\t\r＝]/.test(cell) ? `'${cell}` : cell))
  for (const encoding of ['utf-8', 'gb18030'] as const) {
    const bytes = await bytesOf([nasty], { format: 'csv', encoding })
    assert.equal(bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])), encoding === 'utf-8')
    const [heads = [], cells = []]: string[][] = parse(iconv.decode(bytes, encoding), { bom: true })
    assert.equal(heads[0], '列0')
    assert.deepEqual(cells, expected)
    assert.ok(cells.every((cell) => !/^[=+\-@\t\r]/.test(cell)))
  }
  const book = new excel.Workbook()
  await book.xlsx.load((await bytesOf([nasty], { format: 'xlsx', encoding: 'utf-8' })) as unknown as ArrayBuffer) // exceljs's old type
  const row = book.worksheets[0]?.getRow(2)
  for (const [n, cell] of expected.entries()) {
    const read = row?.getCell(n + 1)
    assert.notEqual(read?.type, excel.ValueType.Formula)
    assert.equal(read?.text.replaceAll(/[\r\n]/g, ''), cell.replaceAll(/[\r\n]/g, ''))
  }
})

test('what was written is read again as it was', async () => {
  const rows = [nasty.map((cell) => cell.trim())]
  for (const format of ['csv', 'xlsx'] as const)
    for (const encoding of ['utf-8', 'gb18030'] as const) {
      const [, line] = await linesOf(await bytesOf(rows, { format, encoding }))
      assert.deepEqual(
        nasty.map((_, n) => line?.cells[n] ?? ''),
        rows[0],
        `${format} ${encoding}`,
      )
    }
})

test('the encoding is found out, also of rare letters; tabs and semicolons part cells too', async () => {
  const text = '姓名,区域\n䶮小镕,𠮷安'
  assert.deepEqual((await linesOf(iconv.encode(text, 'gb18030')))[1]?.cells, ['䶮小镕', '𠮷安'])
  assert.deepEqual((await linesOf(Buffer.from(`\ufeff${text}`)))[0]?.cells, ['姓名', '区域'])
  assert.deepEqual((await linesOf(csv('a\tb', '1\t2')))[1]?.cells, ['1', '2'])
  assert.deepEqual((await linesOf(csv('a;b', '"1;2";3')))[1]?.cells, ['1;2', '3'])
})

test('lines keep the number that they have in the file', async () => {
  const lines = await linesOf(csv('a,b', '', '1,2', ',', '3,4'))
  assert.deepEqual(
    lines.map(({ number }) => number),
    [1, 3, 5],
  )
})

test('what is no table is refused: a picture, an old workbook, an empty file, an archive of something else', async () => {
  const picture = Buffer.from('89504e470d0a1a0a0000000d49484452000000', 'hex')
  for (const bytes of [picture, Buffer.from('d0cf11e0a1b11ae1000000', 'hex'), Buffer.from('PK\x03\x04rubbish')])
    await assert.rejects(linesOf(bytes), saysNo('sheet.unreadable'))
  await assert.rejects(linesOf(zipOf({ 'a.txt': Buffer.from('no workbook') })), saysNo('sheet.unreadable'))
  for (const bytes of [Buffer.alloc(0), csv('a,b'), csv('a,b', ',', '')])
    await assert.rejects(linesOf(bytes), saysNo('sheet.empty'))
})

test('too large is refused before it is unpacked or built: a million rows, a bomb, a liar', async () => {
  const million = Buffer.from(`a,b\n${'1,2\n'.repeat(1_000_000)}`)
  await assert.rejects(linesOf(million), saysNo('sheet.too_large'))
  const bomb = zipOf({ 'xl/workbook.xml': Buffer.from('<a/>'), 'xl/sharedStrings.xml': Buffer.alloc(300_000_000) })
  assert.ok(bomb.length < 400_000, `${bomb.length} bytes that would become 300 MB`)
  const before = process.memoryUsage().rss
  await assert.rejects(linesOf(bomb), saysNo('sheet.too_large'))
  assert.ok(process.memoryUsage().rss - before < 100_000_000)
  const sheet = Buffer.from(`<worksheet><sheetData>${'<row r="1"/>'.repeat(1_000_000)}</sheetData></worksheet>`)
  const rows = zipOf({ 'xl/workbook.xml': Buffer.from('<a/>'), 'xl/worksheets/sheet1.xml': sheet })
  await assert.rejects(linesOf(rows), saysNo('sheet.too_large'))
  const liar = zipOf({ 'xl/workbook.xml': Buffer.alloc(50_000_000) }, { claimedSize: 10 })
  assert.equal(unpacked(liar, 20_000_000), 'too_large')
})

test('of a formula its value is read, of a link its text, of a date the day', async () => {
  const book = new excel.Workbook()
  const sheet = book.addWorksheet('x')
  sheet.addRow(['a', 'b', 'c', 'd'])
  const cells = [
    { formula: '1+1', result: 2 },
    { text: '点这里', hyperlink: 'https://a.example' },
    new Date('2026-11-24'),
    19900000011,
  ]
  sheet.addRow(cells)
  const [, line] = await linesOf(Buffer.from(await book.xlsx.writeBuffer()))
  assert.deepEqual(line?.cells, ['2', '点这里', '2026-11-24', '19900000011'])
})

/** A ZIP archive as its format says (APPNOTE 6.3.10); `claimedSize` is what it says to unpack to. */
function zipOf(files: Record<string, Buffer>, { claimedSize }: { claimedSize?: number } = {}): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, content] of Object.entries(files)) {
    const packed = deflateRawSync(content)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(claimedSize ?? content.length, 18)
    common.writeUInt16LE(name.length, 22)
    const file = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(at, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, Buffer.from(name)]))
    parts.push(file)
    at += file.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, list, end])
}
