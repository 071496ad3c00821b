import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { Webhook } from 'standardwebhooks'
import { sql } from '../db/database.ts'
import { report, testWorld, type World } from '../testing.ts'

const secret = 'a-secret-of-the-test-0123456789'
type Taken = { id: string; to: string; text: string }

/** An SMS or WeChat gateway: takes what is signed, and fails while it is told to. */
async function gateway() {
  const taken: Taken[] = []
  const asked: string[] = []
  const state = { fails: false }
  const verifier = new Webhook(Buffer.from(secret).toString('base64'))
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      const id = String(request.headers['webhook-id'])
      asked.push(id)
      if (state.fails) return response.writeHead(500).end('no')
      const body = verifier.verify(text, request.headers as Record<string, string>) as { data: Omit<Taken, 'id'> } // as the library verified it
      taken.push({ id, ...body.data })
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, taken, asked, state } // listens on TCP
}

/** A mail server; `refused` are addresses that it does not take. */
async function mailServer() {
  const mails: { to: string[]; raw: string }[] = []
  const refused = new Set<string>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) =>
      done(refused.has(address) ? Object.assign(new Error(`no such user ${address}`), { responseCode: 550 }) : null),
    onData(stream, session, done) {
      let raw = ''
      stream.on('data', (chunk) => {
        raw += chunk
      })
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, mails, refused } // listens on TCP
}

/** The text of a mail, whatever way it was encoded. */
const textOf = (raw: string): string => {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const body = rest.join('\r\n\r\n').trim()
  if (/base64/i.test(head)) return Buffer.from(body, 'base64').toString()
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}

async function scene() {
  const [sms, wechat, mail] = [await gateway(), await gateway(), await mailServer()]
  const world = await testWorld({
    env: {
      SMS_URL: sms.url,
      WECHAT_URL: wechat.url,
      SMTP_URL: mail.url,
      MAIL_FROM: 'desk@anxin.test',
      NOTICE_SECRET: secret,
    },
  })
  return { world, sms, wechat, mail }
}

const waiting = (world: World) =>
  world.anxin.deps.db.transaction('worker', (tx) =>
    tx.rows<{ last_error: string; attempts: number }>(
      sql`select last_error, attempts from outbox where job = 'notice.send'`,
    ),
  )

async function withMail({ world, mail }: Awaited<ReturnType<typeof scene>>, address: string) {
  const me = await world.signIn(report.phone)
  assert.equal((await me.post('/me/mail', { address })).status, 200)
  await world.settle()
  const code = /验证码 (\d{6})/.exec(textOf(mail.mails.at(-1)?.raw ?? ''))?.[1]
  return { me, code }
}

test('an address is used once the code that came to it was typed; a wrong code is not it, five are the end', async () => {
  const all = await scene()
  const { world, mail, sms } = all
  const { me, code } = await withMail(all, 'zhuoma@example.test')
  assert.deepEqual(
    mail.mails.map(({ to }) => to),
    [['zhuoma@example.test']],
  )
  assert.ok(!sms.taken.some(({ text }) => text.includes(code ?? '')), 'the code goes to the address alone')
  await world.nobody.post('/orders', report)
  await world.settle()
  assert.equal(mail.mails.length, 1, 'nothing goes to an address that nobody confirmed')

  const wrong = code === '000000' ? '000001' : '000000'
  assert.equal((await me.post('/me/mail/confirm', { code: wrong })).body.confirmed, false)
  assert.equal((await me.get('/me')).body.mail, null)
  assert.equal((await me.post('/me/mail/confirm', { code })).body.confirmed, true)
  assert.equal((await me.get('/me')).body.mail, 'z***@example.test')
  assert.equal((await me.post('/me/mail/confirm', { code })).body.confirmed, false, 'a code works once')

  assert.equal((await me.post('/me/mail', { address: 'other@example.test' })).status, 429, 'one code a minute')
  world.pass(61_000)
  const { number } = (await world.nobody.post('/orders', report)).body
  await world.settle()
  const [last] = mail.mails.slice(-1)
  assert.deepEqual(last?.to, ['zhuoma@example.test'])
  assert.match(last?.raw ?? '', /^From: desk@anxin\.test/m)
  assert.ok(textOf(last?.raw ?? '').includes(number))
  assert.ok(!last?.raw.includes('19900000001'))

  assert.equal((await me.post('/me/mail', { address: 'other@example.test' })).status, 200)
  await world.settle()
  const fresh = /验证码 (\d{6})/.exec(textOf(mail.mails.at(-1)?.raw ?? ''))?.[1]
  for (let i = 0; i < 5; i++) await me.post('/me/mail/confirm', { code: fresh === '111111' ? '222222' : '111111' })
  assert.equal((await me.post('/me/mail/confirm', { code: fresh })).body.confirmed, false)
  assert.equal((await me.send('DELETE', '/me/mail')).body.mail, null)
})

