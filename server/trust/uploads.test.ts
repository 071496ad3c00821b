import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { dice } from '@anxin/inspect/origin/specimens.ts'
import { testDatabase } from '../db/testing.ts'
import { isProblemCode } from '../http/problems.ts'
import { begin, send } from '../media/testing.ts'
import { folder, full, pause, type Server, serve, until } from './process.ts'
import { openShop, type Piece, type Shop } from './shop.ts'
import { badFiles, goodFiles, type Sample, spoiled } from './spoiled.ts'
import { asThief } from './thief.ts'

/** T5: malformed, hostile and oversized files through the real upload API; what is taken becomes the evidence of claims, which
 *  is looked at meanwhile. */

const random = dice(20_261_128)

type Counted = {
  files: number
  /** By status. */
  answers: Record<number, number>
  /** Neither taken nor refused with a code of the list and a Chinese sentence. */
  strange: string[]
  /** Good ones that were refused, or hostile ones that were not. */
  wrong: string[]
  slowestMs: number
  pieces: Piece[]
}

/** Whether an answer is one that somebody who sent a file can do something with. */
const isPlain = ({
  status,
  code = '',
  title = '',
}: {
  status: number
  code?: string | undefined
  title?: string | undefined
}) => status < 300 || (status < 500 && isProblemCode(code) && /\p{Script=Han}/u.test(title))

/** Sends files, a few at a time. `expected`: whether they have to be taken, refused, or either. */
async function sendAll(
  base: string,
  files: readonly Sample[],
  expected: 'taken' | 'refused' | 'either',
  counted: Counted,
) {
  const queue = [...files]
  const sender = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      const before = performance.now()
      const answer = await send(base, file.bytes).catch((error) => ({
        status: 0,
        code: String(error),
        title: '',
        id: '',
      }))
      counted.slowestMs = Math.max(counted.slowestMs, performance.now() - before)
      counted.files++
      counted.answers[answer.status] = (counted.answers[answer.status] ?? 0) + 1
      const says = `${file.kind} ${file.bytes.length} B: ${answer.status} ${answer.code}`
      if (!isPlain(answer)) counted.strange.push(says)
      const isTaken = answer.status === 204
      if (expected !== 'either' && isTaken !== (expected === 'taken')) counted.wrong.push(says)
      // A file that somebody sends may end a process that looks at it; that is our fault, not the file's.
      if (answer.code === 'media.too_heavy' && file.bytes.length < 1_000_000 && expected === 'either')
        counted.wrong.push(says)
      if (isTaken) counted.pieces.push({ media: answer.id, slot: file.kind === 'MP4' ? 'video' : 'other' })
    }
  }
  await Promise.all([sender(), sender(), sender()])
}

/** The same files through the door for tables. */
async function importAll(shop: Shop, files: readonly Sample[], counted: Counted): Promise<void> {
  for (const { kind, bytes } of files) {
    const before = performance.now()
    const { status, body } = await shop.asOperator('/technicians/import?dry=true', bytes)
    counted.slowestMs = Math.max(counted.slowestMs, performance.now() - before)
    counted.files++
    counted.answers[status] = (counted.answers[status] ?? 0) + 1
    if (!isPlain({ status, code: body.code, title: body.title }))
      counted.strange.push(`a table, ${kind}: ${status} ${body.code}`)
  }
}

/** Asks how the server is, all the time, and how much memory the processes take that look at files for it. */
function watch(server: Server) {
  const times: number[] = []
  let most = 0
  let isOver = false
  after(() => {
    isOver = true
  })
  const looking = (async () => {
    for (let i = 0; !isOver; i++) {
      const before = performance.now()
      const { status } = await fetch(`${server.url}/healthz`).catch(() => ({ status: 0 }))
      times.push(status === 200 ? performance.now() - before : 10_000)
      if (i % 10 === 0) most = Math.max(most, ...workersOf(server.pid).map(peakOf))
      await pause(20)
    }
  })()
  return {
    async end() {
      isOver = true
      await looking
      times.sort((a, b) => a - b)
      return { healthP99: Math.round(times[Math.floor(times.length * 0.99)] ?? 0), workerMiB: Math.round(most) }
    },
  }
}

/** The processes below one: those that look at foreign files. */
const workersOf = (parent: number): number[] =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid='])
    .toString()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, of]) => of === parent)
    .map(([pid = 0]) => pid)

/** The most memory that it ever had, in MiB; 0 where it ended meanwhile, or on another system than Linux. */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

