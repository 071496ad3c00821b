import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answered, type Court, court, decisionOf, submitted } from './testing.ts'

const refusal = { outcome: 'refusal', amount: 0, reasons: ['photo-altered'], words: '裂纹只在照片里，不在实物上' }
const refund = { outcome: 'refund-only', amount: 19_900, reasons: ['damage-shown'], words: '损坏属实' }

async function decided(all: Court, decision: string, judgement: object, which = 0) {
  const reviewer = all.reviewers[which]
  assert.ok(reviewer)
  assert.equal((await reviewer.post(`/decisions/${decision}/take`)).status, 200)
  const given = await reviewer.post(`/decisions/${decision}/give`, judgement)
  assert.equal(given.status, 200, JSON.stringify(given.body))
  await all.world.settle()
}
async function liabilityOf({ reviewers }: Court, claim: string, query = '') {
  const answer = await reviewers[0]?.get(`/claims/${claim}/liability${query}`)
  assert.equal(answer?.status, 200, JSON.stringify(answer?.body))
  return answer.body
}
const kinds = (tiers: { tier: string; kind: string; applies: string }[]) =>
  tiers.map(({ tier, kind, applies }) => `${tier} ${kind} ${applies}`)

test('where a reviewer found a forged picture, staff read what may follow in law; nobody else does, and of no other claim', async () => {
  const all = await court()
  const { reviewers, operator, buyer, merchant, shop } = all
  const claim = await submitted(all)
  const decision = await answered(all, claim)
  assert.deepEqual(await liabilityOf(all, claim), { claims: [], advice: null }, 'nobody found anything yet')
  await decided(all, decision, refusal)

  const { claims, advice } = await liabilityOf(all, claim)
  assert.deepEqual(
    [claims.length, claims[0].outcome, claims[0].amountFen, claims[0].isFinal],
    [1, 'attempted', 19_900, false],
  )
  assert.deepEqual([advice.place, advice.obtainedFen, advice.attemptedFen], [null, 0, 19_900])
  assert.deepEqual(kinds(advice.tiers), ['civil damages unknown', 'administrative police-penalty unknown'])
  assert.ok(advice.excluded.some(({ why }: { why: string }) => why === 'attempt-below-huge'))
  assert.ok(advice.statutes.length > 0 && advice.notes.length > 0)

  assert.equal((await operator.get(`/claims/${claim}/liability`)).status, 200)
  for (const side of [buyer, merchant, shop]) assert.equal((await side.get(`/claims/${claim}/liability`)).status, 403)
  const placed = await liabilityOf(all, claim, '?place=440300')
  assert.deepEqual(placed.advice.place, { code: '440300', name: '广东省深圳市' })
  const wrong = await reviewers[0]?.get(`/claims/${claim}/liability?place=999999`)
  assert.deepEqual([wrong?.status, wrong?.body.errors[0].path], [422, 'place'])

  const other = await submitted(all)
  await decided(all, await answered(all, other), { ...refusal, reasons: ['not-covered'] }, 1)
  assert.equal((await liabilityOf(all, other)).advice, null, 'refused for a reason that says nothing of pictures')
})

test('claims of one buyer are summed; what was paid before an appeal found the picture forged was obtained', async () => {
  const all = await court()
  const first = await submitted(all)
  await decided(all, await answered(all, first), refusal)
  const paid = await submitted(all)
  await decided(all, await answered(all, paid), refund)
  assert.equal((await liabilityOf(all, paid)).advice, null, 'found for the buyer')
  const appealed = await all.merchant.post(`/claims/${paid}/appeal`, { words: '照片由商品图修改而成' })
  assert.equal(appealed.status, 200, JSON.stringify(appealed.body))
  await all.world.settle()
  // The buyer is heard on it, and is silent.
  all.world.pass(100 * 3_600_000)
  await all.world.settle()
  await decided(all, await decisionOf(all.reviewers[1], paid), refusal, 1)

  const { claims, advice } = await liabilityOf(all, paid)
  const shown = claims.map(({ id, outcome, isFinal }: Record<string, unknown>) => [id, outcome, isFinal])
  assert.deepEqual(shown, [
    [paid, 'obtained', true],
    [first, 'attempted', false],
  ])
  assert.deepEqual([advice.obtainedFen, advice.attemptedFen], [19_900, 19_900])
  const [civil] = advice.tiers
  assert.deepEqual([civil.statute, civil.applies, civil.figures.owedFen, civil.acts], ['CIV-985', 'may', 19_900, [0]])
})
