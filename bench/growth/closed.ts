/** Copies of two real claims with everything that hangs on them: one that is closed, over and over through two years, and
 *  two hundred of one that waits for a reviewer. Each copy has its own ids, its facts follow from one another by hashes of
 *  their own, and each fact has its leaf in the log, so that the whole verifies. */
import type { Id } from '@anxin/domain/basics.ts'
import { factHash, type KeptFact } from '@anxin/record/chain.ts'
import { extended } from '@anxin/record/log.ts'
import { type CompactRange, emptyRange } from '@anxin/record/merkle.ts'
import type pg from 'pg'
import { cases } from '../../server/cases.ts'
import { withoutIndexes } from './indexes.ts'

/** A claim, what was bought, and who bought it. */
export type Family = { claim: string; purchase: string; buyer: string }

const open = 200
const [twoYears, betweenOpen] = [730 * 86_400_000, 5 * 60_000]
/** Beyond so many claims one copy in ten has its facts: pages do not read those of the others, and writing them takes hours. */
export const provable = 100_000
/** Copies whose rows are written together. */
const batch = 500

/** Tables in the order of their references, and which rows of each belong to a family. What people wrote stays where it
 *  is, and the copies point to it: sealed, it can be opened in its own place only. */
const belonging: Record<string, string> = {
  people: 'id = $3',
  person_keys: 'person = $3',
  purchases: 'id = $2',
  purchase_lines: 'purchase = $2',
  claims: 'id = $1',
  hearings: 'claim_id = $1',
  decisions: 'claim_id = $1',
  remedies: 'id = $1',
  disclosures: 'id = $1',
  ledger: 'claim_id = $1',
}
const kinds = Object.fromEntries(cases.map(({ table, kind }) => [table, kind]))
const ofCases =
  'case_id in (select $1::uuid union select $3 union select id from hearings where claim_id = $1 union select id from decisions where claim_id = $1)'

type Row = Record<string, unknown>
type FactRow = Omit<KeptFact, 'case'> & { case_id: string }
/** A family as JSON, and how it is copied. */
type Model = { rows: [string, string][]; facts: { text: string; at: string }[]; copy: ReturnType<typeof copier> }

async function read(db: pg.Client, { claim, purchase, buyer }: Family): Promise<Model> {
  const ask = async (table: string, where: string, order = '1') => {
    const text = `select to_jsonb(m) as row from ${table} m where ${where} and $1::uuid is not null and $2::uuid is not null and $3::uuid is not null order by ${order}`
    return (await db.query<{ row: Row }>(text, [claim, purchase, buyer])).rows.map(({ row }) => row)
  }
  const rows: [string, Row][] = []
  for (const [table, where] of Object.entries(belonging))
    for (const row of await ask(table, where)) rows.push([table, row])
  const facts = await ask('facts', ofCases, 'seq')
  const ids = rows.flatMap(([, { id }]) => (typeof id === 'string' ? [id] : []))
  return {
    rows: rows.map(([table, row]) => [table, JSON.stringify(row)]),
    facts: facts.map((row) => ({ text: JSON.stringify(row), at: String(row.at) })),
    copy: copier([...new Set(ids)]),
  }
}

const moment = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/
/** The same moments where a state or a fact holds them: milliseconds between 2017 and 2033. */
const milliseconds = /\b1[5-9]\d{11}\b/g

/** Makes the `g`-th copy of what is written as JSON: other ids (of version 7, as ours are), earlier moments. */
function copier(ids: readonly string[]) {
  const known = new RegExp(ids.join('|'), 'g')
  return (text: string, { g, earlier }: Place): Row => {
    const digits = g.toString(16).padStart(7, '0')
    const middle = `${digits.slice(0, 4)}-7${digits.slice(4)}`
    return JSON.parse(
      text
        .replace(known, (id) => id.slice(0, 9) + middle + id.slice(18))
        .replace(milliseconds, (at) => String(Number(at) - earlier)),
    )
  }
}
/** Which copy, and by how many milliseconds it all happened earlier. */
type Place = { g: number; earlier: number }

/** A row of a copy; what must be unique is made so. */
function copied({ copy }: Model, table: string, { text, place }: { text: string; place: Place }): Row {
  const made = copy(text, place)
  for (const [column, value] of Object.entries(made))
    if (typeof value === 'string' && moment.test(value))
      made[column] = new Date(Date.parse(value) - place.earlier).toISOString()
  if (table === 'people') made.phone_index = `\\x${place.g.toString(16).padStart(32, '0')}`
  if ('number' in made) made.number = `9${String(place.g).padStart(10, '0')}`
  if (table === 'ledger') delete made.id
  return made
}

