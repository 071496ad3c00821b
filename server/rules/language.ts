import { saying } from '../http/sentences.ts'

/** What may stand in a cell. The engine's own language also has loops over ranges, powers and templates, by which a few
 *  characters keep a processor busy for minutes; the tables need none of it. So that what is left is known, this reads the
 *  tokens and takes those below, and no others. */
const token =
  /\s+|"[^"\\`]*"|'[^'\\`]*'|\d+(?:\.\d+)?|\.\.|[<>=!]=|[<>]|[-+*/%?:,()[\]]|[$]|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y

/** None of them looks at more than the one value that it is given. */
const functions = [
  'abs',
  'ceil',
  'contains',
  'endsWith',
  'floor',
  'len',
  'lower',
  'not',
  'round',
  'startsWith',
  'upper',
]
/** Followed by a bracket, these call nothing. */
const words = ['and', 'or', 'in']

export const longestCell = 300
const deepest = 12

/** One cell with its place: the table, the row from 1, the column. `in`: what is compared with the column's field; `out`:
 *  a value or a condition of its own. */
export type Cell = {
  table: string
  row: number
  column: string
  side: 'in' | 'out'
  text: string
  path: (string | number)[]
}
type Fault = 'deep' | 'range' | 'unreadable' | { at: string }

/** Why this cannot stand in a cell; null when it can. */
export function cellFault({ text, side }: Pick<Cell, 'text' | 'side'>): Fault | null {
  let depth = 0
  let before = ''
  let calls = 0
  token.lastIndex = 0
  for (let start = 0; start < text.length; start = token.lastIndex) {
    const [found] = token.exec(text) ?? []
    if (found === undefined) return { at: text.slice(start, start + 12) }
    if (found.trim() === '') continue
    const isCall = found === '(' && /^[A-Za-z_]/.test(before) && !words.includes(before)
    if (isCall && !functions.includes(before)) return { at: `${before}(` }
    if (isCall) calls++
    if (found === '..' && (side === 'out' || calls > 0)) return 'range'
    if (found === '(' || found === '[') depth++
    if (found === ')' || found === ']') depth--
    if (depth > deepest) return 'deep'
    before = found
  }
  return depth === 0 ? null : 'unreadable'
}

/** The fault as a sentence that names the place. */
export function said({ table, row, column, text }: Cell, fault: Fault) {
  const what = {
    deep: ['括号嵌套过深', 'the brackets are nested too deeply'],
    range: ['区间只能写在条件列中，且不能放在函数里', 'a range stands in a condition only, and in no function'],
    unreadable: [`无法识别“${text.slice(0, 40)}”`, `“${text.slice(0, 40)}” cannot be read`],
  } as const
  const [zh, en] =
    typeof fault === 'string' ? what[fault] : [`不能使用“${fault.at}”`, `“${fault.at}” cannot be used here`]
  const at = column ? `“${column}”` : ''
  return saying(`“${table}”第 ${row} 行${at}：${zh}`, `“${table}”, row ${row}${at && `, ${at}`}: ${en}`)
}
