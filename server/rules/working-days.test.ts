import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../testing.ts'

async function scene() {
  const world = await testWorld()
  await world.staff('+8619900000023', '苏运营', ['operator'])
  await world.staff('+8619900000041', '林审核', ['reviewer'])
  return { world, operator: await world.signIn('19900000023'), reviewer: await world.signIn('19900000041') }
}

test('an own day off counts from then on, is in the log of who did what, and can be taken back', async () => {
  const { world, operator, reviewer } = await scene()
  const { deps } = world.anxin
  const daysOff = async () =>
    (await deps.db.transaction({ tenant: world.tenant }, (tx) => deps.rules.calendar(tx))).daysOff
  assert.ok((await daysOff()).includes('2026-10-01'))
  const body = { day: '2026-12-31', kind: 'off', why: '年终盘点' }
  const added = await operator.post('/working-days', body)
  assert.equal(added.status, 201)
  assert.deepEqual(added.body.items, [{ ...body, addedBy: '苏运营', addedAt: new Date(world.now()).toISOString() }])
  assert.ok((await daysOff()).includes('2026-12-31'))
  assert.equal((await operator.post('/working-days', body)).body.code, 'calendar.day_there')
  assert.equal((await reviewer.get('/working-days')).body.items.length, 1)
  assert.equal((await reviewer.post('/working-days', { ...body, day: '2026-12-30' })).body.code, 'http.forbidden')
  assert.deepEqual((await operator.send('DELETE', '/working-days/2026-12-31')).body.items, [])
  assert.equal((await operator.send('DELETE', '/working-days/2026-12-31')).body.code, 'case.absent')
  const log = (await operator.get('/audit')).body.items
  assert.deepEqual(
    log.slice(0, 2).map(({ type, about }: { type: string; about: { day: string } }) => [type, about.day]),
    [
      ['day.removed', '2026-12-31'],
      ['day.added', '2026-12-31'],
    ],
  )
  for (const wrong of [{ day: '2026-02-30' }, { day: '1999-01-01' }, { kind: 'half' }, { why: '' }])
    assert.equal((await operator.post('/working-days', { ...body, ...wrong })).status, 422)
})

test('the notices are shown with their source, and it is said when they run out', async () => {
  const { operator } = await scene()
  const shown = async () => (await operator.get('/working-days')).body
  const now = await shown()
  assert.deepEqual(
    now.notices.map(({ year, source }: { year: number; source: { number: string } }) => [year, source.number]),
    [
      [2026, '国办发明电〔2025〕7号'],
      [2025, '国办发明电〔2024〕12号'],
    ],
  )
  // The tests' clock stands in November 2026, and no notice for 2027 is known.
  assert.deepEqual([now.end, now.isEnding], ['2026-12-31', true])
})
