import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { seeded } from '@anxin/dispatch/plan/random.ts'
import { nothingAttested } from '@anxin/record/attested.ts'
import { factHash } from '@anxin/record/chain.ts'
import { extended, type Leaf } from '@anxin/record/log.ts'
import type { Note } from '@anxin/record/logfile.ts'
import { emptyRange } from '@anxin/record/merkle.ts'
import type pg from 'pg'
import { z } from 'zod'
import { addPhoto } from '../backup/testing.ts'
import { cases } from '../cases.ts'
import { sql, type Tx } from '../db/database.ts'
import { logLines } from '../log/check.ts'
import { newCheckpoint } from '../log/jobs.ts'
import { checkFiles } from '../media/check.ts'
import { report, testWorld } from '../testing.ts'
import { courtIn, disputes } from './disputes.ts'
import { folder, full } from './process.ts'
import { attacks, audited, type Book, bookOf, type Dice, exported, linesOf, noteOf, partsOf } from './tampering.ts'
import { asThief, filesIn } from './thief.ts'

/** T7: whatever is done to the record is found, and the first bad entry named: offline, with one checkpoint that was kept
 *  elsewhere. */

const flips = full ? 10_000 : 600
const each = full ? 1_000 : 60
const replaced = full ? 1_000 : 24

const world = await testWorld()
const inOne = <T>(run: (tx: Tx) => Promise<T>) => world.anxin.deps.db.transaction({ tenant: world.tenant }, run)

/** A log as the installation exported it, and the checkpoints of it that an auditor kept: one of half-way, one of all. */
async function lived(): Promise<{ lines: string[]; half: string; whole: string }> {
  await world.staff('+8619900000023', '苏运营', ['operator'])
  const operator = await world.signIn('19900000023')
  const { key } = (await operator.post('/api-keys', { name: '审计' })).body
  const auditor = world.bearing({ authorization: `Bearer ${key}`, host: 'localhost' })
  const checkpoint = async (): Promise<string> => (await auditor.get('/log/checkpoint')).body
  assert.equal((await world.nobody.post('/orders', report)).status, 201)
  await world.settle()
  const half = await checkpoint()
  await inOne((tx) => newCheckpoint(tx, world.anxin.deps.private, world.now()))
  const me = await world.signIn(report.phone)
  await disputes(await courtIn(world, { operator, me, phone: report.phone, merchantPhone: '19900000059' }))
  await world.settle()
  const lines: string[] = []
  await inOne(async (tx) => {
    for await (const line of logLines(tx, world.anxin.deps.private)) lines.push(line)
  })
  return { lines, half, whole: await checkpoint() }
}
const { lines, half, whole } = await lived()
const book: Book = bookOf(lines)

const dice = (seed: number): Dice => {
  const random = seeded(seed)
  return (n) => Math.floor(random() * n)
}
const kept = (note: string): Note => ({ name: 'kept elsewhere', note })
const bad = (verdicts: ReturnType<typeof audited>) => verdicts.find((verdict) => verdict.bad)?.bad ?? null

test('a real log of real disputes is in order, and agrees with what was kept of it', (t) => {
  assert.ok(book.entries.length > 60, `${book.entries.length} entries`)
  const [verdict, ...others] = audited(lines, [kept(half), kept(whole)])
  assert.deepEqual(others, [])
  assert.deepEqual(verdict, {
    tenant: world.tenant,
    leaves: book.entries.length,
    agreed: ['kept elsewhere', 'kept elsewhere'],
    attested: nothingAttested,
    bad: null,
  })
  t.diagnostic(`${book.entries.length} entries, ${lines.join('\n').length} bytes`)
})

/** Bytes with one bit the other way. */
function flipped(bytes: Buffer, at: number, bit: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ (1 << bit)
  return copy
}