test('an address dies with its person', async () => {
  const all = await scene()
  const { world } = all
  const { me, code } = await withMail(all, 'zhuoma@example.test')
  await me.post('/me/mail/confirm', { code })
  assert.ok((await me.get('/me/data')).body.items.some(({ text }: { text: string }) => text === 'zhuoma@example.test'))
  await me.post('/me/erase', { confirm: 'erase' })
  const left = await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows(sql`select from mail_addresses`),
  )
  assert.equal(left.length, 0)
})

test('when the second of three ways fails, a repetition sends by that one alone, with the same id', async () => {
  const all = await scene()
  const { world, sms, wechat, mail } = all
  const { me, code } = await withMail(all, 'zhuoma@example.test')
  await me.post('/me/mail/confirm', { code })
  const before = { sms: sms.taken.length, mail: mail.mails.length, wechat: wechat.asked.length }
  wechat.state.fails = true
  await world.nobody.post('/orders', report)
  await world.settle()
  assert.equal(sms.taken.length, before.sms + 1)
  assert.equal(mail.mails.length, before.mail + 1, 'the third way does not wait for the second')
  const [errand] = await waiting(world)
  assert.equal(errand?.last_error, 'the wechat gateway answered 500')

  wechat.state.fails = false
  world.pass(10_000)
  await world.settle()
  assert.equal((await waiting(world)).length, 0)
  assert.equal(sms.taken.length, before.sms + 1, 'nobody is told twice')
  assert.equal(mail.mails.length, before.mail + 1)
  const tries = wechat.asked.slice(before.wechat)
  assert.equal(tries.length, 2)
  assert.equal(tries[0], tries[1])
  assert.equal(wechat.taken.at(-1)?.to, '+8619900000001')
})

test('a failure tells no number and no address, wherever it is kept or logged', async () => {
  const all = await scene()
  const { world, mail, sms } = all
  const { me, code } = await withMail(all, 'zhuoma@example.test')
  await me.post('/me/mail/confirm', { code })
  const logged: unknown[] = []
  world.anxin.deps.log.warn = (...said: unknown[]) => void logged.push(said)
  mail.refused.add('zhuoma@example.test')
  sms.state.fails = true
  await world.nobody.post('/orders', report)
  await world.settle()
  const [errand] = await waiting(world)
  assert.equal(errand?.last_error, 'the sms gateway answered 500')
  sms.state.fails = false
  world.pass(10_000)
  await world.settle()
  const [again] = await waiting(world)
  assert.equal(again?.last_error, 'the mail server did not take it (550)')
  assert.equal(logged.length, 2)
  assert.doesNotMatch(JSON.stringify([logged, errand, again]), /zhuoma|example\.test|19900000001/)
})

test('a number that anybody may have typed is told once a minute of one thing; what the desk or a program reports, always', async () => {
  const { world, sms } = await scene()
  await world.staff('+8619900000021', '何调度', ['agent'])
  const desk = await world.signIn('19900000021')
  await world.settle()
  const told = async (by: typeof desk) => {
    const before = sms.taken.length
    const answers = await Promise.all([1, 2, 3].map(() => by.post('/orders', report)))
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 201, 201],
    )
    await world.settle()
    return sms.taken.slice(before).filter(({ text }) => text.includes('已受理')).length
  }
  assert.equal(await told(world.nobody), 1)
  assert.equal(await told(world.nobody), 0)
  assert.equal(await told(desk), 3)
  world.pass(61_000)
  assert.equal(await told(world.nobody), 1)
  const held = await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows(sql`select from notices where state = 'held' and said is not null`),
  )
  assert.equal(held.length, 7, 'what was not sent is on record')
})
