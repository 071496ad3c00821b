import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import excel from 'exceljs'
import iconv from 'iconv-lite'
import { sql } from '../db/database.ts'
import { report, testWorld, type World } from '../testing.ts'

const operator = '19900000023'

async function stage() {
  const world = await testWorld()
  await world.staff(`+86${operator}`, '苏运营', ['operator', 'supervisor'])
  await world.staff('+8619900000021', '何调度', ['dispatcher', 'agent'])
  return { world, boss: await world.signIn(operator), agent: await world.signIn('19900000021') }
}

const count = async (world: World, table: string) => {
  const row = await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.first<{ n: number }>(sql`select count(*) as n from ${sql.table(table)}`),
  )
  return row?.n
}
const audit = (world: World, type: string) =>
  world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows<{ by: { id: string }; body: Record<string, unknown> }>(
      sql`select by, body from audit where type = ${type} order by seq`,
    ),
  )

test('an export holds all rows that match, masked, harmless, and is noted; nobody else gets one', async () => {
  const { world, boss, agent } = await stage()
  const evil = "=cmd|' /C calc'!A0"
  for (let n = 0; n < 3; n++)
    await world.nobody.post('/orders', { ...report, brand: n === 0 ? evil : '暖阳', phone: `1990000010${n}` })
  await world.nobody.post('/orders', { ...report, address: '广西桂林市叠彩区中山北路8号', urgency: 'planned' })

  const csv = await agent.get('/orders/export?region=620000&status=received')
  assert.equal(csv.status, 200)
  const rows: string[][] = parse(csv.bytes, { bom: true })
  assert.equal(rows.length, 4, 'a head and the three of 甘肃')
  assert.ok(rows.some((row) => row.includes(`'${evil}`)))
  assert.ok(rows.flat().every((cell) => !/^[=+\-@\t\r]/.test(cell)))
  assert.ok(!csv.bytes.toString().includes('19900000100') && !csv.bytes.toString().includes('卓玛措'))

  const gb = await agent.get('/orders/export?encoding=gb18030', { headers: { 'accept-language': 'en' } })
  const inGb: string[][] = parse(iconv.decode(gb.bytes, 'gb18030'))
  assert.equal(inGb[0]?.[0], 'Number')
  const book = new excel.Workbook()
  const xlsx = await boss.get('/orders/export?format=xlsx&phone=19900000100')
  await book.xlsx.load(xlsx.bytes as unknown as ArrayBuffer) // exceljs's old type
  assert.equal(book.worksheets[0]?.rowCount, 2)
  assert.ok(JSON.stringify(book.worksheets[0]?.getRow(2).values).includes(`'${evil}`))

  const noted = await audit(world, 'orders.exported')
  assert.deepEqual(
    noted.map(({ body }) => [body.format, body.rows, body.byPhone ?? false]),
    [
      ['csv', 3, false],
      ['csv', 4, false],
      ['xlsx', 1, true],
    ],
  )
  assert.ok(!JSON.stringify(noted).includes('19900000100'))
  const seen = (await boss.get('/audit')).body.items
  assert.equal(seen[0].by, '苏运营')
  assert.equal((await agent.get('/audit')).status, 403)
  for (const visitor of [world.nobody, await world.signIn(report.phone)])
    assert.ok([401, 403].includes((await visitor.get('/orders/export')).status))
})

test('an export goes over many batches without losing or repeating a row, and too many are refused', async () => {
  const { world, agent } = await stage()
  const first = (await world.nobody.post('/orders', report)).body.id
  const more = (n: number) =>
    world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
      tx.rows(sql`
        insert into orders (id, tenant, version, status, state, head, changed_at, number, person, region, appliance, brand, urgency, opened_at)
        select gen_random_uuid(), tenant, version, status, jsonb_set(jsonb_set(state, '{asked,number}', to_jsonb('x' || i)), '{openedAt}', to_jsonb((state->>'openedAt')::bigint - (i / 7) * 1000)),
          head, changed_at, 'x' || i, person, region, appliance, brand, urgency, opened_at - (i / 7) * interval '1 second'
        from orders, generate_series((select count(*) from orders), ${n}::int - 1) as i where id = ${first}`),
    )
  await more(1_203)
  const rows: string[][] = parse((await agent.get('/orders/export')).bytes, { bom: true })
  assert.equal(rows.length - 1, 1_203)
  assert.equal(new Set(rows.map(([number]) => number)).size, 1_204)
  await more(50_001)
  const refused = await agent.get('/orders/export')
  assert.deepEqual([refused.status, refused.body.code], [422, 'sheet.too_many_rows'])
})

const people = [
  '姓名,电话,技能,服务区域',
  '马师傅,19900000031,燃气壁挂炉、空调（北辰、清和）,甘南迭部',
  '李师傅,19900000032,洗衣机,鼓楼区',
  '无名,123,飞船,火星',
  '马师傅,19900000031,空调,迭部县',
].join('\n')