/** Where each class of byte lies in the export: of every part of an entry, of the header, of a kept checkpoint. */
function classes(): Map<string, { from: number; length: number; leaf: number }[]> {
  const found = new Map<string, { from: number; length: number; leaf: number }[]>()
  let from = 0
  const add = (part: string, text: string, leaf: number) => {
    const length = Buffer.byteLength(text)
    found.set(part, [...(found.get(part) ?? []), { from, length, leaf }])
    from += length
  }
  const heads = lines.length - book.entries.length
  for (const [i, line] of lines.slice(0, heads).entries()) add(i === 0 ? 'header' : 'checkpoint', `${line}\n`, 0)
  for (const entry of book.entries) for (const [part, text] of partsOf(entry)) add(part, text, entry.leaf)
  return found
}

test('one bit the other way is found wherever it is, and its entry named', (t) => {
  const roll = dice(7)
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  const all = [...classes()]
  assert.equal(
    all.flatMap(([, places]) => places).reduce((sum, { length }) => sum + length, 0),
    bytes.length,
    'no byte is of no class',
  )
  const tried: Record<string, number> = {}
  for (let i = 0; i < flips; i++) {
    const [part, places] = all[i % all.length] ?? assert.fail()
    const { from, length, leaf } = places[roll(places.length)] ?? assert.fail()
    const at = from + roll(length)
    const found = bad(audited(linesOf(flipped(bytes, at, roll(8))), [kept(whole)]))
    assert.ok(found, `byte ${at}, ${part}`)
    assert.equal(found.leaf, leaf, `byte ${at}, ${part} of entry ${leaf}: ${JSON.stringify(found)}`)
    tried[part] = (tried[part] ?? 0) + 1
  }
  // And the checkpoint that was kept elsewhere: text, name, signature.
  const note = Buffer.from(whole)
  for (let at = 0; at < note.length; at++) {
    for (const bit of full ? [0, 1, 2, 3, 4, 5, 6, 7] : [at % 8]) {
      const found = bad(audited(lines, [kept(flipped(note, at, bit).toString())]))
      assert.ok(found, `byte ${at} of the checkpoint`)
    }
  }
  t.diagnostic(`all found: ${JSON.stringify({ ...tried, 'checkpoint elsewhere': note.length * (full ? 8 : 1) })}`)
})

/** How many of each attack are found with these checkpoints. */
function foundBy(notes: readonly Note[], check: (name: string, found: ReturnType<typeof bad>, at: number) => void) {
  const counts: Record<string, number> = {}
  for (const [name, attack] of Object.entries(attacks)) {
    const roll = dice(11)
    counts[name] = 0
    for (let i = 0; i < each; i++) {
      const { entries, at } = attack(book, roll)
      const found = bad(audited(exported(book.tenant, entries), notes))
      if (found) counts[name]++
      check(name, found, at)
    }
  }
  return counts
}

test('entries removed, swapped, added, cut off or rewritten with all their hashes: with a checkpoint from elsewhere every one is found', (t) => {
  // The key is the attacker's, or he would have to be found by his signature already.
  const notes = [kept(noteOf(book.tenant, book.entries))]
  const counts = foundBy(notes, (name, found, at) => {
    assert.ok(found, `${name} at ${at}`)
    if (name === 'truncate') assert.deepEqual([found.wrong, found.leaf], ['log.short', at])
    else if (found.wrong === 'root.differs') assert.ok(found.leaf <= at && at <= (found.until ?? found.leaf))
    else assert.ok(found.leaf >= at, `${name} at ${at}: ${JSON.stringify(found)}`)
  })
  assert.deepEqual(new Set(Object.values(counts)), new Set([each]))
  t.diagnostic(`with one checkpoint: ${JSON.stringify(counts)} of ${each}`)
})

test('whoever only removes, swaps or repeats lines is found at the very line, without any checkpoint from elsewhere', () => {
  const roll = dice(13)
  const heads = lines.length - book.entries.length
  for (let i = 0; i < each; i++) {
    const at = roll(book.entries.length - 1)
    const line = heads + at
    const [one, two] = [lines[line] ?? '', lines[line + 1] ?? '']
    const named = (found: string[]) => bad(audited(found, []))
    assert.equal(named(lines.toSpliced(line, 1))?.leaf, at)
    assert.equal(named(lines.toSpliced(line, 2, two, one))?.leaf, at)
    assert.equal(named(lines.toSpliced(line, 0, one))?.leaf, at + 1)
    assert.deepEqual([named(lines.slice(0, line))?.wrong, named(lines.slice(0, line))?.leaf], ['log.short', at])
  }
})

