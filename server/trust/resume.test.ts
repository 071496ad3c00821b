import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { testDatabase } from '../db/testing.ts'
import { mp4, noise } from '../media/pictures.ts'
import { append, ask, begin, sendInPieces } from '../media/testing.ts'
import { folder, full, pause, type Server, serve, until } from './process.ts'
import { openShop } from './shop.ts'

/** T4: uploads go on after the server was killed, byte for byte, until they are the evidence of a claim; and two who write
 *  one upload at once do not write over each other. */

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Servers in processes of their own on one database and one folder. */
async function installation(mutant = '') {
  const dir = folder()
  const database = await testDatabase()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  after(async () => {
    await client.end()
    await database.drop()
  })
  const ofTenant = async (text: string, values: unknown[] = []) => {
    await client.query(`select set_config('app.tenant', id::text, false) from tenants where hosts = '{}'`)
    return (await client.query(text, values)).rows
  }
  return {
    ofTenant,
    serve: () => serve({ databaseUrl: database.url, dir, env: { MUTANT: mutant } }),
    sha256: async (id: string) =>
      (await ofTenant(`select encode(sha256, 'hex') as hash from media where id = $1`, [id]))[0]?.hash,
    spooled: async (id: string) => {
      const [tenant] = await ofTenant(`select id from tenants where hosts = '{}'`)
      return statSync(join(dir, 'media', 'incoming', tenant.id, id)).size
    },
    /** Every file that is kept, read again and held against its row and the facts. */
    wrongFiles() {
      const cli = fileURLToPath(new URL('../../cli/anxin.ts', import.meta.url))
      const env = {
        ...{ ...process.env, DATABASE_URL: database.url },
        ...{ KEY_URL: `file:${join(dir, 'keys')}`, STORAGE_URL: `file:${join(dir, 'media')}` },
      }
      const { stdout, stderr } = spawnSync(process.execPath, [cli, 'log', 'verify', '--json'], {
        env,
        encoding: 'utf8',
      })
      const { files } = JSON.parse(stdout || JSON.stringify({ files: [{ checked: 0, bad: [stderr] }] }))
      return files as { checked: number; bad: object[] }[]
    },
  }
}

/** A video of this many bytes that no other is equal to. */
function video(size: number, seed: number): Buffer {
  const head = mp4()
  const filler = Buffer.alloc(size - head.length - 8, `anxin ${seed} `)
  const box = Buffer.alloc(8)
  box.writeUInt32BE(filler.length + 8)
  box.write('mdat', 4)
  return Buffer.concat([head, box, filler])
}

type Kept = { uploads: number; mismatched: number; claimed: number; lost: string[] }

/** Kills the server again and again while four clients send films and make each the evidence of a claim. */
async function throughKills(mutant: string, { kills, size, films }: { kills: number; size: number; films: number }) {
  const here = await installation(mutant)
  let server: Server = await here.serve()
  const base = () => server.url
  // Nobody goes on after the end of the test, whatever it ends with.
  let isEnded = false
  const over = () => isEnded
  after(() => {
    isEnded = true
  })
  const shop = await openShop(base, over)
  const sent: { id: string; hash: string; claim: string | null }[] = []
  const lost: string[] = []
  let isOver = false
  const client = async (_: unknown, who: number) => {
    // However slow the machine: until so many films were sent.
    for (let n = 0; !isOver || sent.length < films; n++) {
      const bytes = video(size, who * 1_000 + n)
      const id = await sendInPieces(base, bytes, { piece: 64 * 1024, isOver: over })
      const film = { id, hash: hashOf(bytes), claim: null as string | null }
      sent.push(film)
      film.claim = await shop.claim([{ media: id, slot: 'video' }])
    }
  }
  const clients = Array.from({ length: 4 }, client)
  const running = Promise.all(clients)
  running.catch(() => {}) // told below
  const probe = await begin(server.url, 1 << 20)
  for (let n = 0; n < kills; n++) {
    const { response } = await append(`${base()}/api/v1/uploads/${probe.id}`, n * 1_000, {
      body: Buffer.alloc(1_000, n),
    })
    // In the midst of what the clients do; over fifty kills they have to get somewhere between one and the next.
    // The mutant is caught by kills that come while bytes do: those of the short form.
    await pause((full && mutant === '' ? 1_500 : 0) + (n % 5) * 120)
    await server.kill()
    server = await here.serve()
    if (response.status !== 204) lost.push(`${n}: ${response.status}`)
    const head = await ask(`${base()}/api/v1/uploads/${probe.id}`, 'HEAD')
    const claimed = Number(head.response.headers.get('upload-offset'))
    const onDisk = await here.spooled(probe.id)
    if (claimed !== (n + 1) * 1_000 || claimed > onDisk) lost.push(`${n}: claimed ${claimed}, on disk ${onDisk}`)
    if (lost.length > 0) break
  }
  isOver = true
  const end = () => {
    isEnded = true
    return server.kill()
  }
  return { here, sent, lost, running, end }
}

