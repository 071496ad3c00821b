import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRefusal, refuse } from '@anxin/domain/refusals.ts'
import { sql } from '../db/database.ts'
import { report, testWorld, type Visitor, type World } from '../testing.ts'
import { visitCase } from '../visits/case.ts'
import { changeStatements, forgetTries } from './mutants.ts'
import { engaged, photo, taken } from './town.ts'

/** T13: codes cannot be guessed, phones not be bombed. */
const full = process.env.TRUST === 'full'

type Guessing = { succeeded: number; isDead: boolean }
/** Guesses wrongly, then rightly. */
async function guessed(world: World, { guesses, atOnce }: { guesses: number; atOnce: number }): Promise<Guessing> {
  const phone = '19900000031'
  const { demoCode } = (await world.nobody.post('/session/code', { phone })).body
  const wrong = Array.from({ length: guesses }, (_, i) => String(i).padStart(6, '0')).filter(
    (code) => code !== demoCode,
  )
  let succeeded = 0
  for (let from = 0; from < wrong.length; from += atOnce) {
    const some = wrong.slice(from, from + atOnce).map((code) => world.nobody.post('/session', { phone, code }))
    for (const { status, body } of await Promise.all(some)) {
      if (status < 300) succeeded++
      else assert.match(body.code, /^http\.(code_wrong|too_many)$/)
    }
  }
  const right = await world.nobody.post('/session', { phone, code: demoCode })
  return { succeeded, isDead: right.body.code === 'http.code_wrong' }
}

/** Codes sent to one number in a day on which somebody asks for one again and again. */
async function bombed(world: World): Promise<{ inFirstHour: number; inDay: number }> {
  let [sent, inFirstHour] = [0, 0]
  for (let minute = 0; minute < 180; minute++) {
    const answer = await world.nobody.post('/session/code', { phone: '19900000032' })
    if (answer.status === 200) sent++
    else assert.deepEqual([answer.status, Number(answer.headers['retry-after']) > 0], [429, true])
    if (minute === 58) inFirstHour = sent
    world.pass(minute < 120 ? 61_000 : 20 * 60_000)
  }
  return { inFirstHour, inDay: sent }
}

test('a live code withstands guessing: after five wrong tries it is dead, even for who knows it', {
  timeout: 300_000,
}, async () => {
  const guesses = full ? 10_000 : 60
  assert.deepEqual(await guessed(await testWorld(), { guesses, atOnce: 1 }), { succeeded: 0, isDead: true })
})

test('many guesses at once are no more than one by one', { timeout: 300_000 }, async () => {
  const guesses = full ? 10_000 : 100
  assert.deepEqual(await guessed(await testWorld(), { guesses, atOnce: 20 }), { succeeded: 0, isDead: true })
})

test('the mutant that counts no tries is caught: the code is alive after twenty', { timeout: 120_000 }, async () => {
  const world = await testWorld()
  forgetTries(world.anxin.deps)
  assert.equal((await guessed(world, { guesses: 20, atOnce: 1 })).isDead, false)
})

test('one number gets one code a minute, five an hour, ten a day, and is told how long to wait', async () => {
  assert.deepEqual(await bombed(await testWorld()), { inFirstHour: 5, inDay: 10 })
})

type AtTheDoor = { world: World; technician: Visitor; consumer: Visitor; visit: string; order: string }
/** A visit whose quote awaits the consumer's word. */
async function quoted(): Promise<AtTheDoor> {
  const world = await testWorld()
  await world.staff('+8619900000023', '苏运营', ['operator'])
  const technician = await engaged(world, await world.signIn('19900000023'), '19900000011')
  const { id: order, token, visit } = await taken(world, technician)
  await technician.post(`/visits/${visit}/arrive`)
  await technician.post(`/visits/${visit}/diagnose`, { finding: '积碳', cause: '点火' })
  await technician.post(`/visits/${visit}/quote`, { lines: [{ what: '点火针', quantity: 1, each: 12_000 }] })
  return { world, technician, consumer: world.holding(token), visit, order }
}
/** Gives this many wrong codes at once; what was answered, each with how often. */
async function given({ technician, visit }: AtTheDoor, { code, times }: { code: string; times: number }) {
  const wrong = (i: number) => String((Number(code) + 1 + i) % 1_000_000).padStart(6, '0')
  const answers = await Promise.all(
    Array.from({ length: times }, (_, i) =>
      technician.post(`/visits/${visit}/agree`, { given: { kind: 'code', code: wrong(i) } }),
    ),
  )
  return Object.fromEntries(
    Object.entries(Object.groupBy(answers, ({ body }) => body.code ?? 'taken')).map(([code, all]) => [
      code,
      all?.length,
    ]),
  )
}
const codeOf = async ({ consumer, order }: AtTheDoor) => (await consumer.get(`/orders/${order}`)).body.visits[0]

