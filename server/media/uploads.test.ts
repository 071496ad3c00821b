import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:http'
import { test } from 'node:test'
import sharp from 'sharp'
import { sql, type Tx } from '../db/database.ts'
import { query } from '../db/transaction.ts'
import { report, testWorld, type World } from '../testing.ts'
import { heic, heicLoop, mp4, noise, place, pngOf } from './pictures.ts'
import { append, ask, begin, keptIn, listening, send } from './testing.ts'

const nothing = { rows: 0, files: 0, spooled: 0 }
const day = 86_400_000
const rowOf = (world: World, id: string) =>
  world.anxin.deps.db.transaction({ tenant: world.tenant }, async (tx) => {
    const row = await tx.first<Record<string, unknown> & { file: string; shown: string | null; sha256: Buffer }>(
      sql`select * from media where id = ${id}`,
    )
    if (!row) throw new Error('it was not kept')
    return row
  })

test('what is no photo or video is refused in both languages, and nothing is kept of it', async () => {
  const world = await testWorld()
  const base = await listening(world)
  const jpeg = await noise(400, 300).jpeg().toBuffer()
  const png = await noise(400, 300).png().toBuffer()
  const bad: [string, string, Buffer][] = [
    ['a text', 'media.not_a_photo', Buffer.from('this is a photo.jpg')],
    ['nothing', 'media.not_a_photo', Buffer.alloc(0)],
    ['half a JPEG', 'media.not_a_photo', jpeg.subarray(0, jpeg.length / 2)],
    ['half a PNG', 'media.not_a_photo', png.subarray(0, png.length / 2)],
    ['a bomb', 'media.too_many_pixels', pngOf({ width: 30_000, height: 30_000 })],
    [
      'a 16-bit interlaced bomb',
      'media.too_many_pixels',
      pngOf({ width: 7_000, height: 7_000, depth: 16, colour: 6, interlaced: true }),
    ],
    ['a line', 'media.too_many_pixels', pngOf({ width: 1, height: 16_000_000 })],
    ['SVG', 'media.not_a_photo', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['GIF', 'media.not_a_photo', await noise(9, 9).gif().toBuffer()],
    ['TIFF', 'media.not_a_photo', await noise(9, 9).tiff().toBuffer()],
    ['PDF', 'media.not_a_photo', Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>')],
    ['ZIP', 'media.not_a_photo', Buffer.from('504b0506000000000000000000000000000000000000', 'hex')],
    ['only a claim of ftyp', 'media.not_a_photo', Buffer.from('\0\0\0\x14ftypisom and then some text', 'latin1')],
    ['a HEIC that loops', 'media.not_a_photo', heicLoop()],
    ['a HEIC of too many pixels', 'media.too_many_pixels', await hugeHeic()],
  ]
  for (const [what, code, bytes] of bad) {
    const zh = await send(base, bytes)
    assert.deepEqual([zh.status, zh.code], [422, code], what)
    assert.match(zh.title ?? '', /照片/, what)
    assert.match(zh.type ?? '', /^application\/problem\+json/, what)
    const en = await send(base, bytes, { language: 'en' })
    assert.equal(en.code, code, what)
    assert.match(en.title ?? '', /^(This|The) .*photo/, what)
    assert.deepEqual(await keptIn(world), nothing, what)
  }
})

/** Its `ispe` says 30,000 × 30,000. */
async function hugeHeic(): Promise<Buffer> {
  const bytes = await heic(64, 64)
  const at = bytes.indexOf('ispe') + 8
  bytes.writeUInt32BE(30_000, at)
  bytes.writeUInt32BE(30_000, at + 4)
  return bytes
}

test('photos of every kind that is promised are kept byte for byte, with an upright copy that tells nothing', async () => {
  const world = await testWorld()
  const base = await listening(world)
  const frame = await noise(60, 40).png().toBuffer()
  const lying = { IFD0: { ImageWidth: '9', ImageLength: '9', Artist: place } }
  const good: [string, string, Buffer][] = [
    ['JPEG', 'image/jpeg', await noise(80, 60).withExif(lying).withMetadata({ orientation: 6 }).jpeg().toBuffer()],
    ['CMYK', 'image/jpeg', await noise(80, 60).toColourspace('cmyk').jpeg().toBuffer()],
    ['PNG', 'image/png', await noise(80, 60).png().toBuffer()],
    ['WebP', 'image/webp', await noise(80, 60).webp().toBuffer()],
    [
      'animated WebP',
      'image/webp',
      await sharp([frame, frame], { join: { animated: true } })
        .webp()
        .toBuffer(),
    ],
    ['AVIF', 'image/avif', await noise(80, 60).avif({ effort: 0 }).toBuffer()],
  ]
  const key = world.anxin.deps.private.key('media')
  for (const [what, mime, bytes] of good) {
    const { status, id } = await send(base, bytes)
    assert.equal(status, 204, what)
    const row = await rowOf(world, id)
    assert.equal(row.mime, mime, what)
    assert.deepEqual(row.sha256, createHash('sha256').update(bytes).digest(), what)
    assert.deepEqual(await world.anxin.deps.media.get(row.file, key), bytes, what)
    const copy = await sharp(await world.anxin.deps.media.get(row.shown ?? '', key)).metadata()
    assert.deepEqual([copy.format, copy.exif, copy.orientation], ['jpeg', undefined, undefined], what)
    if (what === 'JPEG') assert.deepEqual([row.width, row.height, copy.width, copy.height], [80, 60, 60, 80])
  }
})

test('a photo is shown inline; a video and a HEIC are downloads that no longer tell the place', async () => {
  const world = await testWorld()
  const base = await listening(world)
  await world.staff('+8619900000031', '孙操作', ['operator'])
  const operator = await world.signIn('19900000031')
  const files = { photo: await noise(80, 60).jpeg().toBuffer(), video: mp4(), heic: await heic() }
  for (const bytes of [files.video, files.heic]) assert.ok(bytes.includes(place), 'the place is in the original')
  const ids = await Promise.all(Object.values(files).map(async (bytes) => (await send(base, bytes)).id))
  assert.equal((await world.nobody.post('/orders', { ...report, media: ids })).status, 201)
  await world.settle()
  const [photo, video, picture] = await Promise.all(ids.map((id) => operator.get(`/media/${id}`)))
  assert.equal(photo?.status, 200, JSON.stringify(photo?.body))
  const said = (answer: typeof photo | undefined, name: string) => String(answer?.headers[name])
  assert.deepEqual([said(photo, 'content-type'), said(photo, 'content-disposition')], ['image/jpeg', 'inline'])
  assert.deepEqual([said(video, 'content-type'), said(picture, 'content-type')], ['video/mp4', 'image/heic'])
  for (const one of [video, picture]) {
    assert.match(said(one, 'content-disposition'), /^attachment/)
    assert.equal(said(one, 'x-content-type-options'), 'nosniff')
    assert.equal(one?.status, 200)
    assert.ok(String(one?.body).includes('mdat') && !String(one?.body).includes(place))
  }
  const row = await rowOf(world, ids[1] ?? '')
  assert.deepEqual(row.sha256, createHash('sha256').update(files.video).digest())
})

test('what breaks the upload protocol is answered with a problem document', async () => {
  const world = await testWorld()
  const base = await listening(world)
  const tooLarge = await begin(base, 100 * 1024 * 1024 + 1)
  assert.deepEqual([tooLarge.response.status, tooLarge.problem.code], [413, 'http.too_large'])
  for (const version of ['0.2.2', '2.0.0']) {
    const old = await ask(`${base}/api/v1/uploads`, 'POST', {
      headers: { 'tus-resumable': version, 'upload-length': '5' },
    })
    assert.deepEqual([old.response.status, old.problem.code], [412, 'media.tus_version'])
  }
  const { url } = await begin(base, 10)
  const ahead = await append(url, 5, { body: Buffer.alloc(5) })
  assert.deepEqual([ahead.response.status, ahead.problem.code], [409, 'media.wrong_offset'])
  const tooMuch = await append(url, 0, { body: Buffer.alloc(11) })
  assert.deepEqual([tooMuch.response.status, tooMuch.problem.code], [413, 'http.too_large'])
  const absent = await append(`${base}/api/v1/uploads/01a20f8a-1b7f-74bf-8dab-7be95e54c2e0`, 0, {
    body: Buffer.alloc(1),
  })
  assert.deepEqual([absent.response.status, absent.problem.code], [404, 'http.not_found'])
  const outside = await append(`${base}/api/v1/uploads/..%2f..%2fkeys`, 0, { body: Buffer.alloc(1) })
  assert.deepEqual([outside.response.status, outside.problem.code], [404, 'http.not_found'])
  const noOffset = await ask(url, 'PATCH', {
    headers: { 'content-type': 'application/offset+octet-stream' },
    body: Buffer.alloc(1),
  })
  assert.deepEqual([noOffset.response.status, noOffset.problem.code], [400, 'http.malformed'])
})

test('an upload of one tenant is not there for another', async () => {
  const world = await testWorld()
  const base = await listening(world)
  const { id } = await begin(base, 10)
  const at = (host: string) =>
    world.anxin.app.inject({
      method: 'HEAD',
      url: `/api/v1/uploads/${id}`,
      headers: { host, 'tus-resumable': '1.0.0' },
    })
  assert.equal((await at('localhost')).statusCode, 200)
  assert.equal((await at('two.test')).statusCode, 404)
})

test('an order names only uploads that are there and nobody else’s', async () => {
  const world = await testWorld()
  const base = await listening(world)
  const { id } = await send(base, await noise(80, 60).jpeg().toBuffer())
  const absent = await world.nobody.post('/orders', { ...report, media: ['01a20f8a-1b7f-74bf-8dab-7be95e54c2e0'] })
  assert.deepEqual([absent.status, absent.body.code], [422, 'media.unknown'])
  const foreign = await world.nobody.post('/orders', { ...report, media: [id] }, { host: 'two.test' })
  assert.deepEqual([foreign.status, foreign.body.code], [422, 'media.unknown'])
  assert.equal((await world.nobody.post('/orders', { ...report, media: [id] })).status, 201)
  const second = await world.nobody.post('/orders', { ...report, media: [id] })
  assert.deepEqual([second.status, second.body.code], [422, 'media.unknown'])
})

test('half an upload goes after a day, a whole one that no order took after three; one that was taken stays', async () => {
  const world = await testWorld()
  const base = await listening(world)
  const jpeg = await noise(80, 60).jpeg().toBuffer()
  const { url } = await begin(base, jpeg.length)
  await append(url, 0, { body: jpeg.subarray(0, 100) })
  const [taken] = [await send(base, jpeg), await send(base, jpeg)]
  assert.equal((await world.nobody.post('/orders', { ...report, media: [taken?.id] })).status, 201)
  await world.settle()
  assert.deepEqual(await keptIn(world), { rows: 2, files: 4, spooled: 2 })
  world.pass(day + 1)
  await world.settle()
  assert.deepEqual(await keptIn(world), { rows: 2, files: 4, spooled: 0 })
  world.pass(2 * day)
  await world.settle()
  assert.deepEqual(await keptIn(world), { rows: 1, files: 2, spooled: 0 })
})

test('an upload whose commit nobody answered keeps its files if its row is there; if it is not, they go', async () => {
  const world = await testWorld()
  const base = await listening(world)
  const { db } = world.anxin.deps
  const { transaction } = db
  const jpeg = await noise(80, 60).jpeg().toBuffer()
  for (const breaks of ['after the commit', 'before it']) {
    db.transaction = async (scope, run) => {
      let isNoted = false
      const broken = async (tx: Tx) => {
        const rows: Tx['rows'] = (asked) => {
          isNoted ||= /insert into media/.test(asked.compile(query).sql)
          return tx.rows(asked)
        }
        const result = await run({ ...tx, rows })
        if (isNoted && breaks === 'before it') throw new Error('the line broke')
        return result
      }
      const result = await transaction(scope, broken)
      if (isNoted) throw new Error('the line broke')
      return result
    }
    assert.equal((await send(base, jpeg)).status, 500, breaks)
    db.transaction = transaction
    await world.settle()
    const { rows, files } = await keptIn(world)
    assert.deepEqual([rows, files], [1, 2], breaks)
  }
})

test('a writer that falls silent is made to let go when another comes, and is told so, not that all went well', async () => {
  const world = await testWorld()
  const base = await listening(world)
  const jpeg = await noise(80, 60).jpeg().toBuffer()
  const { url, id } = await begin(base, jpeg.length)
  const silent = request(url, {
    method: 'PATCH',
    headers: {
      'tus-resumable': '1.0.0',
      'content-type': 'application/offset+octet-stream',
      'content-length': jpeg.length,
      'upload-offset': 0,
    },
  })
  silent.flushHeaders()
  const told = once(silent, 'response')
  const isHeld = () =>
    world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
      tx.first(sql`
        select from pg_locks l join pg_database d on d.oid = l.database
        where l.locktype = 'advisory' and d.datname = current_database()`),
    )
  while (!(await isHeld()));
  const other = await append(url, 0, { body: jpeg })
  const [answer] = await told
  assert.deepEqual([other.response.status, answer.statusCode], [204, 423])
  silent.destroy()
  assert.deepEqual((await rowOf(world, id)).sha256, createHash('sha256').update(jpeg).digest())
})

test('of two writers at one place, one writes and the other is told so', async () => {
  const world = await testWorld()
  const base = await listening(world)
  const jpeg = await noise(300, 200).jpeg().toBuffer()
  for (let round = 0; round < 20; round++) {
    const { url, id } = await begin(base, jpeg.length)
    const both = await Promise.all([append(url, 0, { body: jpeg }), append(url, 0, { body: jpeg })])
    const statuses = both.map(({ response }) => response.status).sort()
    assert.ok(statuses[0] === 204 && [409, 423].includes(statuses[1] ?? 0), statuses.join())
    assert.deepEqual((await rowOf(world, id)).sha256, createHash('sha256').update(jpeg).digest())
    const { response } = await ask(url, 'HEAD')
    assert.equal(
      Number(response.headers.get('upload-offset')),
      jpeg.length,
      'who missed the answer is told it is whole',
    )
  }
})
