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

test('anxin custodian open: the evidence of a forgotten buyer by the key kept outside, noted in the claim’s record; wrong use is told', async () => {
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
  const env = { ...process.env, ...places, DATABASE_URL: world.databaseUrl }
  const open = (asked: string, key: string, out: string) =>
    spawnSync(
      process.execPath,
      [program, 'custodian', 'open', asked, '--key', join(dir, key), '--out', join(dir, out)],
      {
        ...{ env, cwd: dir, encoding: 'utf8' },
      },
    )
  for (const [asked, key, out, says] of [
    [claim, 'other.key', 'out', /does not open what was sealed: it is another key/],
    [claim, 'none.key', 'out', /cannot be read \(ENOENT\)/],
    ['R000', 'one.key', 'out', /Of no claim R000 were keys given to a custodian/],
  ] as const) {
    const { status, stderr } = open(asked, key, out)
    assert.deepEqual([status, says.test(stderr)], [2, true], stderr)
  }
  assert.ok(!readdirSync(dir).includes('out'))
  const opened = open(number, 'one.key', 'out')
  assert.deepEqual([opened.status, opened.stderr], [0, ''])
  const names = readdirSync(join(dir, 'out'))
  assert.equal(names.length, 2)
  for (const name of names) {
    const hash = createHash('sha256')
      .update(readFileSync(join(dir, 'out', name)))
      .digest('hex')
    assert.ok(opened.stdout.includes(`${name}  ${hash}\n`))
  }
  assert.match(open(claim, 'one.key', 'out').stderr, /out is there already/)
  const { steps } = (await reviewers[0]?.get(`/claims/${claim}/timeline`))?.body ?? {}
  assert.equal(steps.filter(({ type }: { type: string }) => type === 'custody.opened').length, 1)
})