test('technicians from a table: first told, then taken, and a second time nothing', async () => {
  const { world, boss, agent } = await stage()
  const file = iconv.encode(people, 'gb18030')
  const told = await boss.post('/technicians/import', file)
  assert.equal(told.status, 200)
  assert.equal(await count(world, 'technicians'), 0, 'a preview changes nothing')
  const [good, torn, bad, twice] = told.body.rows
  assert.equal(good.status, 'new')
  assert.equal(torn.status, 'wrong')
  assert.match(torn.says[0], /江苏省南京市鼓楼区/)
  assert.match(torn.says[0], /福建省福州市鼓楼区/)
  assert.equal(bad.says.length, 3)
  assert.match(twice.says[0], /第 2 行/)
  const english = await boss.post('/technicians/import', file, { headers: { 'accept-language': 'en' } })
  assert.match(english.body.rows[2].says.join(), /not a known appliance: 飞船/)

  const taken = await boss.post('/technicians/import?dry=false', file)
  assert.deepEqual(
    taken.body.rows.map((row: { status: string }) => row.status),
    ['new', 'wrong', 'wrong', 'wrong'],
  )
  const { items } = (await boss.get('/technicians')).body
  assert.equal(items.length, 1)
  assert.deepEqual(items[0].skills, [
    { appliance: 'gas-boiler', brands: '*' },
    { appliance: 'air-conditioner', brands: ['北辰', '清和'] },
  ])
  assert.equal(items[0].territory[0].name, '甘肃省甘南藏族自治州迭部县')
  const facts = await count(world, 'facts')
  const again = await boss.post('/technicians/import?dry=false', file)
  assert.equal(again.body.rows[0].status, 'same')
  assert.equal(await count(world, 'facts'), facts, 'nothing happened twice')

  const changed = Buffer.from('name,phone,skills,territory\n马师傅,19900000031,冰箱,迭部县')
  assert.equal((await boss.post('/technicians/import', changed)).body.rows[0].status, 'changed')
  assert.equal((await boss.post('/technicians/import?dry=false', changed)).body.rows[0].status, 'changed')
  assert.equal((await agent.post('/technicians/import', file)).status, 403)
  assert.equal((await audit(world, 'rows.imported')).length, 3)
})

test('reports from a workbook: told, taken once, each with its number', async () => {
  const { world, agent } = await stage()
  const book = new excel.Workbook()
  const sheet = book.addWorksheet('报修')
  sheet.addRow(['家电', '品牌', '故障描述', '称呼', '手机号', '地址', '类型'])
  sheet.addRow(['空调', '=北辰', '不制冷', '秦岭', 19900000041, '广西桂林市叠彩区中山北路1号', '预约'])
  sheet.addRow(['Gas boiler', '暖阳', '漏水', '秦岭', '19900000041', '甘南迭部县电尕镇1号', ''])
  sheet.addRow(['空调', '', '不制冷', '秦岭', '19900000042', '鼓楼区中山路1号', '明天'])
  const file = Buffer.from(await book.xlsx.writeBuffer())
  const told = (await agent.post('/orders/import', file)).body.rows
  assert.deepEqual(
    told.map((row: { status: string }) => row.status),
    ['new', 'new', 'wrong'],
  )
  assert.match(told[2].says.join(), /品牌：至少 1 个字/)
  assert.equal(await count(world, 'orders'), 0)
  const taken = (await agent.post('/orders/import?dry=false', file)).body.rows
  assert.match(taken[0].label, /^\d{10}$/)
  assert.equal(await count(world, 'orders'), 2)
  assert.equal(await count(world, 'people'), 3, 'two at the desk and one who reported twice')
  const again = (await agent.post('/orders/import?dry=false', file)).body.rows
  assert.deepEqual([again[0].status, again[0].label], ['same', taken[0].label])
  assert.equal(await count(world, 'orders'), 2)
})

test('what cannot be imported says why: other columns, no rows, no table', async () => {
  const { boss } = await stage()
  const tries: [Buffer, string, RegExp][] = [
    [Buffer.from('姓名,电话\n马师傅,19900000031'), 'sheet.columns', /技能、服务区域/],
    [Buffer.from('姓名,电话,技能,服务区域\n'), 'sheet.empty', /没有数据行/],
    [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]), 'sheet.unreadable', /CSV/],
    [Buffer.alloc(5 * 1024 * 1024 + 1, 'a'), 'http.too_large', /太大/],
  ]
  for (const [file, code, says] of tries) {
    const { body } = await boss.post('/technicians/import', file)
    assert.equal(body.code, code)
    assert.match(`${body.title} ${body.detail ?? ''}`, says)
  }
  assert.equal((await boss.post('/technicians/import', { not: 'a file' })).body.code, 'sheet.unreadable')
})
