import assert from 'node:assert/strict'
import { test } from 'node:test'
import { court, submitted } from '../claims/testing.ts'
import { sql } from '../db/database.ts'

const hour = 3_600_000
type Step = { type: string; who: string; detail: { text?: string; state?: string } }

test('who was told and who looked is a fact of the claim that reviewers read, once an hour for each, and of no other side', async () => {
  const all = await court()
  const { world, buyer, merchant, reviewers } = all
  const [reviewer] = reviewers
  assert.ok(reviewer)
  const claim = await submitted(all)
  const look = (who: typeof merchant) => who.post(`/claims/${claim}/view`)
  assert.equal((await merchant.get(`/claims/${claim}`)).status, 200, 'fetched ahead is not looked at')
  await Promise.all([1, 2, 3].map(() => look(merchant)))
  assert.equal((await look(reviewer)).status, 200)
  world.pass(hour / 2)
  await look(merchant)
  world.pass(hour)
  await look(merchant)
  await world.settle()

  const steps: Step[] = (await reviewer.get(`/claims/${claim}/timeline`)).body.steps
  const looks = steps.filter(({ type }) => type === 'disclosure.viewed').map(({ who }) => who)
  assert.deepEqual(
    looks.filter((who) => who === 'merchant'),
    ['merchant', 'merchant'],
    'three pages at once are one look, half an hour later is the same',
  )
  assert.ok(looks.includes('reviewer'))
  const told = steps.filter(({ type }) => type === 'disclosure.told').map(({ detail }) => detail.text)
  assert.ok(told.includes('claim.opened'), told.join())
  assert.ok(
    told.some((text) => text?.startsWith('hearing.')),
    told.join(),
  )

  for (const side of [buyer, merchant]) {
    const seen: Step[] = (await side.get(`/claims/${claim}/timeline`)).body.steps
    assert.equal(
      seen.some(({ type }) => type.startsWith('disclosure.')),
      false,
    )
  }
  // Each is a leaf of the log, and a second worker that sends nothing anew notes nothing anew.
  const left = await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.first<{ facts: number; leaves: number }>(sql`
      select count(*)::int as facts, count(l.leaf)::int as leaves from facts f left join log_leaves l on l.fact = f.seq
      where f.kind = 'disclosure' and f.case_id = ${claim}`),
  )
  assert.equal(left?.facts, steps.filter(({ type }) => type.startsWith('disclosure.')).length)
  assert.equal(left?.leaves, left?.facts)
  assert.equal((await all.world.nobody.post(`/claims/${claim}/view`)).status, 401)
})
