import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { certificatesIn, checkedStamp, isBadStamp } from '@anxin/record/timestamp.ts'
import { stampBy } from './authority.ts'
import { type Behaviour, openAuthority } from './testing.ts'

const data = Buffer.from('青瓷杯，口沿有缺口')

test('a time stamp holds for the bytes it was asked for, and leads to the root of whoever gave it', async () => {
  const [authority, other] = [await openAuthority({ name: 'One' }), await openAuthority({ name: 'Other' })]
  const token = await stampBy(authority.url, data)
  assert.ok(token instanceof Uint8Array, JSON.stringify(token))
  const roots = certificatesIn(readFileSync(authority.root, 'utf8'))
  const trusted = await checkedStamp(token, { data, roots })
  assert.ok(!isBadStamp(trusted))
  assert.deepEqual([trusted.by, trusted.policy, trusted.isTrusted], ['One', '1.2.3.4.1', true])
  assert.ok(Math.abs(Date.parse(trusted.at) - Date.now()) < 60_000)
  const unjudged = await checkedStamp(token, { data, roots: [] })
  assert.ok(!isBadStamp(unjudged) && !unjudged.isTrusted, 'who signed is named, and not judged')

  const wrongs = {
    bytes: await checkedStamp(token, { data: Buffer.from('青瓷杯'), roots }),
    root: await checkedStamp(token, { data, roots: certificatesIn(readFileSync(other.root, 'utf8')) }),
    token: await checkedStamp(Buffer.from('no token'), { data, roots }),
  }
  assert.deepEqual(
    Object.values(wrongs).map((one) => (isBadStamp(one) ? one.wrong : one)),
    ['stamp.other', 'stamp.untrusted', 'stamp.unreadable'],
  )
})

test('what an authority signed cannot be changed', async () => {
  const authority = await openAuthority()
  const token = await stampBy(authority.url, data)
  assert.ok(token instanceof Uint8Array)
  const roots = certificatesIn(readFileSync(authority.root, 'utf8'))
  const year = Buffer.from(new Date().getUTCFullYear().toString())
  const at = Buffer.from(token).indexOf(year)
  assert.ok(at > 0, 'the moment stands in the token')
  for (const place of [at + 3, token.length - 3]) {
    const changed = Uint8Array.from(token)
    changed[place] = (changed[place] ?? 0) ^ 1
    const found = await checkedStamp(changed, { data, roots })
    assert.ok(isBadStamp(found), `byte ${place}`)
  }
})

test('an authority that is down, slow or lies is found out, and nothing of it is taken', async () => {
  const authority = await openAuthority()
  assert.ok((await stampBy(authority.url, Buffer.from('before'))) instanceof Uint8Array)
  const expected: [Behaviour, string][] = [
    ['replay', 'stamp.nonce'],
    ['refuse', 'stamp.refused'],
    ['page', 'stamp.unreadable'],
    ['error', 'stamp.unreachable'],
    ['flood', 'stamp.unreachable'],
    ['silence', 'stamp.unreachable'],
  ]
  for (const [how, wrong] of expected) {
    authority.behave(how)
    const found = await stampBy(authority.url, data, { patienceMs: how === 'silence' ? 200 : 20_000 })
    assert.equal('wrong' in found && found.wrong, wrong, how)
  }
  assert.equal((await nobody()).wrong, 'stamp.unreachable')
})

test('a certificate that is there for something else gives no time stamp, whoever issued it', async () => {
  const authority = await openAuthority()
  const token = await stampBy(authority.url, data)
  assert.ok(token instanceof Uint8Array)
  const roots = certificatesIn(readFileSync(authority.root, 'utf8'))
  const found = await checkedStamp(authority.resigned(token), { data, roots })
  assert.equal(isBadStamp(found) && found.wrong, 'stamp.purpose')
})

/** A port that nobody listens on. */
async function nobody(): Promise<{ wrong: string }> {
  const found = await stampBy('http://127.0.0.1:1/', data)
  return 'wrong' in found ? found : { wrong: 'none' }
}
