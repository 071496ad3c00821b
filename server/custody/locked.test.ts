import assert from 'node:assert/strict'
import { test } from 'node:test'
import { days, instant } from '@anxin/domain/basics.ts'
import { term } from '@anxin/domain/evidence/term.ts'
import { send } from '../act.ts'
import { court, submitted, uploaded } from '../claims/testing.ts'
import { sql } from '../db/database.ts'
import { newId } from '../ids.ts'
import { noise } from '../media/pictures.ts'
import { testBucket } from '../media/testing-bucket.ts'

test('in a bucket with Object Lock the store keeps evidence for its term and while it is held, and lets it go after', async () => {
  let now = () => 0
  const bucket = await testBucket({ now: () => now() })
  const all = await court({
    STORAGE_URL: bucket.url,
    ...{ AWS_ACCESS_KEY_ID: 'anxin', AWS_SECRET_ACCESS_KEY: 'secret' },
  })
  const { world, operator, buyer } = all
  now = world.now
  const claim = await submitted(all)
  const files = await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows<{ file: string }>(sql`select file from media where claim_id = ${claim}`),
  )
  const locks = () =>
    files
      .map(({ file }) => bucket.objects.get(`photos/${file.slice(0, 2)}/${file}`)?.[0])
      .map((one) => one && [one.until, one.isHeld])
  const both = (until: number, isHeld: boolean) => [
    [until, isHeld],
    [until, isHeld],
  ]
  const since = world.now()
  assert.deepEqual(locks(), both(since + term, false), 'under way, it is three years at least')

  world.pass(86_400_000)
  assert.equal((await operator.post(`/claims/${claim}/hold`, { reason: '来函' })).status, 200)
  await world.settle()
  assert.deepEqual(locks(), both(world.now() + term, true))
  assert.equal((await buyer.post(`/claims/${claim}/withdraw`)).status, 200)
  await world.settle()
  const { keepUntil } = (await operator.get(`/claims/${claim}/custody`)).body
  assert.deepEqual(locks(), both(Date.parse(keepUntil), true))

  world.pass(86_400_000)
  const released = await operator.post(`/claims/${claim}/release`, { reason: '结案' })
  await world.settle()
  assert.deepEqual(locks(), both(Date.parse(released.body.keepUntil), false))
  assert.equal(Date.parse(released.body.keepUntil), Date.parse(keepUntil) + 86_400_000)
  // Somebody with the keys of the store, at any time before.
  const { media } = world.anxin.deps
  for (const { file } of files) await assert.rejects(media.remove(file), { name: 'AccessDenied' })

  world.pass(term + 86_400_000)
  await world.settle()
  assert.deepEqual(locks(), [undefined, undefined])
})

test('a packing film that a claim needs beyond its own term is locked for another month, and time that passes meanwhile keeps nobody asking', async () => {
  let now = () => 0
  const bucket = await testBucket({ now: () => now() })
  const keys = { AWS_ACCESS_KEY_ID: 'anxin', AWS_SECRET_ACCESS_KEY: 'secret' }
  const { world, merchantId } = await court({ STORAGE_URL: bucket.url, ...keys })
  const { deps } = world.anxin
  now = world.now
  const [recording, film] = [newId(), await uploaded(world, await noise(300, 200).jpeg().toBuffer())]
  const state = { status: 'sealed', hold: null, keepUntil: world.now() - 1 }
  await deps.db.transaction({ tenant: world.tenant }, async (tx) => {
    await tx.rows(sql`
      insert into recordings (id, tenant, version, status, state, head, changed_at, merchant, waybill, started_at)
      values (${recording}, ${world.tenant}, 1, 'sealed', ${JSON.stringify(state)}, '', now(), ${merchantId}, 'SF1', now())`)
    await tx.rows(sql`update media set recording = ${recording} where id = ${film}`)
    send(tx, [{ job: 'media.guard', payload: { recording }, dueAt: instant(world.now()) }])
  })
  // Each look at the clock is a moment later than the one before.
  let ticks = 0
  deps.now = () => world.now() + ticks++
  await world.settle()
  const [locked] = [...bucket.objects.values()].flat()
  assert.equal(Math.round(((locked?.until ?? 0) - world.now()) / days(1)), 31)
})
