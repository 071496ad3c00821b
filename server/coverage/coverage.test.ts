import assert from 'node:assert/strict'
import { test } from 'node:test'
import { report, testWorld, type Visitor, type World } from '../testing.ts'

const day = 86_400_000

type Desk = { world: World; operator: Visitor }
async function desk(): Promise<Desk> {
  const world = await testWorld()
  await world.staff('+8619900000023', '苏运营', ['operator'])
  const operator = await world.signIn('19900000023')
  const engage = (name: string, phone: string, brands: '*' | string[], territory: string[]) =>
    operator.post('/technicians', { name, phone, skills: [{ appliance: 'gas-boiler', brands }], territory })
  for (const answer of [
    await engage('扎西顿珠', '19900000011', '*', ['623000']),
    await engage('马建国', '19900000012', ['清和'], ['620000']),
  ])
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return { world, operator }
}
type Province = { code: string; counties: number; covered: number; gaps: number; demand: number }
const provinces = async ({ operator }: Desk, query = '') =>
  new Map<string, Province>(
    (await operator.get(`/coverage${query}`)).body.items.map((one: Province) => [one.code, one]),
  )

test('the country by province: who can do it where, with the places that report and that nobody serves', async () => {
  const here = await desk()
  const { world } = here
  for (const address of ['甘南迭部县电尕镇兰州路1号', '儋州市光村镇兴隆街3号', '儋州市光村镇兴隆街4号'])
    assert.equal((await world.nobody.post('/orders', { ...report, address })).status, 201)
  const all = await provinces(here)
  assert.equal(all.size, 34)
  const counties = [...all.values()].reduce((sum, one) => sum + one.counties, 0)
  assert.ok(counties > 2_840 && counties < 2_900, String(counties))
  const { counties: inGansu, covered, gaps } = all.get('620000') ?? {}
  assert.deepEqual([covered, gaps], [inGansu, 0])
  assert.deepEqual([all.get('460000')?.gaps, all.get('460000')?.demand], [1, 2])
  // Of this brand only the one who takes any comes, and only to the prefecture.
  const warm = await provinces(here, '?appliance=gas-boiler&brand=暖阳')
  assert.equal(warm.get('620000')?.covered, 8)
  assert.equal((await provinces(here, '?appliance=television')).get('620000')?.covered, 0)
  // What was reported long ago is no demand.
  world.pass(91 * day)
  assert.equal((await provinces(here)).get('460000')?.gaps, 0)
})

test('a county says who comes there, a technician who is sent there comes, and the table leaves as a file', async () => {
  const here = await desk()
  const { world, operator } = here
  await world.nobody.post('/orders', { ...report, address: '儋州市光村镇兴隆街3号' })
  const county = async () =>
    (await operator.get('/coverage/460000')).body.items.find(({ code }: { code: string }) => code === '460400')
  assert.deepEqual([(await county()).standing, (await county()).technicians], ['gap', []])
  const [who] = (await operator.get('/technicians')).body.items
  const { id, version, skills, territory } = who
  const codes = [...territory.map((one: { code: string }) => one.code), '460400']
  const sent = await operator.send('POST', `/technicians/${id}/qualify`, {
    body: { skills, territory: codes },
    version,
  })
  assert.equal(sent.status, 200, JSON.stringify(sent.body))
  assert.deepEqual([(await county()).standing, (await county()).technicians], ['one', [{ id, name: who.name }]])
  const file = await operator.get('/coverage/export?format=csv')
  assert.match(String(file.headers['content-type']), /csv/)
  const line =
    file.bytes
      .toString('utf8')
      .split('\n')
      .find((one) => one.includes('460400')) ?? ''
  assert.match(line, /^海南省,,儋州市,460400,1,.+,1\r?$/)
  assert.equal((await operator.get('/coverage/999999')).status, 404)
  assert.equal((await operator.get('/coverage/12')).status, 422)
  assert.equal((await operator.get('/coverage?appliance=rocket')).status, 422)
  assert.equal((await world.nobody.get('/coverage')).status, 401)
})