test('films go on after the server was killed, byte for byte, to be the evidence of claims; nothing is claimed that is not on disk', {
  timeout: full ? 1_500_000 : 240_000,
}, async (t) => {
  const [kills, size, films] = full ? [50, 6 << 20, 50] : [4, 3 << 20, 4]
  const { here, sent, lost, running, end } = await throughKills('', { kills, size, films })
  await running
  assert.deepEqual(lost, [])
  const unfinished = `select count(*)::int as n from claims where status in ('collecting', 'examining')`
  const unadopted = 'select count(*)::int as n from media where claim_id is not null and person is null'
  for (const text of [unfinished, unadopted]) await until(text, async () => (await here.ofTenant(text))[0]?.n === 0)
  const kept: Kept = { uploads: sent.length, mismatched: 0, claimed: 0, lost }
  for (const { id, hash, claim } of sent) {
    if ((await here.sha256(id)) !== hash) kept.mismatched++
    if (claim) kept.claimed++
  }
  await end()
  const files = here.wrongFiles()
  t.diagnostic(JSON.stringify({ kills, ...kept, files: files.map(({ checked }) => checked) }))
  assert.equal(kept.mismatched, 0)
  assert.equal(kept.claimed, sent.length)
  assert.deepEqual(
    files.flatMap(({ bad }) => bad),
    [],
  )
  assert.ok(sent.length >= films)
})

test('the mutant that acknowledges bytes before they are on disk is caught', { timeout: 120_000 }, async (t) => {
  const { lost, running, end } = await throughKills('unwritten', { kills: 6, size: 300_000, films: 4 })
  running.catch(() => {}) // clients of a server that loses bytes
  t.diagnostic(lost.join('; '))
  assert.ok(lost.length > 0)
  await end()
})

/** Two servers, each sent the same bytes for the same place of one upload: the answers, worse first, and what was kept. */
async function doubled({ serve, sha256 }: Awaited<ReturnType<typeof installation>>, rounds: number) {
  // One after the other: without locks they could not both prepare an empty database.
  const one = await serve()
  const other = await serve()
  const jpeg = await noise(600, 400).jpeg().toBuffer()
  const answers: Record<string, number> = {}
  const wrong: string[] = []
  for (let round = 0; round < rounds; round++) {
    const { id } = await begin(one.url, jpeg.length)
    const both = await Promise.all([one, other].map(({ url }) => append(at(url, id), 0, { body: jpeg })))
    const statuses = both
      .map(({ response }) => response.status)
      .sort()
      .join()
    answers[statuses] = (answers[statuses] ?? 0) + 1
    if (!/^204,4(09|23)$/.test(statuses)) wrong.push(statuses)
    if ((await sha256(id)) !== hashOf(jpeg)) wrong.push(`${id} is something else`)
  }
  return { one, other, jpeg, answers, wrong }
}
const at = (base: string, id: string) => `${base}/api/v1/uploads/${id}`

test('two servers on one database never write one upload at once, and a killed one lets go', {
  timeout: full ? 600_000 : 120_000,
}, async (t) => {
  const here = await installation()
  const { spooled, sha256 } = here
  const grown = (id: string, size: number) => until(`${size} bytes`, async () => (await spooled(id)) >= size)
  const { one, other, jpeg, answers, wrong } = await doubled(here, full ? 200 : 10)
  t.diagnostic(JSON.stringify(answers))
  assert.deepEqual(wrong, [])
  // A request that hangs in one server, as after a broken line: the other asks it to let go, and goes on.
  const { id } = await begin(one.url, jpeg.length)
  const hanging = hang(at(one.url, id), jpeg.subarray(0, 1_000))
  await grown(id, 1_000)
  const head = await ask(at(other.url, id), 'HEAD')
  assert.equal(head.response.headers.get('upload-offset'), '1000')
  assert.equal(await hanging.answer, 204, 'what it had sent is acknowledged')
  // And one that hangs in a server that dies.
  const again = hang(at(one.url, id), jpeg.subarray(1_000, 2_000), 1_000)
  await grown(id, 2_000)
  await one.kill()
  await again.answer
  assert.equal((await ask(at(other.url, id), 'HEAD')).response.headers.get('upload-offset'), '2000')
  assert.equal((await append(at(other.url, id), 2_000, { body: jpeg.subarray(2_000) })).response.status, 204)
  assert.equal(await sha256(id), hashOf(jpeg))
})

test('the mutant without locks is caught', { timeout: 120_000 }, async (t) => {
  const { one, other, answers, wrong } = await doubled(await installation('unlocked'), 10)
  t.diagnostic(JSON.stringify(answers))
  assert.ok(wrong.length > 0)
  await Promise.all([one.kill(), other.kill()])
})

/** A PATCH that sends some bytes and then says nothing more, as after a broken line. */
function hang(url: string, bytes: Uint8Array, offset = 0) {
  const headers = {
    'tus-resumable': '1.0.0',
    'content-type': 'application/offset+octet-stream',
    'upload-offset': `${offset}`,
    'transfer-encoding': 'chunked',
  }
  const hung = request(url, { method: 'PATCH', headers })
  const answer = new Promise<number | undefined>((resolve) => {
    hung.once('response', (response) => resolve(response.resume().statusCode))
    hung.once('error', () => resolve(undefined))
  })
  hung.write(bytes)
  return { answer, hung }
}
