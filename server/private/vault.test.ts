import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { readConfig } from '../config.ts'
import { openDatabase, sql } from '../db/database.ts'
import { testDatabase } from '../db/testing.ts'
import { build } from '../start.ts'
import { report, testWorld, type World } from '../testing.ts'
import { rotateKeys } from './jobs.ts'
import { openKeys } from './keys.ts'
import { openVaultKeys } from './keys-vault.ts'
import { type TestVault, testVault } from './testing.ts'
import { openTransit } from './vault.ts'

async function vaultOfTest(): Promise<TestVault> {
  const vault = await testVault()
  after(() => vault.close())
  return vault
}
const settings = ({ url, token }: TestVault) => ({ KEY_URL: url, VAULT_TOKEN: token })
const rowsOf = async (world: World, question: string, values: unknown[] = []) => {
  const client = new pg.Client({ connectionString: world.databaseUrl })
  await client.connect()
  await client.query('alter table person_keys no force row level security')
  const { rows } = await client.query(question, values)
  await client.query('alter table person_keys force row level security')
  await client.end()
  return rows
}

test('every key is made, opened and deleted by the requests that Vault documents', async () => {
  const vault = await vaultOfTest()
  const transit = openTransit(settings(vault))
  const { plain, wrapped } = await transit.dataKey('kek-1')
  assert.match(wrapped, /^vault:v1:/)
  assert.deepEqual(await transit.open('kek-1', wrapped), plain)
  await assert.rejects(transit.open('kek-1', wrapped.slice(0, -8)), /message authentication failed/)
  await transit.destroy('kek-1')
  assert.equal(await transit.open('kek-1', wrapped), null)
  await transit.destroy('kek-1')
  const made = vault.asked.filter(({ method }) => method !== 'GET')
  assert.deepEqual(
    made.map(({ method, path }) => `${method} ${path}`),
    [
      'POST transit/keys/anxin-kek-1',
      'POST transit/datakey/plaintext/anxin-kek-1',
      'POST transit/decrypt/anxin-kek-1',
      'POST transit/decrypt/anxin-kek-1',
      'POST transit/keys/anxin-kek-1/config',
      'DELETE transit/keys/anxin-kek-1',
      'POST transit/decrypt/anxin-kek-1',
    ],
  )
  assert.deepEqual(made[0]?.body, { type: 'aes256-gcm96' })
  assert.deepEqual(made[1]?.body, { bits: 256 })
  assert.deepEqual(made[2]?.body, { ciphertext: wrapped })
  assert.deepEqual(made[4]?.body, { deletion_allowed: true })
})

test('an erasure deletes the transit key: the dump and the wrapped keys from before open for nobody', async () => {
  const vault = await vaultOfTest()
  const world = await testWorld({ env: settings(vault) })
  await world.nobody.post('/orders', report)
  const other = (await world.nobody.post('/orders', { ...report, phone: '19900000009', name: '另一人' })).body
  await world.settle()
  assert.deepEqual(vault.names(), ['anxin-installation', 'anxin-kek-1'])
  const victim = await world.signIn(report.phone)
  const { id } = (await victim.get('/me')).body
  const [oldKey] = await rowsOf(world, 'select kek, wrapped from person_keys where person = $1', [id])
  const oldVault = await rowsOf(world, 'select name, wrapped from vault_keys')
  const kek = oldVault.find(({ name }) => name === 'kek-1')
  const transit = openTransit(settings(vault))
  assert.ok(await transit.open('kek-1', kek.wrapped), 'before the erasure the old dump would open')

  assert.equal((await victim.post('/me/erase', { confirm: 'erase' })).body.erased, true)
  await world.settle()

  assert.deepEqual(vault.names(), ['anxin-installation', 'anxin-kek-2'])
  assert.equal(await transit.open('kek-1', kek.wrapped), null)
  await assert.rejects(transit.open('kek-2', kek.wrapped), /refused to decrypt/)
  assert.throws(() => world.anxin.keys.unwrap(1, oldKey.wrapped), /not at hand/)
  assert.deepEqual(
    (await rowsOf(world, 'select name from vault_keys order by name')).map(({ name }) => name),
    ['installation', 'kek-2'],
  )
  const seen = (await world.holding(other.tracking.token).get(`/orders/${other.id}`)).body
  assert.equal(seen.fault, report.fault, 'the other person’s values were wrapped anew and still open')
  // A server that starts now has nothing but Vault and the database.
  const fresh = await openKeys(settings(vault), world.anxin.deps.db)
  const [now] = await rowsOf(world, 'select kek, wrapped from person_keys limit 1')
  assert.equal(fresh.unwrap(now.kek, now.wrapped).length, 32)
  assert.deepEqual(fresh.derive('x'), world.anxin.keys.derive('x'))
  await fresh.close()
})

test('a rotation that could not delete the transit key is made good by the next', async () => {
  const vault = await vaultOfTest()
  const { anxin } = await testWorld({ env: settings(vault) })
  const transit = openTransit(settings(vault))
  const refusing = await openVaultKeys(
    { ...transit, destroy: () => Promise.reject(new Error('Vault is away')) },
    anxin.deps.db,
  )
  await assert.rejects(rotateKeys(anxin.deps.db, refusing), /away/)
  await refusing.close()
  assert.deepEqual(vault.names(), ['anxin-installation', 'anxin-kek-1', 'anxin-kek-2'])
  await rotateKeys(anxin.deps.db, anxin.keys)
  assert.deepEqual(vault.names(), ['anxin-installation', 'anxin-kek-3'])
})