test('the code of a visit takes five guesses, one by one or at once; then a signature or a new code is the way on', async () => {
  const door = await quoted()
  const { world, technician, consumer, visit } = door
  const { code } = await codeOf(door)
  const agree = (code: string, ask = {}) =>
    technician.post(`/visits/${visit}/agree`, { given: { kind: 'code', code } }, ask)
  assert.equal((await consumer.post(`/visits/${visit}/renew-code`)).body.code, 'visit.code_alive')

  const key = 'one-wrong-code-sent-twice'
  const once = await agree(code === '000000' ? '000001' : '000000', { key })
  const again = await agree(code === '000000' ? '000001' : '000000', { key })
  assert.deepEqual([once.status, once.body.code, again.body], [422, 'visit.code_wrong', once.body])
  assert.equal(again.headers['idempotency-replayed'], 'true')
  assert.match(String(again.headers['content-type']), /problem\+json/)
  assert.equal((await given(door, { code, times: 1 }))['visit.code_wrong'], 1)
  assert.deepEqual(await given(door, { code, times: 20 }), { 'visit.code_wrong': 3, 'visit.code_locked': 17 })

  const locked = await agree(code)
  assert.deepEqual([locked.status, locked.body.code], [409, 'visit.code_locked'], 'not even the right one')
  assert.match(locked.body.detail, /签名.*新的验收码/)
  assert.match((await agree(code, { headers: { 'accept-language': 'en' } })).body.detail, /signature.*new code/)
  const unlucky = await codeOf(door)
  assert.deepEqual([unlucky.isCodeLocked, unlucky.moves.includes('visit.renew-code')], [true, true])
  assert.equal((await technician.post(`/visits/${visit}/renew-code`)).status, 404, 'it is not the guesser’s to renew')

  assert.equal((await consumer.post(`/visits/${visit}/renew-code`)).status, 200)
  const renewed = await codeOf(door)
  assert.notEqual(renewed.code, code)
  assert.equal(renewed.isCodeLocked, false)
  assert.equal((await agree(code)).body.code, 'visit.code_wrong', 'the old one is one of the wrong ones now')
  assert.equal((await agree(renewed.code)).body.status, 'agreed')

  await given(door, { code: renewed.code, times: 1 })
  const finish = (given: object, media: string[]) => technician.post(`/visits/${visit}/finish`, { media, given })
  const done = await photo(world)
  for (let i = 0; i < 4; i++)
    assert.equal((await finish({ kind: 'code', code }, [done])).body.code, 'visit.code_wrong', 'counted wherever given')
  assert.equal((await finish({ kind: 'code', code: renewed.code }, [done])).body.code, 'visit.code_locked')
  const kept = await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.first<{ order_id: string | null }>(sql`select order_id from media where id = ${done}`),
  )
  assert.equal(kept?.order_id, null, 'a step that is not taken takes no pictures')
  const signature = await photo(world)
  assert.equal((await finish({ kind: 'signature', media: signature }, [done])).body.status, 'done')
  const told = (await consumer.get(`/orders/${door.order}/timeline`)).body.steps
  assert.equal(told.filter(({ type }: { type: string }) => type === 'visit.code-missed').length, 10)
})