test('the mutant, a chain without a checkpoint from elsewhere, misses every truncation and every rewrite', (t) => {
  const counts = foundBy([], () => {})
  t.diagnostic(`a chain alone: ${JSON.stringify(counts)} of ${each}`)
  assert.deepEqual([counts.truncate, counts.rewrite], [0, 0])
  assert.ok((counts.delete ?? 0) > each / 2 && (counts.insert ?? 0) > each / 2)
})

test('with several checkpoints what was rewritten is narrowed down to between two of them', () => {
  const roll = dice(5)
  const cuts = [15, 30, 60]
  const notes = cuts.map((size) => kept(noteOf(book.tenant, book.entries.slice(0, size))))
  for (let i = 0; i < each; i++) {
    const { entries, at } = attacks.rewrite(book, roll)
    const found = bad(audited(exported(book.tenant, entries), notes))
    const until = cuts.find((size) => at < size)
    if (until === undefined) assert.equal(found, null, 'nobody has kept anything of that')
    else assert.deepEqual([found?.wrong, found?.until], ['root.differs', until - 1])
    if (until !== undefined) assert.equal(found?.leaf, cuts[cuts.indexOf(until) - 1] ?? 0)
  }
})

test('whoever signs anew with another key is found by the key alone', () => {
  const found = bad(audited(exported(book.tenant, book.entries), [kept(whole)]))
  assert.equal(found?.wrong, 'checkpoint.signature')
  const missing = bad(audited(exported('another', []), [kept(whole)]))
  assert.equal(missing?.wrong, 'log.missing', 'a whole log is gone')
})

const filesNow = () => {
  const { db, media, private: secrets } = world.anxin.deps
  return checkFiles({ db, media, private: secrets, tenant: world.tenant })
}

test('an evidence file that is replaced, changed by one bit or removed is found, whoever has the key', async (t) => {
  const { media, private: secrets } = world.anxin.deps
  const sound = await filesNow()
  assert.deepEqual(sound.bad, [])
  assert.ok(sound.checked > 3)
  const rows = await inOne((tx) =>
    tx.rows<{ id: string; file: string; person: string | null }>(sql`select id, file, person from media order by id`),
  )
  const roll = dice(3)
  const pathOf = (file: string) => filesIn(join(world.dir, 'media')).find(({ path }) => path.endsWith(file))?.path ?? ''
  const named = async (id: string) =>
    (await filesNow()).bad.filter(({ media }) => media === id).map(({ wrong }) => wrong)
  for (let i = 0; i < replaced; i++) {
    const row = rows[i % rows.length] ?? assert.fail()
    const other = rows[(i + 1) % rows.length] ?? assert.fail()
    const path = pathOf(row.file)
    const bytes = readFileSync(path)
    if (i % 3 === 0) writeFileSync(path, flipped(bytes, roll(bytes.length), roll(8)))
    else if (i % 3 === 1) copyFileSync(pathOf(other.file), path)
    else rmSync(path)
    assert.deepEqual(await named(row.id), [i % 3 === 2 ? 'file.missing' : 'file.changed'])
    writeFileSync(path, bytes)
  }
  // With the key in his hands he encrypts another picture; then he changes the row as well; the facts still know.
  const evidence = book.entries.flatMap(({ fact }) => piecesIn(fact.body))[0] ?? assert.fail('no evidence')
  const person = rows.find(({ id }) => id === evidence)?.person
  const key = person ? await inOne((tx) => secrets.mediaKey(tx, person)) : secrets.key('media')
  assert.ok(key)
  const forged = await media.put(Buffer.from('another picture'), key)
  const set = (text: string, ...values: unknown[]) =>
    asThief(world.databaseUrl, (client) => client.query(text, [evidence, ...values]))
  await set('update media set file = $2 where id = $1', forged)
  assert.deepEqual(await named(evidence), ['file.changed'])
  await set(`update media set sha256 = sha256('another picture') where id = $1`)
  assert.deepEqual(await named(evidence), ['row.changed'], 'the file is what its row says, but not what was sent')
  await set('delete from inspections where media = $1')
  await set('delete from media where id = $1')
  assert.deepEqual(await named(evidence), ['row.missing'])
  t.diagnostic(`${replaced} files changed, replaced or removed, all found`)
})

