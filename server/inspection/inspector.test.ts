import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { photographed, sceneOf } from '@anxin/inspect/pixels/testing.ts'
import sharp from 'sharp'
import { openInspector } from './inspector.ts'

const inspector = new URL('./inspector.ts', import.meta.url).href

test('who asks hears of a photo that takes too long, even if nothing else keeps the program going', () => {
  // A file that never ends: a pipe into which nobody writes.
  const dir = mkdtempSync(join(tmpdir(), 'anxin-inspector-'))
  const path = join(dir, 'a.jpg')
  execFileSync('mkfifo', [path])
  const program = `
    import { openInspector } from ${JSON.stringify(inspector)}
    const one = openInspector({ lanes: 1, seconds: 0.2 })
    const answer = await one.photo({ name: 'a.jpg', path: ${JSON.stringify(path)} })
    process.stdout.write(answer.refused)
    await one.stop()`
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
  rmSync(dir, { recursive: true })
  assert.deepEqual([status, stdout], [0, 'too_heavy'])
})

test('a photo by its bytes: a report, and what it says of another photo of the claim', async () => {
  const { data, width, height } = photographed(sceneOf(71), { width: 480, height: 360 })
  const picture = sharp(data, { raw: { width, height, channels: 3 } })
  const spot = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="70"><ellipse cx="45" cy="35" rx="42" ry="30" fill="#150b04"/></svg>',
  )
  const source = async (name: string, jpeg: Promise<Buffer>) => {
    const bytes = await jpeg
    return { name, bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
  }
  const plain = await source('plain.jpg', picture.clone().jpeg({ quality: 90 }).toBuffer())
  const spotted = await source(
    'spotted.jpg',
    picture
      .clone()
      .composite([{ input: spot, left: 200, top: 150 }])
      .jpeg({ quality: 80 })
      .toBuffer(),
  )
  const one = openInspector({ lanes: 1 })
  try {
    const answer = await one.photo(spotted)
    assert.ok('report' in answer && answer.report.sha256 === spotted.sha256)
    assert.ok(answer.report.grade === 'C' || answer.report.grade === 'D')
    assert.equal((await one.pair(spotted, plain))?.code, 'consistency.one_exposure_changed')
    assert.deepEqual(await one.photo({ name: 'words.txt', bytes: Buffer.from('words'), sha256: '1' }), {
      refused: 'not_a_picture',
      name: 'words.txt',
    })
  } finally {
    await one.stop()
  }
})
