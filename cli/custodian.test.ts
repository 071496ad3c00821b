import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { court, submitted } from '@anxin/server/claims/testing.ts'

const program = fileURLToPath(new URL('./anxin.ts', import.meta.url))

test('anxin custodian: evidence of a forgotten buyer is handed over sealed, with a trace, and opened elsewhere by the key kept outside; wrong use is told', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'anxin-custodian-'))
  after(() => rmSync(dir, { recursive: true, force: true }))
  const [one, other] = [generateKeyPairSync('x25519'), generateKeyPairSync('x25519')]
  for (const [name, { privateKey }] of Object.entries({ one, other }))
    writeFileSync(join(dir, `${name}.key`), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  writeFileSync(join(dir, 'one.pem'), one.publicKey.export({ type: 'spki', format: 'pem' }))
  const all = await court({ CUSTODIAN_KEY: join(dir, 'one.pem') })
  const { world, buyer, reviewers } = all
  const claim = await submitted(all)
  await world.settle()
  const { number } = (await reviewers[0]?.get(`/claims/${claim}`))?.body ?? {}
  assert.equal((await buyer.post('/me/erase', { confirm: 'erase' })).status, 200)
  await world.settle()

  const places = { KEY_URL: `file:${world.dir}/keys`, STORAGE_URL: `file:${world.dir}/media` }
  const env: NodeJS.ProcessEnv = { ...process.env, ...places, DATABASE_URL: world.databaseUrl }
  const custodian = (...args: string[]) =>
    spawnSync(process.execPath, [program, 'custodian', ...args], { env, cwd: dir, encoding: 'utf8' })
  const at = (name: string) => join(dir, name)
  const none = custodian('take', 'R000', '--out', at('sealed'))
  assert.deepEqual([none.status, /Of no claim R000 were keys given/.test(none.stderr)], [2, true], none.stderr)
  const taken = custodian('take', number, '--out', at('sealed'))
  assert.deepEqual([taken.status, taken.stderr], [0, ''])
  assert.match(custodian('take', claim, '--out', at('sealed')).stderr, /sealed is there already/)
  const { steps } = (await reviewers[0]?.get(`/claims/${claim}/timeline`))?.body ?? {}
  assert.equal(steps.filter(({ type }: { type: string }) => type === 'custody.handed-over').length, 1)

  // From here on neither server nor database is needed.
  env.DATABASE_URL = 'postgres://nobody@127.0.0.1:1/none'
  const open = (from: string, key: string, out = 'out') =>
    custodian('open', at(from), '--key', at(key), '--out', at(out))
  for (const [from, key, says] of [
    ['sealed', 'other.key', /does not open what was sealed: it is another key/],
    ['sealed', 'none.key', /cannot be read \(ENOENT\)/],
    ['nowhere', 'one.key', /a folder of `anxin custodian take` was expected/],
  ] as const) {
    const { status, stderr } = open(from, key)
    assert.deepEqual([status, says.test(stderr)], [2, true], stderr)
  }
  assert.ok(!readdirSync(dir).includes('out'))
  const opened = open('sealed', 'one.key')
  assert.deepEqual([opened.status, opened.stderr], [0, ''])
  const names = readdirSync(at('out'))
  assert.equal(names.length, 2)
  for (const name of names) {
    const bytes = readFileSync(join(at('out'), name))
    assert.ok(opened.stdout.includes(`${name}  ${createHash('sha256').update(bytes).digest('hex')}\n`))
  }
  assert.match(open('sealed', 'one.key').stderr, /out is there already/)

  const [first = '', second = ''] = readdirSync(at('sealed')).filter((name) => name !== 'sealed.json')
  const bytes = readFileSync(join(at('sealed'), first))
  bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40)
  writeFileSync(join(at('sealed'), first), bytes)
  rmSync(join(at('sealed'), second))
  const damaged = open('sealed', 'one.key', 'damaged')
  assert.equal(damaged.status, 1)
  assert.equal(damaged.stdout.match(/gone, or not as it was sent/g)?.length, 2)
  assert.deepEqual(readdirSync(at('damaged')), [], 'nothing is handed out that is not whole')
})
