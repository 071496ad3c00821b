import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { openProving } from './proving.ts'
import { type Names, nameServer, webServer } from './testing.ts'

const claimed = { number: '4003124567', token: 'aTokenOfSomeLength', domain: 'nuanyang.test' }
const ours = 'anxin-hotline=400-312-4567; token=aTokenOfSomeLength'

test('a TXT record counts when it names the number and carries the token, and every failure is told from an absence', async () => {
  const names: Names = {}
  const servers = [await nameServer(names)]
  const { look } = openProving({ servers, allowsPrivate: true })
  const cases: [Names[string], object][] = [
    [[ours], { seen: '400-312-4567; aTokenOfSomeLength' }],
    [['v=spf1 -all', ours], { seen: '400-312-4567; aTokenOfSomeLength' }],
    [['v=spf1 -all'], { miss: 'absent' }],
    [['anxin-hotline=4003124567; token=anotherInstallation'], { miss: 'other' }],
    [['anxin-hotline=4003654321; token=aTokenOfSomeLength'], { miss: 'other' }],
    [[`${ours} and more`], { miss: 'absent' }],
    [[`anxin-hotline=${'4'.repeat(200)}; token=x`], { miss: 'absent' }],
    ['none', { miss: 'absent' }],
    ['failure', { miss: 'unreachable' }],
  ]
  for (const [said, expected] of cases) {
    names['_anxin-hotline.nuanyang.test'] = said
    assert.deepEqual(await look('dns', claimed), expected, JSON.stringify(said))
  }
  // In Chinese letters: asked for by its name in ASCII.
  names['_anxin-hotline.xn--ylvv37h.test'] = [ours]
  assert.deepEqual(await look('dns', { ...claimed, domain: '暖阳.test' }), { seen: '400-312-4567; aTokenOfSomeLength' })
})

test('a file on the web server counts when a certificate for just this host vouches for it, and nothing leads elsewhere', async () => {
  let say: { status?: number; location?: string; body: string } = { body: '' }
  const asked: string[] = []
  const { port, certificate } = await webServer('nuanyang.test', (request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(say.status ?? 200, say.location ? { location: say.location } : {}).end(say.body)
  })
  const servers = [await nameServer({})]
  const { look } = openProving({ servers, allowsPrivate: true, port })
  const file = (number: string, token: string) => JSON.stringify({ hotlines: [{ number, token }] })
  const right = file('400-312-4567', claimed.token)
  say = { body: right }
  assert.deepEqual(await look('well-known', claimed), { miss: 'unreachable' }, 'a certificate that nobody knows')
  const known = getCACertificates('default')
  setDefaultCACertificates([...known, certificate])
  try {
    assert.deepEqual(await look('well-known', claimed), { seen: '400-312-4567; aTokenOfSomeLength' })
    assert.deepEqual(await look('well-known', { ...claimed, domain: 'other.test' }), { miss: 'unreachable' })
    const cases: [typeof say, string][] = [
      [{ body: file('4003654321', claimed.token) }, 'other'],
      [{ body: file('4003124567', 'anotherInstallation') }, 'other'],
      [{ body: '<!doctype html>' }, 'other'],
      [{ body: '[]' }, 'other'],
      [{ body: JSON.stringify({ hotlines: [] }) }, 'absent'],
      [{ body: right.padEnd(70_000) }, 'other'],
      [{ status: 404, body: right }, 'absent'],
      [{ status: 410, body: right }, 'absent'],
      [{ status: 301, location: 'https://nuanyang.test/elsewhere', body: right }, 'unreachable'],
      [{ status: 403, body: right }, 'unreachable'],
      [{ status: 503, body: right }, 'unreachable'],
    ]
    for (const [said, miss] of cases) {
      say = said
      assert.deepEqual(await look('well-known', claimed), { miss }, JSON.stringify(said).slice(0, 80))
    }
    assert.ok(asked.every((one) => one === 'GET /.well-known/anxin-hotline.json'))
    const fromOutside = openProving({ servers, allowsPrivate: false, port })
    const before = asked.length
    assert.deepEqual(await fromOutside.look('well-known', claimed), { miss: 'unreachable' }, 'a name that leads inside')
    assert.equal(asked.length, before)
  } finally {
    setDefaultCACertificates(known)
  }
})