/** What became of the claims: how many are past the examination, how many photos they have, and how many reports. */
const claimsIn = (url: string) =>
  asThief(url, async (client) => {
    const { rows } = await client.query<{ open: string; photos: string; told: string }>(`
      select (select count(*) from claims where status in ('collecting', 'examining')) as open,
        (select count(*) from media where claim_id is not null and kind = 'photo') as photos,
        (select count(*) from inspections i, claims c where c.id = i.claim_id and i.report ? 'grade') as told`)
    const { open = '', photos = '', told = '' } = rows[0] ?? {}
    return { open: Number(open), photos: Number(photos), told: Number(told) }
  })

async function installation(mutant = '') {
  const database = await testDatabase()
  const server = await serve({ databaseUrl: database.url, dir: folder(), env: { MUTANT: mutant } })
  return { database, server, shop: await openShop(() => server.url) }
}

/** A round of files of every kind, and what is left of them as evidence: claims of up to eight pieces. */
async function storm({ server, shop }: Awaited<ReturnType<typeof installation>>, count: number) {
  const counted: Counted = { files: 0, answers: {}, strange: [], wrong: [], slowestMs: 0, pieces: [] }
  const [good, bad] = [await goodFiles(), badFiles()]
  const seeds = [...good, ...bad.filter(({ bytes }) => bytes.length > 0 && bytes.length < 400_000)]
  const claims: Promise<string>[] = []
  const claim = async (least: number) => {
    while (counted.pieces.length >= least) {
      const pieces = counted.pieces.splice(0, 8)
      claims.push(shop.claim(pieces))
      await claims.at(-1)
    }
  }
  const tables = bad.filter(({ kind }) => kind === 'XLSX' || kind === 'ZIP')
  for (let sent = 0; sent < count; ) {
    const damaged = Array.from({ length: 40 }, (_, i): Sample => {
      const seed = seeds[(sent + i) % seeds.length] ?? { kind: 'JPEG', bytes: new Uint8Array() }
      return { kind: seed.kind, bytes: spoiled(seed.bytes, random) }
    })
    sent += damaged.length
    await sendAll(server.url, damaged, 'either', counted)
    await importAll(
      shop,
      damaged.filter(({ kind }) => kind === 'XLSX' || kind === 'ZIP'),
      counted,
    )
    await claim(8)
  }
  await sendAll(server.url, bad, 'refused', counted)
  await importAll(shop, tables, counted)
  const { response, problem } = await begin(server.url, 200 * 1024 * 1024)
  if (response.status !== 413 || !isPlain({ status: 413, ...problem }))
    counted.strange.push(`too large: ${response.status}`)
  // Good files are none the worse for what came before.
  await sendAll(server.url, good, 'taken', counted)
  await claim(1)
  return { counted, claims: claims.length }
}

test('hostile files as evidence of claims: none breaks, hangs or passes; each claim is looked at to its end', {
  timeout: full ? 1_700_000 : 300_000,
}, async (t) => {
  const here = await installation()
  const watched = watch(here.server)
  const { counted, claims } = await storm(here, full ? 3_000 : 80)
  const { url } = here.database
  await until('every claim to be looked at', async () => (await claimsIn(url)).open === 0, full ? 600 : 120)
  const { healthP99, workerMiB } = await watched.end()
  const { photos, told } = await claimsIn(url)
  const { answers, slowestMs, files, strange, wrong } = counted
  t.diagnostic(
    JSON.stringify({ files, answers, slowestMs: Math.round(slowestMs), claims, photos, told, healthP99, workerMiB }),
  )
  assert.deepEqual({ strange, wrong }, { strange: [], wrong: [] })
  assert.ok(slowestMs < 10_000, `${slowestMs} ms over one file`)
  assert.ok(claims > 2 && photos > 8)
  assert.equal(told, photos, 'each photo has its report')
  assert.ok(workerMiB > 0 && workerMiB <= 512, `${workerMiB} MiB`)
  if (full) assert.ok(healthP99 <= 200, `${healthP99} ms`)
  await here.server.kill()
  await here.database.drop()
})

for (const [mutant, what] of [
  ['refusal-thrown', 'answers with an error what it should refuse'],
  ['decoder-gone', 'loses its decoder over a damaged file'],
] as const)
  test(`the mutant that ${what} is caught`, { timeout: 120_000 }, async (t) => {
    const here = await installation(mutant)
    const { counted } = await storm(here, 40)
    t.diagnostic(JSON.stringify({ strange: counted.strange.length, wrong: counted.wrong.length }))
    assert.ok(counted.strange.length + counted.wrong.length > 0)
    await here.server.kill()
    await here.database.drop()
  })
