import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../testing.ts'

test('views are kept by name: own ones, and those that colleagues share', async () => {
  const world = await testWorld()
  await world.staff('+8619900000021', '何调度', ['dispatcher'])
  await world.staff('+8619900000022', '程主管', ['supervisor'])
  const [mine, theirs] = [await world.signIn('19900000021'), await world.signIn('19900000022')]
  const query = 'page=orders&status=waiting&urgency=urgent&q=6200000017'
  const made = await mine.post('/saved-views', { name: '等配件', query })
  assert.equal(made.status, 201)
  assert.deepEqual((await theirs.get('/saved-views')).body.items, [])
  const shared = await mine.post(`/saved-views/${made.body.id}`, { name: '等配件（急）', shared: true })
  assert.equal(shared.body.query, query)
  const [seen] = (await theirs.get('/saved-views')).body.items
  assert.deepEqual([seen.name, seen.owner, seen.isOwn], ['等配件（急）', '何调度', false])
  assert.equal((await theirs.post(`/saved-views/${seen.id}`, { name: '我的', shared: true })).status, 404)
  assert.equal((await theirs.send('DELETE', `/saved-views/${seen.id}`)).status, 404)
  assert.equal(
    (await theirs.post('/saved-views', { name: '等配件（急）', query })).status,
    201,
    'a name is the owner’s own',
  )
  assert.equal((await mine.post('/saved-views', { name: '等配件（急）', query })).body.code, 'view.name_taken')
  assert.equal((await mine.send('DELETE', `/saved-views/${seen.id}`)).status, 200)
  assert.equal((await mine.get('/saved-views')).body.items.length, 0)
})

test('a view holds no phone number, no name, and nothing that is not a condition', async () => {
  const world = await testWorld()
  await world.staff('+8619900000021', '何调度', ['dispatcher'])
  const mine = await world.signIn('19900000021')
  for (const query of ['q=19900000001', 'q=卓玛措', 'order=1', 'token=x'])
    assert.equal((await mine.post('/saved-views', { name: '甲', query })).status, 422, query)
  const other = await world.signIn('19900000021', { host: 'two.test' })
  assert.equal((await other.get('/saved-views')).status, 403, 'nobody at another tenant’s desk')
})