const piecesIn = (body: unknown): string[] => {
  const { pieces } = z
    .object({ pieces: z.array(z.object({ media: z.string(), sha256: z.string() })).catch([]) })
    .parse(body)
  return pieces.map(({ media }) => media)
}

type Outcome = {
  status: number | null
  found: { cases: number; broken: unknown[]; logs: { bad: Json }[]; files: Json[] }
}
// biome-ignore lint/suspicious/noExplicitAny: what a command printed; the test says what it expects
type Json = any

/** `anxin log …` on an installation; `--json` is added to what verifies. */
function anxin(
  { databaseUrl, dir }: { databaseUrl: string; dir: string },
  ...args: string[]
): Outcome & { out: string } {
  const cli = fileURLToPath(new URL('../../cli/anxin.ts', import.meta.url))
  const places = { DATABASE_URL: databaseUrl, KEY_URL: `file:${dir}/keys`, STORAGE_URL: `file:${dir}/media` }
  const env = { ...process.env, ...places, DATA_DIR: dir }
  const all = ['log', ...args, '--json']
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...all], { env, cwd: dir, encoding: 'utf8' })
  return { status, found: stdout ? JSON.parse(stdout) : { stderr }, out: stdout }
}

/** Takes everything away that came after `size` leaves, as if it had never been. */
async function cutDatabase(client: pg.Client, { size, peaks }: { size: number; peaks: Buffer }): Promise<void> {
  const { rows } = await client.query('delete from log_leaves where leaf >= $1 returning kind, case_id, fact', [size])
  // What came last goes first, since it may refer to what came before.
  for (const { kind, case_id } of rows.reverse()) {
    const table = cases.find((one) => one.kind === kind)?.table
    await client.query(`delete from ${table} where id = $1`, [case_id])
  }
  await client.query('delete from facts where seq = any($1)', [rows.map(({ fact }) => fact)])
  await client.query('delete from log_checkpoints where size > $1', [size])
  await client.query('update logs set size = $1, peaks = $2 where size > $1', [size, peaks])
}

/** Changes what the first fact says, and makes every hash, head and root that follows anew. */
async function rewriteDatabase(client: pg.Client, tenant: string): Promise<void> {
  const { rows } = await client.query(`
    select l.leaf, f.seq, f.kind, f.case_id as case, f.n, f.type, f.at, f.by, f.body
    from log_leaves l join facts f on f.seq = l.fact order by l.leaf`)
  const last = new Map<string, Buffer>()
  const leaves: Leaf[] = []
  for (const { leaf, seq, kind, case: id, n, type, at, by, body } of rows) {
    const said = leaf === 0 ? { ...body, rewritten: true } : body
    const before = last.get(`${kind}/${id}`) ?? null
    const hash = factHash(before, { tenant, kind, case: id, n, type, at: at.toISOString(), by, body: said })
    last.set(`${kind}/${id}`, hash)
    leaves.push({ kind, case: id, n, hash })
    await client.query('update facts set hash = $2, body = $3 where seq = $1', [seq, hash, JSON.stringify(said)])
    await client.query('update log_leaves set hash = $2 where fact = $1', [seq, hash])
    const table = cases.find((one) => one.kind === kind)?.table
    await client.query(`update ${table} set head = $2 where id = $1`, [id, hash])
  }
  const { size, peaks } = extended(emptyRange, tenant, leaves)
  await client.query('delete from log_checkpoints')
  await client.query('update logs set peaks = $2 where size = $1', [size, Buffer.concat(peaks)])
}

