import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readConfig } from './config.ts'

const dir = mkdtempSync(join(tmpdir(), 'anxin-config-'))
after(() => rmSync(dir, { recursive: true, force: true }))

/** Settings as the environment and a file give them. */
function settings(environment: NodeJS.ProcessEnv, written = '') {
  const file = join(dir, '.env')
  writeFileSync(file, written)
  return () => readConfig(environment, file)
}

test('without any setting there is a default for each; the environment wins over the file', () => {
  assert.equal(settings({})().PORT, 8686)
  assert.equal(settings({}, 'PORT=9000')().PORT, 9000)
  assert.equal(settings({ PORT: '9001' }, 'PORT=9000')().publicUrl, 'http://localhost:9001')
})

test('a wrong value stops the start with a sentence that names the setting and what it must be', () => {
  assert.throws(settings({ PORT: 'eighty' }), /^Error: The setting PORT is not usable/)
  assert.throws(settings({ DATABASE_URL: 'mysql://db' }), /DATABASE_URL is not usable: must start with postgres:/)
  assert.throws(settings({ TRUSTED_PROXIES: '10.0.0.2, proxy' }), /TRUSTED_PROXIES is not usable: must be addresses/)
  assert.deepEqual(settings({ TRUSTED_PROXIES: '10.0.0.2, fd00::/8' })().TRUSTED_PROXIES, ['10.0.0.2', 'fd00::/8'])
  assert.throws(settings({}, 'DEMO=perhaps'), /The setting DEMO is not usable/)
})

test('a name in .env that is none of ours stops the start', () => {
  assert.throws(settings({}, 'STORAGE=file:./x'), /there is no setting STORAGE\. Known settings: DATABASE_URL/)
})

test('in the environment, names of other programs are left alone, and a name that can only be a slip for ours is not', () => {
  for (const name of ['PATH', 'port', 'Demo', 'GIT_PORT', 'ANXIN_PORT', 'DATABASE', 'npm_config_storage_url', 'URL'])
    assert.doesNotThrow(settings({ [name]: 'x' }), name)
  for (const [name, meant] of [
    ['STORAGEURL', 'STORAGE_URL'],
    ['database_url', 'DATABASE_URL'],
    ['KEY-URL', 'KEY_URL'],
    ['ANXIN_DATABASE_URL', 'DATABASE_URL'],
  ] as const)
    assert.throws(settings({ [name]: 'x' }), new RegExp(`sets ${name}; did you mean ${meant}\\?`))
})
