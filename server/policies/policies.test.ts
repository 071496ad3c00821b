import assert from 'node:assert/strict'
import { test } from 'node:test'
import { court, opened } from '../claims/testing.ts'

const day = 86_400_000

test('a merchant publishes its rules from a moment on, and a claim shows those that its purchase was made under, to both sides', async () => {
  const all = await court()
  const { world, merchant, merchantId, buyer, reviewers, operator } = all
  const publish = (text: string, at: number, who = merchant) =>
    who.post('/policies', { merchant: merchantId, text, from: new Date(at).toISOString() })
  const first = await publish('七天无理由退货；破损包赔。', world.now())
  assert.equal(first.status, 201, JSON.stringify(first.body))
  world.pass(10 * day)
  assert.equal((await publish('破损须当天拍照。', world.now() + 2 * day)).status, 201)
  // Bought five days ago: under the first, whatever is published since.
  const claim = await opened(all)
  world.pass(3 * day)
  for (const who of [buyer, reviewers[0]])
    assert.equal((await who?.get(`/claims/${claim}`))?.body.policy.text, '七天无理由退货；破损包赔。')
  const open = (await world.nobody.get(`/policies?merchant=${merchantId}`)).body.items
  assert.deepEqual(
    open.map(({ text }: { text: string }) => text),
    ['破损须当天拍照。', '七天无理由退货；破损包赔。'],
  )

  assert.equal((await publish('回溯', world.now() - day)).body.code, 'policy.date_past')
  assert.equal((await publish('', world.now())).status, 422)
  assert.equal((await publish('别家的', world.now(), operator)).status, 403)
  const other = await operator.post('/merchants', { name: '别家' })
  assert.equal(
    (
      await merchant.post('/policies', {
        merchant: other.body.id,
        text: '冒名',
        from: new Date(world.now()).toISOString(),
      })
    ).status,
    404,
  )
  assert.equal((await world.nobody.get(`/policies?merchant=${merchantId}`)).body.items.length, 2)
})

test('a claim of a purchase from before any rules has none', async () => {
  const all = await court()
  const claim = await opened(all)
  assert.equal((await all.buyer.get(`/claims/${claim}`)).body.policy, null)
})
