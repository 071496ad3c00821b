import { isRefusal, type Refusal } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { note } from '../db/audit.ts'
import type { Tx } from '../db/database.ts'
import { DoorProblem, type Language, problem } from '../http/problems.ts'
import type { Call, StreamRoute } from '../http/route.ts'
import { type Line, linesOf } from './read.ts'

export type Column = { key: string; zh: string; en: string; also?: readonly string[]; isOptional?: boolean }
type Cells = Record<string, string>
type Sentence = { zh: string; en: string }

/** What a row means, and by what it is the same as another one; or what is wrong with it. */
export type Meant<T> = { value: T; key: string } | { wrong: readonly string[] }
/** What becomes of a row: something new, a change, or nothing because all of it is there already. */
export type Outcome = { does: 'new' | 'changed' | 'same'; id: string; label: string | null }

/** How the rows of one kind of table are understood and taken over. */
export type Importing<T> = {
  path: string
  summary: string
  tag: string
  who: StreamRoute['who']
  columns: readonly Column[]
  meant(cells: Cells, language: Language): Meant<T>
  /** What confirming would do. Changes nothing. */
  would(call: Asked, tx: Tx, value: T): Promise<Outcome>
  /** Does it, in a transaction of the row's own. Done before: does nothing. */
  take(call: Asked, tx: Tx, value: T): Promise<Outcome | Refusal>
}
export type Asked = Omit<Call<unknown, unknown, unknown>, 'tx'>

type Row<T> = { line: number; cells: string[]; meant: Meant<T> }
type Shown = {
  line: number
  cells: string[]
  status: 'new' | 'changed' | 'same' | 'wrong'
  says: readonly string[]
  label: string | null
}

const Query = z.object({ dry: z.enum(['true', 'false']).default('true') })

const twice = (line: number): Sentence => ({ zh: `与第 ${line} 行重复`, en: `the same as line ${line}` })
const missing = (names: string): Sentence => ({ zh: `缺少这些列：${names}`, en: `these columns are missing: ${names}` })
const broken: Sentence = {
  zh: '没有成功，可再次导入同一文件：已导入的行不会重复',
  en: 'did not succeed; import the same file again: rows already taken are not taken twice',
}

/** Declares the route of an import: without `dry=false` it tells line by line what would happen and changes nothing; with it,
 *  each good row is taken in a transaction of its own. The same table a second time does nothing. */
export function importRoute<T>(kind: Importing<T>): StreamRoute {
  return {
    method: 'POST',
    path: kind.path,
    summary: kind.summary,
    tag: kind.tag,
    who: kind.who,
    query: Query,
    async streams(call, { request, reply }) {
      const { dry } = call.query as z.output<typeof Query> // parsed by Query
      const { body } = request
      if (!Buffer.isBuffer(body)) throw new DoorProblem('sheet.unreadable')
      const rows = understand(kind, await linesOf(body), call.language)
      const shown = dry === 'true' ? await preview(kind, call, rows) : await takeAll(kind, call, rows)
      const columns = kind.columns.map((column) => column[call.language])
      return reply.header('Cache-Control', 'no-store').send({ columns, rows: shown })
    },
  }
}

function understand<T>(kind: Importing<T>, [head, ...lines]: Line[], language: Language): Row<T>[] {
  const places = placesOf(kind.columns, head?.cells ?? [], language)
  const seen = new Map<string, number>()
  return lines.map(({ number, cells }) => {
    const named = Object.fromEntries(kind.columns.map(({ key }, n) => [key, cells[places[n] ?? -1] ?? '']))
    const meant = kind.meant(named, language)
    const earlier = 'key' in meant ? seen.get(meant.key) : undefined
    if ('key' in meant && earlier === undefined) seen.set(meant.key, number)
    return {
      line: number,
      cells: Object.values(named),
      meant: earlier === undefined ? meant : { wrong: [twice(earlier)[language]] },
    }
  })
}

/** Where in the file each column stands, by any of its names. */
function placesOf(columns: readonly Column[], head: readonly string[], language: Language): number[] {
  const plain = (name: string) => name.toLowerCase().replace(/[\s*（(].*$/u, '')
  const heads = head.map(plain)
  const places = columns.map(({ key, zh, en, also = [] }) => {
    const names = new Set([key, zh, en, ...also].map(plain))
    return heads.findIndex((name) => names.has(name))
  })
  const absent = columns.filter(({ isOptional }, n) => places[n] === -1 && !isOptional)
  if (absent.length === 0) return places
  const message = missing(absent.map((column) => column[language]).join('、'))[language]
  throw new DoorProblem('sheet.columns', { errors: [{ path: '', message }] })
}

const wrongRow = ({ line, cells }: Row<unknown>, says: readonly string[]): Shown => ({
  line,
  cells,
  status: 'wrong',
  says,
  label: null,
})
const doneRow = ({ line, cells }: Row<unknown>, { does, label }: Outcome): Shown => ({
  line,
  cells,
  status: does,
  says: [],
  label,
})

function preview<T>(kind: Importing<T>, call: Asked, rows: readonly Row<T>[]): Promise<Shown[]> {
  return call.deps.db.transaction({ tenant: call.caller.tenant }, async (tx) => {
    const shown: Shown[] = []
    for (const row of rows) {
      const { meant } = row
      shown.push('wrong' in meant ? wrongRow(row, meant.wrong) : doneRow(row, await kind.would(call, tx, meant.value)))
    }
    return shown
  })
}

async function takeAll<T>(kind: Importing<T>, call: Asked, rows: readonly Row<T>[]): Promise<Shown[]> {
  const shown: Shown[] = []
  for (const row of rows) {
    const { meant } = row
    shown.push('wrong' in meant ? wrongRow(row, meant.wrong) : await takeOne(kind, call, { row, value: meant.value }))
  }
  const count = (status: Shown['status']) => shown.filter((row) => row.status === status).length
  const body = {
    table: kind.tag,
    new: count('new'),
    changed: count('changed'),
    same: count('same'),
    wrong: count('wrong'),
  }
  const { now, by, deps, caller } = call
  await deps.db.transaction({ tenant: caller.tenant }, async (tx) => note(tx, { now, by, type: 'rows.imported', body }))
  return shown
}

/** One row's failure is its own: the others are taken all the same. */
async function takeOne<T>(kind: Importing<T>, call: Asked, { row, value }: { row: Row<T>; value: T }): Promise<Shown> {
  const { deps, caller, language } = call
  try {
    const outcome = await deps.db.transaction({ tenant: caller.tenant }, async (tx) => {
      const taken = await kind.take(call, tx, value)
      if (isRefusal(taken)) throw new DoorProblem(taken.refusal)
      return taken
    })
    return doneRow(row, outcome)
  } catch (error) {
    if (error instanceof DoorProblem) return wrongRow(row, saysOf(error, language))
    deps.log.error({ err: error, line: row.line }, 'a row could not be imported')
    return wrongRow(row, [broken[language]])
  }
}

/** What a problem says, field by field where it has fields. */
export function saysOf(error: DoorProblem, language: Language): string[] {
  if (error.errors.length > 0) return error.errors.map(({ message }) => message)
  return [problem(error.code, language).title]
}
