import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { witnessOf } from '@anxin/record/cosignature.ts'
import { openFileCheck } from '@anxin/record/logfile.ts'
import { certificatesIn } from '@anxin/record/timestamp.ts'
import { openAuthority } from '../bundles/testing.ts'
import { readConfig } from '../config.ts'
import { sql, type Tx } from '../db/database.ts'
import { report, testWorld, type World } from '../testing.ts'
import { asThief } from '../trust/thief.ts'
import { checkLog, logLines } from './check.ts'
import { ownVerifier } from './head.ts'
import { openWitness } from './witnessing.ts'

const authority = await openAuthority()
const witness = await openWitness()

/** An installation whose log the witness knows. */
async function witnessed(): Promise<World> {
  const world = await testWorld({
    env: { TSA_URL: authority.url, WITNESS_URL: witness.url, WITNESS_KEY: witness.key },
  })
  witness.logs.push(ownVerifier(world.anxin.deps.private, world.tenant))
  witness.said.length = 0
  for (const one of [authority, witness]) one.behave('honest')
  return world
}
const inOne = <T>({ anxin, tenant }: World, run: (tx: Tx) => Promise<T>) => anxin.deps.db.transaction({ tenant }, run)
/** Something happens, and then it is night. */
async function night(world: World): Promise<void> {
  const phone = `1990000${Math.floor(2_000 + world.now() / 86_400_000) % 10_000}`
  assert.equal((await world.nobody.post('/orders', { ...report, phone })).status, 201)
  await inOne(world, (tx) =>
    tx.rows(sql`insert into outbox (tenant, job, payload, due_at)
      values (${world.tenant}, 'log.checkpoint', '{}', ${new Date(world.now())})`),
  )
  await world.settle()
  world.pass(86_400_000)
}
const trusted = () => ({
  roots: certificatesIn(readFileSync(authority.root, 'utf8')),
  witnesses: [witnessOf(witness.key) ?? assert.fail('no key')],
})
const checked = (world: World, by = trusted()) =>
  inOne(world, (tx) => checkLog(tx, { secrets: world.anxin.deps.private, notes: [], keys: [], trusted: by }))

test('each night’s checkpoint gets its time from the authority and the line of the witness, who is shown that it goes on', async () => {
  const world = await witnessed()
  await night(world)
  await night(world)
  const { attested, bad, kept } = await checked(world)
  assert.deepEqual([bad, kept, attested.stamped, attested.witnessed], [null, 2, 2, 2])
  assert.deepEqual([attested.stamp?.by, attested.stamp?.isTrusted], ['Test Authority', true])
  const [first, second] = witness.said
  assert.deepEqual([attested.stamp?.size, attested.sighting?.size], [second?.size, second?.size])
  assert.deepEqual([first?.status, first?.old, second?.status, second?.old], [200, 0, 200, first?.size])

  // The same out of a file, with no installation.
  const lines: string[] = []
  await inOne(world, async (tx) => {
    for await (const line of logLines(tx, world.anxin.deps.private)) lines.push(line)
  })
  const read = async (all: readonly string[], by = trusted()) => {
    const file = openFileCheck({ notes: [], keys: [] })
    for (const line of all) file.take(line)
    const verdicts = file.end()
    await file.attest(by)
    return verdicts
  }
  assert.deepEqual(
    (await read(lines)).map((one) => [one.bad, one.attested]),
    [[null, attested]],
  )
  const stranger = await openAuthority({ name: 'Another' })
  const untrusted = await read(lines, { ...trusted(), roots: certificatesIn(readFileSync(stranger.root, 'utf8')) })
  assert.deepEqual(untrusted[0]?.bad, { wrong: 'checkpoint.stamp', leaf: first?.size, head: 'kept', line: 2 })
  // The stamp of one under the other.
  const [one = '', other = ''] = lines.slice(1, 3).map((line) => JSON.parse(line).timestamp)
  const swapped = lines.map((line) => (line.includes(one) ? line.replace(one, other) : line))
  assert.equal((await read(swapped))[0]?.bad?.wrong, 'checkpoint.stamp')
  const rubbish = lines.map((line) => line.replace(one, '!'))
  assert.deepEqual((await read(rubbish))[0]?.bad, { wrong: 'line.unreadable', leaf: 0, line: 2 })
})

