import assert from 'node:assert/strict'
import { test } from 'node:test'
import { report, testWorld, type World } from '../testing.ts'
import { changeStatements, forgetTries } from './mutants.ts'

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
  const guesses = full ? 10_000 : 200
  assert.deepEqual(await guessed(await testWorld(), { guesses, atOnce: 1 }), { succeeded: 0, isDead: true })
})

test('many guesses at once are no more than one by one', { timeout: 300_000 }, async () => {
  const guesses = full ? 10_000 : 200
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
