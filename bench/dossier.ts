/** How long the dossier of a claim with many pictures takes, from being asked for to lying there, and how long its
 *  verification: `npm run bench dossier [PICTURES]`. The bound is reading and hashing the same originals once, as they lie on
 *  disk, encrypted; the peer is `sha256sum` over the finished file. Looking at the photos comes before, and is not timed. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import sharp from 'sharp'
import { photographed, sceneOf } from '../inspect/pixels/testing.ts'
import { checkBundle } from '../server/bundles/check.ts'
import { type Court, court, dossierOf, opened, refused, uploaded } from '../server/claims/testing.ts'
import { sql } from '../server/db/database.ts'
import { machine } from './machine.ts'

const wanted = Math.min(40, Number(process.argv[3] ?? 40))
const say = (line: string) => process.stdout.write(`${line}\n`)
const dir = mkdtempSync(join(tmpdir(), 'anxin-bench-'))
after(() => rmSync(dir, { recursive: true, force: true }))

/** As a phone takes it: 12 MP, some noise, some 3 MB. */
async function photo(seed: number): Promise<Buffer> {
  const small = photographed(sceneOf(seed), { width: 1_000, height: 750 })
  return sharp(small.data, { raw: { width: 1_000, height: 750, channels: 3 } })
    .resize(4_000, 3_000)
    .jpeg({ quality: 92 })
    .toBuffer()
}

/** Reading each original once, as whoever makes a dossier has to. */
async function readOnce({ world }: Court, claim: string): Promise<{ ms: number; bytes: number }> {
  const { db, media, private: secrets } = world.anxin.deps
  const rows = await db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows<{ file: string; size: number; person: string }>(
      sql`select file, size, person from media where claim_id = ${claim}`,
    ),
  )
  const [first] = rows
  const key = await db.transaction({ tenant: world.tenant }, (tx) => secrets.mediaKey(tx, first?.person ?? ''))
  if (!key) throw new Error('no key')
  const began = performance.now()
  for (const { file } of rows) await media.hash(file, key)
  return { ms: performance.now() - began, bytes: rows.reduce((sum, { size }) => sum + Number(size), 0) }
}

test('the dossier of a claim with many pictures', { timeout: 1_800_000 }, async () => {
  say(machine())
  const all = await court()
  const { world, buyer } = all
  const claim = await opened(all)
  const slots = ['damage', 'whole', 'damage-angle', 'label', 'packaging', 'other']
  for (let i = 0; i < wanted; i++) {
    const pieces = [{ media: await uploaded(world, await photo(i)), slot: slots[i % slots.length] }]
    const given = await buyer.post(`/claims/${claim}/evidence`, { pieces })
    if (given.status !== 200) throw new Error(JSON.stringify(given.body))
  }
  const { missing } = (await buyer.get(`/claims/${claim}`)).body
  await buyer.post(`/claims/${claim}/submit`, { without: missing })
  await world.settle()
  await refused(all, { claim, words: '照片经过改动' })
  const bound = await readOnce(all, claim)
  const began = performance.now()
  const { file } = await dossierOf(all, claim, { addressee: 'court', purpose: 'lawsuit' })
  const ms = performance.now() - began
  const path = join(dir, 'dossier.zip')
  writeFileSync(path, file.bytes)
  const checking = performance.now()
  const { bad } = await checkBundle(path, { keys: [], roots: [] })
  const checkMs = performance.now() - checking
  if (bad) throw new Error(JSON.stringify(bad))
  const summing = performance.now()
  execFileSync('sha256sum', [path])
  const sumMs = performance.now() - summing
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`
  say(`${wanted} photos of 12 MP, ${mb(bound.bytes)} of originals; the file ${mb(file.bytes.length)}`)
  say(`made in ${(ms / 1_000).toFixed(1)} s, ${(ms / wanted).toFixed(0)} ms a picture`)
  say(`bound, originals read and hashed once: ${(bound.ms / 1_000).toFixed(2)} s (× ${(ms / bound.ms).toFixed(1)})`)
  say(
    `verified in ${(checkMs / 1_000).toFixed(2)} s, sha256sum ${(sumMs / 1_000).toFixed(2)} s (× ${(checkMs / sumMs).toFixed(2)})`,
  )
})