test('an authority or a witness that is down, busy or lies keeps nothing from being checked, and is asked again', async () => {
  const world = await witnessed()
  authority.behave('error')
  witness.behave('page')
  await night(world)
  assert.deepEqual((await checked(world)).attested, { stamped: 0, stamp: null, witnessed: 0, sighting: null })
  authority.behave('page')
  witness.behave('stranger')
  world.pass(3_600_000)
  await world.settle()
  const { bad, attested } = await checked(world)
  assert.deepEqual([bad, attested.stamped, attested.witnessed], [null, 0, 0], 'nobody’s signature is kept as theirs')
  // The witness has moved on with an answer that was of no use to us: it says where it is.
  for (const one of [authority, witness]) one.behave('honest')
  world.pass(12 * 3_600_000)
  await world.settle()
  const after = await checked(world)
  assert.deepEqual([after.bad, after.attested.stamped, after.attested.witnessed], [null, 1, 1])
  assert.ok(witness.said.some(({ status }) => status === 409))
})

test('a witness refuses a log that was written anew, and it is seen that it did', async () => {
  const world = await witnessed()
  await night(world)
  await night(world)
  // Whoever has the database and the keys makes another beginning of the log and signs it.
  const stolen = await asThief(world.databaseUrl, async (client) => {
    await client.query('delete from log_sightings')
    await client.query('delete from log_stamps')
    await client.query('delete from log_checkpoints')
    await client.query(`delete from log_leaves where tenant = $1`, [world.tenant])
    await client.query(`delete from facts where tenant = $1 and n > 1`, [world.tenant])
    return client.query(`update logs set size = 0, peaks = '', floor = 0, swept = 0 where tenant = $1`, [world.tenant])
  })
  assert.equal(stolen.rowCount, 1)
  await night(world)
  assert.equal((await checked(world)).attested.witnessed, 0)
  assert.ok(!witness.said.slice(2).some(({ status }) => status === 200), JSON.stringify(witness.said))
})

test('a stamp or a sighting that was changed in the database is named', async () => {
  for (const [change, wrong] of [
    [`update log_stamps set token = set_byte(token, length(token) - 9, 1)`, 'checkpoint.stamp'],
    [`update log_stamps set token = '\\x00'`, 'checkpoint.stamp'],
    [`update log_sightings set line = overlay(line placing 'AAAA' from 40)`, 'checkpoint.witness'],
  ] as const) {
    const world = await witnessed()
    await night(world)
    await asThief(world.databaseUrl, (client) => client.query(change))
    assert.deepEqual((await checked(world)).bad?.wrong, wrong, change)
  }
})

test('nobody is asked where nobody is set; one half of a witness stops the start with a sentence', async () => {
  const world = await testWorld()
  await night(world)
  const waiting = await inOne(world, (tx) => tx.rows(sql`select job from outbox where job like 'log.%'`))
  assert.deepEqual(waiting, [])
  const dir = mkdtempSync(join(tmpdir(), 'anxin-env-'))
  after(() => rmSync(dir, { recursive: true, force: true }))
  const file = join(dir, '.env')
  writeFileSync(file, `WITNESS_URL=${witness.url}\n`)
  assert.throws(() => readConfig({}, file), /WITNESS_URL and WITNESS_KEY are of use only together/)
  appendFileSync(file, 'WITNESS_KEY=nonsense\n')
  assert.throws(() => readConfig({}, file), /The setting WITNESS_KEY is not usable: must be the key of a witness/)
})