test('the mutant whose wrong codes leave nothing behind is caught', async () => {
  const door = await quoted()
  const { machine } = visitCase
  visitCase.machine = {
    ...machine,
    decide(state, command) {
      const facts = machine.decide(state, command)
      const isMissed = !isRefusal(facts) && facts.some(({ type }) => type === 'visit.code-missed')
      return isMissed ? refuse('visit.code_wrong') : facts
    },
  }
  const { code } = await codeOf(door)
  const answers = await given(door, { code, times: 20 })
  visitCase.machine = machine
  assert.deepEqual(answers, { 'visit.code_wrong': 20 })
})

test('the mutant that counts no codes sent is caught', async () => {
  const world = await testWorld()
  changeStatements(world.anxin.deps.db, (text) => (/insert into rate_limits/.test(text) ? null : text))
  assert.ok((await bombed(world)).inDay > 10)
})

/** Messages to one number on a day on which somebody reports a fault in its name again and again, and calls it off. */
async function bombedByReports(world: World): Promise<{ inFirstHour: number; inDay: number }> {
  const received = async () => {
    await world.settle()
    const { items } = (await world.nobody.get('/dev/outbox')).body
    return items.filter(({ text }: { text: string }) => text.includes('已受理')).length
  }
  const phone = '19900000034'
  let inFirstHour = 0
  for (let hour = 0; hour < 4; hour++) {
    for (let i = 0; i < 12; i++) {
      // Two at once, and a number written in another way is the same number.
      const both = [phone, `+86 ${phone}`].map((typed) => world.nobody.post('/orders', { ...report, phone: typed }))
      for (const { status, body } of await Promise.all(both)) {
        assert.equal(status, 201, 'every report is taken')
        assert.match(body.number, /^\d{10}$/)
      }
      await world.settle()
      world.pass(5 * 60_000)
    }
    if (hour === 0) inFirstHour = await received()
  }
  return { inFirstHour, inDay: await received() }
}

test('reports in the name of one number send it no more either; each is taken, and its number shown', async () => {
  assert.deepEqual(await bombedByReports(await testWorld()), { inFirstHour: 5, inDay: 10 })
})

test('the mutant that counts what it sends, and sends it all the same, is caught', async () => {
  const world = await testWorld()
  changeStatements(world.anxin.deps.db, (text) =>
    /insert into notice_counts/.test(text) ? text.replace(/ or \(/, ' or true or (') : text,
  )
  assert.ok((await bombedByReports(world)).inDay > 10)
})

test('staff do nothing without the second factor, and a code of theirs works once', async () => {
  const world = await testWorld()
  await world.staff('+8619900000021', '何调度', ['dispatcher'])
  const { demoCode } = (await world.nobody.post('/session/code', { phone: '19900000021' })).body
  const given = await world.nobody.post('/session', { phone: '19900000021', code: demoCode })
  const cookie = [given.headers['set-cookie']]
    .flat()
    .map((one) => String(one).split(';')[0])
    .join('; ')
  const ask = { headers: { cookie } }
  assert.equal((await world.nobody.get('/orders', ask)).body.code, 'http.second_factor')
  const setup = (await world.nobody.post('/session/second-factor/setup', {}, ask)).body
  assert.match(setup.uri, /^otpauth:\/\/totp\//)
  assert.equal(
    (
      await world.nobody.post(
        '/session/second-factor',
        { code: setup.demoCode === '000000' ? '000001' : '000000' },
        ask,
      )
    ).status,
    422,
  )
  assert.equal((await world.nobody.post('/session/second-factor', { code: setup.demoCode }, ask)).status, 200)
  assert.equal((await world.nobody.get('/orders', ask)).status, 200)
  assert.equal(
    (await world.nobody.post('/session/second-factor', { code: setup.demoCode }, ask)).status,
    422,
    'the same code again',
  )
  const foreign = await world.nobody.send('DELETE', '/session', { headers: { cookie, origin: 'https://evil.test' } })
  assert.equal(foreign.body.code, 'http.foreign_origin')
})

test('without DEMO neither the code nor the outbox is shown to anybody', async () => {
  const world = await testWorld({ env: { DEMO: '0' } })
  assert.deepEqual((await world.nobody.post('/session/code', { phone: '19900000033' })).body, { sent: true })
  assert.equal((await world.nobody.get('/dev/outbox')).status, 404)
})
