import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { testWorld } from '../testing.ts'
import { openDecoder } from './decoder.ts'
import { heic, mp4, noise, pngOf, webmPieces } from './pictures.ts'
import { keptIn, listening, send } from './testing.ts'

/** The processes that decode for this one. */
const decoders = (): number[] => {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args=']).toString().split('\n')
  return all
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((found) => found?.[2] === `${process.pid}` && found[3]?.includes('decode.ts'))
    .map((found) => Number(found?.[1]))
}

test('one process decodes many pictures; it is replaced when it dies or hangs, and gone after the stop', async () => {
  const decoder = openDecoder({ lanes: 1, seconds: 1 })
  after(() => decoder.stop())
  const jpeg = await noise(80, 60).jpeg().toBuffer()
  assert.deepEqual(decoders(), [], 'none is started before it is needed')
  for (let i = 0; i < 3; i++) assert.equal('refused' in (await decoder.look(jpeg)), false)
  const [first] = decoders()
  assert.deepEqual(decoders(), [first])
  process.kill(first ?? 0, 'SIGSTOP')
  assert.deepEqual(await decoder.look(jpeg), { refused: 'too_heavy' })
  assert.equal('refused' in (await decoder.look(jpeg)), false, 'the next is looked at by a new one')
  const [second] = decoders()
  assert.notEqual(second, first)
  process.kill(second ?? 0, 'SIGSTOP')
  const asked = decoder.look(jpeg)
  process.kill(second ?? 0, 'SIGKILL')
  assert.deepEqual(await asked, { refused: 'too_heavy' })
  await decoder.stop()
  assert.deepEqual(decoders(), [])
})

test('the decoder takes at most 512 MiB, whatever picture comes', { timeout: 120_000 }, async () => {
  const decoder = openDecoder({ lanes: 1 })
  after(() => decoder.stop())
  const large = await noise(8_000, 6_000).jpeg({ quality: 70, progressive: true }).toBuffer()
  const interlaced = pngOf({ width: 7_000, height: 7_000, colour: 6, interlaced: true })
  let most = 0
  const peak = () => {
    for (const pid of decoders()) {
      const kib = /VmHWM:\s+(\d+)/.exec(readStatus(pid))?.[1]
      most = Math.max(most, Number(kib ?? 0) / 1024)
    }
  }
  assert.equal('refused' in (await decoder.look(large)), false, '48 megapixels, progressive')
  peak()
  assert.ok('refused' in (await decoder.look(interlaced)))
  peak()
  assert.ok(most <= 512, `${Math.round(most)} MiB`)
})

const readStatus = (pid: number) => {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return '' // ended meanwhile, or another system than Linux
  }
}

/** The same numbers on every run (mulberry32). */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

test('damaged files break nothing: each is kept or refused, and the server stays healthy', {
  timeout: 240_000,
}, async () => {
  const world = await testWorld()
  const base = await listening(world)
  const seeds = [
    await noise(120, 90).jpeg().toBuffer(),
    await noise(120, 90).jpeg({ progressive: true }).withMetadata({ orientation: 5 }).toBuffer(),
    await noise(60, 40).png({ progressive: true }).toBuffer(),
    await noise(120, 90).webp().toBuffer(),
    await noise(64, 64).avif({ effort: 0 }).toBuffer(),
    await heic(64, 64),
    mp4(),
    Buffer.concat(webmPieces([0, 1_000])),
  ]
  const random = dice(20261124)
  const mutated = () => {
    const bytes = Buffer.from(seeds[Math.floor(random() * seeds.length)] ?? '')
    // Mostly in the head, where the structure is.
    const within = random() < 0.7 ? Math.min(bytes.length, 400) : bytes.length
    for (let i = 0; i < 1 + random() * 12; i++) bytes[Math.floor(random() * within)] = Math.floor(random() * 256)
    return random() < 0.15 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes
  }
  let isOver = false
  const slowest = { upload: 0, health: 0 }
  const health = (async () => {
    while (!isOver) {
      const before = performance.now()
      assert.equal((await fetch(`${base}/healthz`)).status, 200)
      slowest.health = Math.max(slowest.health, performance.now() - before)
      await once(setTimeout(() => {}, 0) && AbortSignal.timeout(20), 'abort')
    }
  })()
  const answers = new Map<number, number>()
  const uploader = async () => {
    for (let i = 0; i < 50; i++) {
      const before = performance.now()
      const { status, code } = await send(base, mutated())
      slowest.upload = Math.max(slowest.upload, performance.now() - before)
      answers.set(status, (answers.get(status) ?? 0) + 1)
      assert.ok(status === 204 || (status === 422 && code?.startsWith('media.')), `${status} ${code}`)
    }
  }
  await Promise.all([uploader(), uploader(), uploader()])
  isOver = true
  await health
  assert.equal((answers.get(204) ?? 0) > 0 && (answers.get(422) ?? 0) > 0, true, 'some are good and some are bad')
  assert.ok(slowest.upload < 10_000, `${slowest.upload} ms`)
  const { rows, spooled } = await keptIn(world)
  assert.deepEqual({ rows, spooled }, { rows: answers.get(204), spooled: 0 })
})