type Standing = { tenant: string; seq: number; range: CompactRange }

const nothing: ReturnType<typeof happened> = { heads: new Map(), rows: [], leaves: [] }

/** The facts of one copy with their hashes, and the leaves they have; `heads`: the last hash of each case, by kind and id. */
function happened({ facts, copy }: Model, place: Place, standing: Standing) {
  const heads = new Map<string, Buffer>()
  const rows: Row[] = []
  const leaves: Row[] = []
  const added = []
  for (const { text, at } of facts) {
    const { kind, n, type, by, body, case_id: id } = copy(text, place) as unknown as FactRow // a row of the table
    const said = { kind, n, type, by, body, at: new Date(Date.parse(at) - place.earlier).toISOString() }
    const chain = `${kind} ${id}`
    const hash = factHash(heads.get(chain) ?? null, { tenant: standing.tenant, case: id, ...said })
    heads.set(chain, hash)
    const named = { tenant: standing.tenant, case_id: id, hash: `\\x${hash.toString('hex')}` }
    rows.push({ ...named, ...said, seq: ++standing.seq })
    leaves.push({ ...named, kind, n, leaf: standing.range.size + added.length, fact: standing.seq })
    added.push({ kind, case: id, n, hash })
  }
  standing.range = extended(standing.range, standing.tenant, added)
  return { heads, rows, leaves }
}

async function write(db: pg.Client, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).map((column) => `"${column}"`)
  if (columns.length === 0) return
  await db.query(
    `insert into ${table} (${columns}) ${table === 'facts' ? 'overriding system value' : ''}
     select ${columns} from json_populate_recordset(null::${table}, $1)`,
    [JSON.stringify(rows)],
  )
}

/** Brings the database to this many claims. What it already holds has its leaves by then. */
export async function fill(
  db: pg.Client,
  { closed, waiting }: { closed: Family; waiting: Family },
  count: number,
): Promise<void> {
  const tables = [...Object.keys(belonging), 'facts', 'log_leaves']
  const models = { closed: await read(db, closed), waiting: await read(db, waiting) }
  const standing = await standingOf(db)
  await db.query('alter table ledger disable trigger ledger_balanced')
  await withoutIndexes(db, tables, async () => {
    let kept = new Map<string, Row[]>(tables.map((table) => [table, []]))
    for (let g = 1; g <= count; g++) {
      const model = g <= open ? models.waiting : models.closed
      const place = { g, earlier: Math.round(g <= open ? g * betweenOpen : (g * twoYears) / count) }
      const hasFacts = count <= provable || g <= open || g % 10 === 0
      const { heads, rows, leaves } = hasFacts ? happened(model, place, standing) : nothing
      kept.get('facts')?.push(...rows)
      kept.get('log_leaves')?.push(...leaves)
      for (const [table, text] of model.rows) {
        const made = copied(model, table, { text, place })
        const head = 'head' in made ? heads.get(`${kinds[table]} ${made.id}`) : undefined
        kept.get(table)?.push(head ? { ...made, head: `\\x${head.toString('hex')}` } : made)
      }
      if (g % batch !== 0 && g !== count) continue
      for (const [table, all] of kept) await write(db, table, all)
      kept = new Map(tables.map((table) => [table, []]))
    }
  })
  await db.query('alter table ledger enable trigger ledger_balanced')
  await db.query(`select setval('facts_seq_seq', $1)`, [standing.seq])
  const { range, tenant, seq } = standing
  await db.query('update logs set size = $1, peaks = $2, floor = $3, swept = $3 where tenant = $4', [
    range.size,
    Buffer.concat(range.peaks),
    seq,
    tenant,
  ])
}

async function standingOf(db: pg.Client): Promise<Standing> {
  const { rows } = await db.query<{ tenant: Id; seq: string; size: string; peaks: Buffer; left: string }>(
    `select tenant, size, peaks, (select max(seq) from facts) as seq,
       (select count(*) from facts f where f.tenant = l.tenant and not exists (select from log_leaves o where o.fact = f.seq)) as left
     from logs l where tenant = app_tenant()`,
  )
  const [row] = rows
  if (!row || Number(row.left) > 0) throw new Error('facts of the model have no leaf yet')
  const peaks = Array.from({ length: row.peaks.length / 32 }, (_, i) => row.peaks.subarray(i * 32, i * 32 + 32))
  return { tenant: row.tenant, seq: Number(row.seq), range: { ...emptyRange, size: Number(row.size), peaks } }
}
