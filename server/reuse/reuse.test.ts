import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { instant } from '@anxin/domain/basics.ts'
import { featuresOf } from '@anxin/inspect/compare/features.ts'
import { luma, mirrored, type Plane } from '@anxin/inspect/pixels/plane.ts'
import { photographed, planeOf, sceneOf } from '@anxin/inspect/pixels/testing.ts'
import { compacted } from '@anxin/inspect/reuse/features.ts'
import { distanceUpTo, type Hash } from '@anxin/inspect/reuse/hash.ts'
import type { Looks } from '@anxin/inspect/reuse/looks.ts'
import { drawn, seeded, turnedBits } from '@anxin/inspect/reuse/testing.ts'
import { type Database, openDatabase, sql } from '../db/database.ts'
import { testDatabase } from '../db/testing.ts'
import { newId } from '../ids.ts'
import { erasePerson } from '../private/erase.ts'
import { testWorld } from '../testing.ts'
import { openReuse, type Reuse } from './reuse.ts'
import { openSearch } from './search.ts'
import { forgetPicture, forgetPicturesOf, type Picture } from './store.ts'

const database = await testDatabase()
const db = openDatabase(database.url, { connections: 4 })
const opened: Reuse[] = []
/** A server process of its own, as far as pictures are concerned. */
const process = () => {
  const one = openReuse(db)
  opened.push(one)
  return one
}
after(async () => {
  for (const one of opened) await one.stop()
  await db.close()
  await database.drop()
})

async function tenantOf(on: Database): Promise<string> {
  const tenant = newId()
  await on.transaction('worker', (tx) =>
    tx.rows(sql`insert into tenants (id, slug, name, hosts) values (${tenant}, ${tenant}, '某店', '{}')`),
  )
  return tenant
}

const random = seeded(12)
const nothing = new Uint8Array()
/** How a picture looks of which only the hash is known, and its other forms by chance. */
const withHash = (hash: Hash): Looks => ({
  hashes: [hash, ...Array.from({ length: 7 }, () => drawn(random))],
  features: nothing,
  width: 800,
  height: 600,
})
const picture = (looks: Looks, more: Partial<Picture> = {}): Picture => ({
  media: newId(),
  claim: newId(),
  person: null,
  looks,
  ...more,
})
const remember = (reuse: Reuse, tenant: string, pictures: readonly Picture[]) =>
  db.transaction({ tenant }, async (tx) => {
    for (const one of pictures) await reuse.remember(tx, one)
  })

test('the whole pictures found are those that comparing all finds, while they grow, in two processes and after a restart', async () => {
  const tenant = await tenantOf(db)
  const processes = [process(), process()]
  const all: Picture[] = []
  for (let round = 0; round < 6; round++) {
    const more = Array.from({ length: 40 }, () => {
      const near = all[random() % Math.max(1, all.length)]?.looks.hashes[0]
      const hash = near && random() % 2 ? turnedBits(near, random() % 40, random) : drawn(random)
      return picture(withHash(hash), random() % 3 ? {} : { claim: all[0]?.claim ?? newId() })
    })
    const [one] = processes
    assert.ok(one)
    await remember(one, tenant, more)
    all.push(...more)
    if (round === 3) processes.push(process())
    for (const reuse of processes)
      for (let i = 0; i < 4; i++) {
        const asked = all[random() % all.length] ?? picture(withHash(drawn(random)))
        const looks = withHash(turnedBits(asked.looks.hashes[0] ?? drawn(random), random() % 20, random))
        const found = await reuse.lookAlikes({ tenant, claim: asked.claim, looks })
        assert.deepEqual(new Map(found.map(({ media, same }) => [media, same?.distance])), scanned(all, asked, looks))
        const distances = found.map(({ same }) => same?.distance ?? 0)
        assert.deepEqual(
          distances,
          distances.toSorted((a, b) => a - b),
        )
      }
  }
})

/** Obviously right: every picture of another claim, by its nearest form. */
function scanned(all: readonly Picture[], asked: Picture, looks: Looks): Map<string, number> {
  const apart = (one: Picture) =>
    Math.min(
      ...looks.hashes.map((hash) =>
        distanceUpTo(256, hash, { many: one.looks.hashes[0] ?? new Uint32Array(8), at: 0 }),
      ),
    )
  return new Map(
    all
      .map((one) => ({ one, distance: apart(one) }))
      .filter(({ one, distance }) => one.claim !== asked.claim && distance <= 31)
      .sort((a, b) => a.distance - b.distance)
      .map(({ one, distance }) => [one.media, distance]),
  )
}

test('pictures that are added at the same moment are all found by whoever asks meanwhile or afterwards', async () => {
  const tenant = await tenantOf(db)
  const [one, other] = [process(), process()]
  const hash = drawn(random)
  const pictures = Array.from({ length: 30 }, () => picture(withHash(turnedBits(hash, random() % 10, random))))
  const asked = { tenant, claim: newId(), looks: withHash(hash) }
  await Promise.all([
    ...pictures.map((each, i) => remember(i % 2 ? one : other, tenant, [each])),
    ...pictures.slice(0, 10).map(() => one.lookAlikes(asked)),
  ])
  for (const reuse of [one, other]) assert.equal((await reuse.lookAlikes(asked)).length, 30)
  // A repeated errand adds nothing.
  await remember(one, tenant, pictures)
  assert.equal((await one.lookAlikes(asked)).length, 30)
})