test('two that begin at once on an empty database hold the same keys', async () => {
  const vault = await vaultOfTest()
  const { url, drop } = await testDatabase()
  const dbs = [openDatabase(url), openDatabase(url)]
  const both = await Promise.all(dbs.map((db) => openKeys(settings(vault), db)))
  await Promise.all(both.map((keys) => keys.make(1)))
  const [one, two] = both
  assert.deepEqual(one?.derive('a'), two?.derive('a'))
  const key = Buffer.alloc(32, 7)
  assert.deepEqual(two?.unwrap(1, one?.wrap(1, key) ?? key), key)
  await Promise.all(both.map((keys) => keys.close()))
  await Promise.all(dbs.map((db) => db.close()))
  await drop()
})

test('a server in another process reads and takes on under the generation that this one made', async () => {
  const vault = await vaultOfTest()
  const world = await testWorld({ env: settings(vault) })
  const other = await serverProcess(world, vault)
  const send = (path: string, init: RequestInit = {}) =>
    fetch(`${other.url}/api/v1${path}`, { ...init, headers: { 'content-type': 'application/json', ...init.headers } })
  const opened = await (await send('/orders', { method: 'POST', body: JSON.stringify(report) })).json()
  for (let generation = 2; generation <= 4; generation++) {
    await rotateKeys(world.anxin.deps.db, world.anxin.keys)
    assert.deepEqual(vault.names(), ['anxin-installation', `anxin-kek-${generation}`])
    const headers = { authorization: `Tracking ${opened.tracking.token}` }
    assert.equal((await (await send(`/orders/${opened.id}`, { headers })).json()).fault, report.fault)
    // Somebody new at the same moment: wrapped under the generation just ended, refused, and done again.
    const body = JSON.stringify({ ...report, phone: `1990000003${generation}` })
    assert.equal((await send('/orders', { method: 'POST', body })).status, 201)
  }
  assert.deepEqual(await rowsOf(world, 'select distinct kek from person_keys'), [{ kek: 4 }])
  other.kill()
})

test('a server that did not hear of the new generation has its write refused, learns of it, and writes again', async () => {
  const vault = await vaultOfTest()
  const world = await testWorld({ env: settings(vault) })
  const { db } = world.anxin.deps
  const silent = await openVaultKeys(openTransit(settings(vault)), { ...db, announce: async () => {} })
  await rotateKeys(db, silent)
  await silent.close()
  assert.equal(world.anxin.keys.newest(), 1)
  assert.equal((await world.nobody.post('/orders', report)).status, 201)
  assert.equal(world.anxin.keys.newest(), 2)
  assert.deepEqual(await rowsOf(world, 'select distinct kek from person_keys'), [{ kek: 2 }])
})

async function serverProcess(world: World, vault: TestVault): Promise<{ url: string; kill(): void }> {
  const env = {
    ...process.env,
    ...settings(vault),
    DATABASE_URL: world.databaseUrl,
    STORAGE_URL: `file:${world.dir}/media`,
    LOG_LEVEL: 'silent',
    LANES: '0',
  }
  const child = spawn(process.execPath, [fileURLToPath(new URL('../trust/serve.ts', import.meta.url))], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  after(() => child.kill('SIGKILL'))
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (data) => {
      const found = /port (\d+)/.exec(String(data))?.[1]
      if (found) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
  return { url: `http://127.0.0.1:${port}`, kill: () => child.kill('SIGKILL') }
}

test('a Vault that is away, sealed, forbids or has lost the keys stops the start with one sentence', async () => {
  const vault = await vaultOfTest()
  const world = await testWorld({ env: settings(vault) })
  const start = (env: Record<string, string>) =>
    build({ config: readConfig({ ...settings(vault), ...env }, 'no.env'), databaseUrl: world.databaseUrl, lanes: 0 })
  const gone = await testVault()
  await gone.close()
  await assert.rejects(start({ KEY_URL: gone.url }), {
    message: `Vault at ${new URL(gone.url.slice('vault+'.length)).host} cannot be reached (ECONNREFUSED).`,
  })
  const host = new URL(vault.url.slice('vault+'.length)).host
  await assert.rejects(start({ VAULT_TOKEN: 'hvs.another' }), {
    message: `Vault at ${host} does not allow POST decrypt/anxin-installation to this token.`,
  })
  vault.seal(true)
  await assert.rejects(start({}), { message: `Vault at ${host} is sealed or in maintenance.` })
  vault.seal(false)
  await assert.rejects(start({ VAULT_TOKEN: '' }), /please set VAULT_TOKEN or VAULT_TOKEN_FILE/)
  await assert.rejects(start({ KEY_URL: vault.url.replace('prefix=anxin', 'prefix=elsewhere') }), {
    message: 'Vault no longer has the key of installation: what it encrypted cannot be read.',
  })
  await world.anxin.deps.db.transaction('worker', (tx) =>
    tx.rows(sql`update vault_keys set name = 'kek-7' where name = 'kek-1'`),
  )
  await assert.rejects(start({}), /^Error: KEY_URL lacks generation 1 of the wrapping key/)
})
