import assert from 'node:assert/strict'
import { createSecretKey, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { days } from '@anxin/domain/basics.ts'
import { openBucket } from './bucket.ts'
import { openMedia, sealing } from './media.ts'
import { testBucket } from './testing-bucket.ts'

const keys = {
  accessKeyId: process.env.TEST_S3_KEY ?? 'anxin',
  secretAccessKey: process.env.TEST_S3_SECRET ?? 'secret',
}
const secrets = { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey }
const [key, other] = [createSecretKey(randomBytes(32)), createSecretKey(randomBytes(32))]

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'anxin-shelf-'))
  after(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}
const bucketUrl = async () => process.env.TEST_S3_URL ?? (await testBucket()).url
const places = {
  'a folder': async () => ({ ...secrets, STORAGE_URL: `file:${folder()}`, DATA_DIR: folder() }),
  'a bucket': async () => ({ ...secrets, STORAGE_URL: await bucketUrl(), DATA_DIR: folder() }),
}

for (const [what, place] of Object.entries(places))
  test(`what is put into ${what} comes back byte for byte, to its key only, until it is removed`, async () => {
    const media = await openMedia(await place())
    // Nothing, less than a piece, and several pieces that end in the midst of one.
    for (const size of [0, 17, 3 * 65_536 + 5]) {
      const bytes = randomBytes(size)
      const file = await media.put(bytes, key)
      assert.deepEqual(await media.get(file, key), bytes)
      assert.deepEqual(await buffer(await media.read(file, key)), bytes)
      await assert.rejects(media.get(file, other), /authenticate/)
      await assert.rejects(media.read(file, other), /authenticate/)
      const moved = await media.rekey(file, key, other)
      assert.deepEqual(await media.hash(moved, other), await media.hash(file, key))
      await media.remove(file)
      await media.remove(file)
      await assert.rejects(media.get(file, key), { code: 'ENOENT' })
      assert.deepEqual(await media.get(moved, other), bytes)
      await media.remove(moved)
    }
    await assert.rejects(media.get('../../etc/passwd', key), /not a media file name/)
  })

test('of what fails while it is kept nothing is left, in the bucket or in the spool', async () => {
  const bucket = await testBucket()
  const spool = folder()
  const media = sealing(await openBucket({ url: bucket.url, spool, keys, tries: 2 }))
  async function* broken() {
    yield randomBytes(1_000)
    throw new Error('the line broke')
  }
  await assert.rejects(media.put(broken(), key), /the line broke/)
  bucket.failing = 100
  await assert.rejects(media.put(randomBytes(1_000), key), { code: 'ESTORE' })
  assert.deepEqual([bucket.objects.size, readdirSync(spool)], [0, []])
  bucket.failing = 1
  const file = await media.put(randomBytes(1_000), key)
  bucket.failing = 100
  await assert.rejects(media.get(file, key), { code: 'ESTORE' }, 'a store that does not answer has lost nothing')
})

test('what somebody lays over a file neither hides it nor outlives its removal; the file itself is what is locked', async () => {
  let time = Date.now()
  const bucket = await testBucket({ now: () => time })
  const media = sealing(await openBucket({ url: bucket.url, spool: folder(), keys }))
  const bytes = randomBytes(100)
  const file = await media.put(bytes, key)
  const at = `photos/${file.slice(0, 2)}/${file}`
  bucket.lay(at, null)
  assert.deepEqual(await media.get(file, key), bytes)
  bucket.lay(at, randomBytes(100))
  assert.deepEqual(await media.get(file, key), bytes)
  await media.guard?.(file, { until: time + days(1), isHeld: false })
  await assert.rejects(media.remove(file), { name: 'AccessDenied' })
  assert.deepEqual(await media.get(file, key), bytes, 'what lay over it is gone')
  time += days(1)
  await media.remove(file)
  assert.equal(bucket.objects.size, 0)
})

test('a bucket with Object Lock refuses to give up what is guarded, and a lock is lengthened only', async () => {
  const media = sealing(await openBucket({ url: await bucketUrl(), spool: folder(), keys }))
  assert.ok(media.guard)
  const file = await media.put(randomBytes(10), key)
  const until = Date.now() + 20_000
  await media.guard(file, { until, isHeld: false })
  await assert.rejects(media.remove(file), { name: 'AccessDenied' })
  await media.guard(file, { until: until - 10_000, isHeld: true })
  await media.guard(file, { until, isHeld: true })
  await assert.rejects(media.remove(file), { name: 'AccessDenied' })
  await media.guard(file, { until, isHeld: false })
  await assert.rejects(media.remove(file), { name: 'AccessDenied' })
  assert.equal((await media.get(file, key)).length, 10)
  await assert.rejects(media.guard('0'.repeat(32), { until, isHeld: true }), { code: 'ENOENT' })
})

test('when the lock is over the file goes; a store that cannot lock is asked for no locks', async () => {
  let time = Date.now()
  const bucket = await testBucket({ now: () => time })
  const media = sealing(await openBucket({ url: bucket.url, spool: folder(), keys }))
  const file = await media.put(randomBytes(10), key)
  await media.guard?.(file, { until: time + days(1), isHeld: false })
  time += days(1)
  await media.remove(file)
  assert.equal(bucket.objects.size, 0)
  const plain = await testBucket({ hasLock: false })
  const without = sealing(await openBucket({ url: plain.url, spool: folder(), keys }))
  assert.equal(without.guard, null)
})

test('a bucket that cannot be used is told in one sentence when the server starts', async () => {
  const { url } = await testBucket()
  const open = (STORAGE_URL: string) => openMedia({ ...secrets, STORAGE_URL, DATA_DIR: folder() })
  await assert.rejects(
    open(url.replace('s3://evidence', 's3://another')),
    /the bucket another cannot be used: there is none/,
  )
  await assert.rejects(open('s3://evidence?endpoint=nowhere'), /a bucket is named as/)
  await assert.rejects(open('s3:///photos'), /a bucket is named as/)
  await assert.rejects(open('s3://evidence?regoin=eu-1'), /nothing is known of regoin/)
  await assert.rejects(open('s3://evidence?style=round'), /path or virtual/)
  await assert.rejects(open((await testBucket({ hasDefault: true })).url), /has a default retention/)
  await assert.rejects(
    open((await testBucket({ lockStatus: 403 })).url),
    /whether the bucket evidence locks is not told/,
  )
  const half = { STORAGE_URL: url, DATA_DIR: folder(), AWS_ACCESS_KEY_ID: 'anxin' }
  await assert.rejects(openMedia({ AWS_SECRET_ACCESS_KEY: undefined, ...half }), /only together/)
})