test('one tenant sees no picture of another', async () => {
  const [mine, theirs] = [await tenantOf(db), await tenantOf(db)]
  const reuse = process()
  const looks = withHash(drawn(random))
  await remember(reuse, theirs, [picture(looks)])
  assert.deepEqual(await reuse.lookAlikes({ tenant: mine, claim: newId(), looks }), [])
  assert.equal((await reuse.lookAlikes({ tenant: theirs, claim: newId(), looks })).length, 1)
})

const planes = new Map<number, Plane>()
function plane(seed: number): Plane {
  const known = planes.get(seed) ?? luma(photographed(sceneOf(seed), { width: 320, height: 240 }))
  planes.set(seed, known)
  return known
}
const looking = (of: Plane, hash = drawn(random)): Looks => ({
  ...withHash(hash),
  features: compacted(featuresOf(of, { side: 320 })),
  width: of.width,
  height: of.height,
})
const crop = (from: Plane) => planeOf(200, 150, (x, y) => from.data[(y + 60) * from.width + x + 70] ?? 0)

test('a crop and a mirrored copy are found among others, with the part that is shown', async () => {
  const tenant = await tenantOf(db)
  const reuse = process()
  const pictures = Array.from({ length: 6 }, (_, i) => picture(looking(plane(40 + i))))
  await remember(reuse, tenant, pictures)
  const [found, ...others] = await reuse.lookAlikes({ tenant, claim: newId(), looks: looking(crop(plane(43))) })
  assert.deepEqual([found?.media, found?.same, found?.part?.isMirrored], [pictures[3]?.media, null, false])
  assert.deepEqual(others, [])
  // The photo shows nothing but what the kept picture shows as well.
  assert.deepEqual(found?.part?.part, [
    [0, 0],
    [200, 0],
    [200, 150],
    [0, 150],
  ])
  const [turned] = await reuse.lookAlikes({ tenant, claim: newId(), looks: looking(mirrored(plane(45))) })
  assert.deepEqual([turned?.media, turned?.part?.isMirrored], [pictures[5]?.media, true])
  assert.deepEqual(await reuse.lookAlikes({ tenant, claim: newId(), looks: looking(plane(90)) }), [])
  // After a restart as before.
  const [again] = await process().lookAlikes({ tenant, claim: newId(), looks: looking(crop(plane(43))) })
  assert.equal(again?.media, pictures[3]?.media)
})

test('what was forgotten is found no more, in no process, and nothing of it is kept', async () => {
  const tenant = await tenantOf(db)
  const [one, other] = [process(), process()]
  const [lin, zhao] = [newId(), newId()]
  const [first, second, third] = [looking(plane(60)), looking(plane(61)), looking(plane(62))]
  const lins = [picture(first, { person: lin }), picture(second, { person: lin })]
  const zhaos = picture(third, { person: zhao })
  await remember(one, tenant, [...lins, zhaos])
  const finds = async (reuse: Reuse, looks: Looks) => (await reuse.lookAlikes({ tenant, claim: newId(), looks })).length
  for (const reuse of [one, other]) assert.equal(await finds(reuse, first), 1)
  await db.transaction({ tenant }, (tx) => forgetPicturesOf(tx, lin))
  for (const reuse of [one, other, process()]) {
    assert.equal(await finds(reuse, first), 0)
    assert.equal(await finds(reuse, { ...second, hashes: [] }), 0)
    assert.equal(await finds(reuse, third), 1)
  }
  const rows = await db.transaction({ tenant }, (tx) =>
    tx.rows<object>(sql`select n, media, claim, person, hash from pictures_seen where person is distinct from ${zhao}`),
  )
  assert.deepEqual(rows, [
    { n: 1, media: null, claim: null, person: null, hash: null },
    { n: 2, media: null, claim: null, person: null, hash: null },
  ])
  const features = await db.transaction({ tenant }, (tx) => tx.rows<object>(sql`select n from picture_features`))
  assert.deepEqual(features, [{ n: 3 }])
  // The numbers go on.
  await remember(other, tenant, [picture(first)])
  assert.equal(await finds(one, first), 1)
  await db.transaction({ tenant }, (tx) => forgetPicture(tx, zhaos.media))
  assert.equal(await finds(one, third), 0)
})

test('who is erased takes their pictures along', async () => {
  const world = await testWorld()
  const { tenant } = world
  const person = await world.staff('+8613900000009', '买家', ['agent'])
  const { deps } = world.anxin
  const looks = withHash(drawn(random))
  await deps.db.transaction({ tenant }, (tx) => deps.reuse.remember(tx, picture(looks, { person })))
  const finds = async () => (await deps.reuse.lookAlikes({ tenant, claim: newId(), looks })).length
  assert.equal(await finds(), 1)
  const by = { kind: 'system', id: 'test' } as const
  await deps.db.transaction({ tenant }, (tx) => erasePerson({ tx, deps, by, at: instant(world.now()) }, person))
  await world.settle()
  assert.equal(await finds(), 0)
})

test('a thread that died is replaced, and reads everything anew', async () => {
  const tenant = await tenantOf(db)
  const search = openSearch()
  const reuse = openReuse(db, search)
  opened.push(reuse)
  const looks = withHash(drawn(random))
  await remember(reuse, tenant, [picture(looks)])
  assert.equal((await reuse.lookAlikes({ tenant, claim: newId(), looks })).length, 1)
  await search.stop()
  assert.equal((await reuse.lookAlikes({ tenant, claim: newId(), looks })).length, 1)
})

test('a picture with too little in it is asked for and kept without harm', async () => {
  const tenant = await tenantOf(db)
  const reuse = process()
  const blank: Looks = { hashes: [], features: nothing, width: 10, height: 10 }
  await remember(reuse, tenant, [picture(blank)])
  assert.deepEqual(await reuse.lookAlikes({ tenant, claim: newId(), looks: blank }), [])
})
