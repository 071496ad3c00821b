import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../testing.ts'

/** T13: codes cannot be guessed, phones not be bombed. */
const full = process.env.TRUST === 'full'

test('a live code withstands guessing: after five wrong tries it is dead, even for who knows it', {
  timeout: 300_000,
}, async () => {
  const world = await testWorld()
  const { demoCode } = (await world.nobody.post('/session/code', { phone: '19900000031' })).body
  const guesses = full ? 10_000 : 200
  let succeeded = 0
  for (let i = 0; i < guesses; i++) {
    const code = String(i).padStart(6, '0')
    if (code === demoCode) continue
    const answer = await world.nobody.post('/session', { phone: '19900000031', code })
    if (answer.status < 300) succeeded++
    else assert.equal(answer.body.code, 'http.code_wrong')
  }
  assert.equal(succeeded, 0)
  assert.equal(
    (await world.nobody.post('/session', { phone: '19900000031', code: demoCode })).body.code,
    'http.code_wrong',
  )
})

test('one number gets one code a minute, five an hour, ten a day, and is told how long to wait', async () => {
  const world = await testWorld()
  const ask = () => world.nobody.post('/session/code', { phone: '19900000032' })
  let sent = 0
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    const answer = await ask()
    if (answer.status === 200) sent++
    else {
      assert.equal(answer.status, 429)
      assert.ok(Number(answer.headers['retry-after']) > 0)
    }
    if (minute === 59) assert.equal(sent, 5)
    world.pass(minute < 120 ? 61_000 : 20 * 60_000)
    if (minute > 178) break
  }
  assert.equal(sent, 10)
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