test('through the command line: over a database that its owner cut short or wrote anew, and offline', {
  timeout: 300_000,
}, async () => {
  const small = await testWorld()
  const { databaseUrl, dir } = small
  const out = folder()
  const reported = async () => {
    assert.equal((await small.nobody.post('/orders', { ...report, media: [await addPhoto(small)] })).status, 201)
    await small.settle()
  }
  const verified = (...args: string[]) => {
    const { status, found } = anxin(small, 'verify', ...args)
    const wrong = [...found.logs, ...(found.files ?? [])].map(({ bad }) => bad).filter((bad) => bad && bad.length !== 0)
    return { status, wrong, broken: found.broken }
  }
  const sound = { status: 0, wrong: [], broken: [] }
  await reported()
  const early = await asThief(databaseUrl, (client) => client.query('select * from logs where size > 0'))
  const { size } = early.rows[0]
  await reported()
  const [checkpoint, exportFile] = [join(out, 'checkpoint'), join(out, 'log.jsonl')]
  assert.equal(anxin(small, 'checkpoint', '--out', checkpoint).status, 0)
  assert.equal(anxin(small, 'export', exportFile).status, 0)
  assert.deepEqual(verified('--checkpoint', checkpoint), sound)

  const nowhere = { databaseUrl: 'postgres://127.0.0.1:1/none', dir: out }
  const asked = anxin(nowhere, 'verify', exportFile, '--checkpoint', checkpoint)
  assert.equal(asked.status, 0, `no database is asked: ${JSON.stringify(asked.found)}`)
  const text = readFileSync(exportFile, 'utf8')
  writeFileSync(exportFile, text.replace('"by":{"id":', '"by":{"ID":'))
  const offline = anxin(nowhere, 'verify', exportFile)
  assert.deepEqual([offline.status, offline.found.logs[0]?.bad.wrong], [1, 'fact.changed'])

  // Restored before each: the owner of the server as he pleases.
  const fact = (sql: string) => asThief(databaseUrl, (client) => client.query(sql))
  const changed = `update facts set body = jsonb_set(body, '{mark}', '1') where seq = (select min(seq) from facts)`
  await fact(changed)
  const named = verified()
  assert.deepEqual([named.status, named.wrong[0]?.wrong, named.wrong[0]?.leaf], [1, 'fact.changed', 0])
  await fact(`update facts set body = body - 'mark' where seq = (select min(seq) from facts)`)
  assert.deepEqual(verified('--checkpoint', checkpoint), sound)

  const file = filesIn(join(dir, 'media'))[0] ?? assert.fail('no file')
  writeFileSync(file.path, flipped(file.bytes, file.bytes.length - 1, 0))
  const { status, found } = anxin(small, 'verify', '--checkpoint', checkpoint)
  assert.deepEqual(
    [status, found.files.flatMap(({ bad }) => bad.map(({ wrong }: Json) => wrong))],
    [1, ['file.changed']],
  )
  const wrongs = found.logs.filter(({ bad }) => bad)
  assert.deepEqual([wrongs, found.broken], [[], []], 'the mutant, a verifier that looks at no file, sees nothing')
  writeFileSync(file.path, file.bytes)

  await asThief(databaseUrl, (client) => cutDatabase(client, early.rows[0]))
  assert.deepEqual(verified(), sound, 'the mutant: without a checkpoint from elsewhere nothing is seen')
  const cut = verified('--checkpoint', checkpoint)
  assert.deepEqual([cut.status, cut.wrong[0]?.wrong, cut.wrong[0]?.leaf], [1, 'log.short', size])

  const shorter = join(out, 'shorter')
  assert.equal(anxin(small, 'checkpoint', '--out', shorter).status, 0)
  await asThief(databaseUrl, (client) => rewriteDatabase(client, small.tenant))
  assert.deepEqual(verified(), sound, 'the mutant again')
  const anew = verified('--checkpoint', shorter)
  assert.deepEqual([anew.status, anew.wrong[0]?.wrong, anew.wrong[0]?.leaf], [1, 'root.differs', 0])
})
