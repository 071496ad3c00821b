import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { testDatabase } from '../db/testing.ts'
import { mp4, noise } from './pictures.ts'
import { append, ask, begin, sendInPieces } from './testing.ts'

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Servers of processes of their own on one database and one folder. */
async function installation() {
  const dir = mkdtempSync(join(tmpdir(), 'anxin-uploads-'))
  const database = await testDatabase()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  after(async () => {
    await client.end()
    await database.drop()
    rmSync(dir, { recursive: true, force: true })
  })
  const env = {
    ...process.env,
    DATABASE_URL: database.url,
    KEY_URL: `file:${join(dir, 'keys')}`,
    STORAGE_URL: `file:${join(dir, 'media')}`,
    DEMO: '1',
    LOG_LEVEL: 'silent',
  }
  const program = fileURLToPath(new URL('../trust/serve.ts', import.meta.url))
  const serve = async () => {
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    after(() => child.kill('SIGKILL'))
    const port = await new Promise<string>((resolve, reject) => {
      child.stdout.on(
        'data',
        (data) => /port (\d+)/.test(`${data}`) && resolve(/port (\d+)/.exec(`${data}`)?.[1] ?? ''),
      )
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
    })
    const url = `http://localhost:${port}`
    const ended = new Promise((resolve) => child.once('exit', resolve))
    const kill = async () => {
      child.kill('SIGKILL')
      await ended
    }
    return { url, kill }
  }
  const sha256 = async (id: string) => {
    await client.query(`select set_config('app.tenant', id::text, false) from tenants where hosts = '{}'`)
    const { rows } = await client.query(`select encode(sha256, 'hex') as hash from media where id = $1`, [id])
    return rows[0]?.hash
  }
  const spooled = async (id: string) => {
    const { rows } = await client.query(`select id from tenants where hosts = '{}'`)
    return statSync(join(dir, 'media', 'incoming', rows[0].id, id)).size
  }
  return { serve, sha256, spooled }
}

/** A video of this many bytes that no other is equal to. */
function video(size: number, seed: number): Buffer {
  const head = mp4()
  const filler = Buffer.alloc(size - head.length - 8, `anxin ${seed} `)
  const box = Buffer.alloc(8)
  box.writeUInt32BE(filler.length + 8)
  box.write('mdat', 4)
  return Buffer.concat([head, box, filler])
}

test('uploads go on after the server was killed, byte for byte, and nothing is claimed that is not on disk', async () => {
  const { serve, sha256, spooled } = await installation()
  let server = await serve()
  const base = () => server.url
  const videos = [1, 2, 3, 4].map((seed) => video(3 << 20, seed))
  const sent = Promise.all(videos.map((bytes) => sendInPieces(base, bytes, 64 * 1024)))
  const probe = await begin(server.url, 1 << 20)
  for (let kills = 0; kills < 4; kills++) {
    await append(`${server.url}/api/v1/uploads/${probe.id}`, kills * 1_000, { body: Buffer.alloc(1_000, kills) })
    await server.kill()
    server = await serve()
    const { response } = await ask(`${server.url}/api/v1/uploads/${probe.id}`, 'HEAD')
    const claimed = Number(response.headers.get('upload-offset'))
    assert.ok(claimed === (kills + 1) * 1_000 && claimed === (await spooled(probe.id)), `${claimed}`)
  }
  const ids = await sent
  for (const [i, id] of ids.entries()) assert.equal(await sha256(id), hashOf(videos[i] ?? Buffer.alloc(0)))
})

test('two servers on one database never write one upload at once, and a killed one lets go', async () => {
  const { serve, sha256, spooled } = await installation()
  const [one, other] = await Promise.all([serve(), serve()])
  const jpeg = await noise(600, 400).jpeg().toBuffer()
  const grown = async (id: string, size: number) => {
    while ((await spooled(id)) < size);
  }
  const at = (server: { url: string }, id: string) => `${server.url}/api/v1/uploads/${id}`
  for (let round = 0; round < 10; round++) {
    const { id } = await begin(one.url, jpeg.length)
    const both = await Promise.all([append(at(one, id), 0, { body: jpeg }), append(at(other, id), 0, { body: jpeg })])
    const statuses = both.map(({ response }) => response.status).sort()
    assert.ok(statuses[0] === 204 && [409, 423].includes(statuses[1] ?? 0), statuses.join())
    assert.equal(await sha256(id), hashOf(jpeg))
  }
  // A request that hangs in one server, as after a broken line: the other asks it to let go, and goes on.
  const { id } = await begin(one.url, jpeg.length)
  const hanging = hang(at(one, id), jpeg.subarray(0, 1_000))
  await grown(id, 1_000)
  const head = await ask(at(other, id), 'HEAD')
  assert.equal(head.response.headers.get('upload-offset'), '1000')
  assert.equal(await hanging.answer, 204, 'what it had sent is acknowledged')
  // And one that hangs in a server that dies.
  const again = hang(at(one, id), jpeg.subarray(1_000, 2_000), 1_000)
  await grown(id, 2_000)
  await one.kill()
  await again.answer
  assert.equal((await ask(at(other, id), 'HEAD')).response.headers.get('upload-offset'), '2000')
  assert.equal((await append(at(other, id), 2_000, { body: jpeg.subarray(2_000) })).response.status, 204)
  assert.equal(await sha256(id), hashOf(jpeg))
})

/** A PATCH that sends some bytes and then says nothing more, as after a broken line. */
function hang(url: string, bytes: Uint8Array, offset = 0) {
  const headers = {
    'tus-resumable': '1.0.0',
    'content-type': 'application/offset+octet-stream',
    'upload-offset': `${offset}`,
    'transfer-encoding': 'chunked',
  }
  const hung = request(url, { method: 'PATCH', headers })
  const answer = new Promise<number | undefined>((resolve) => {
    hung.once('response', (response) => resolve(response.resume().statusCode))
    hung.once('error', () => resolve(undefined))
  })
  hung.write(bytes)
  return { answer, hung }
}
