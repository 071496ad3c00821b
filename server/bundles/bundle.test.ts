import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, test } from 'node:test'
import { type Content, writeBundle } from './bundle.ts'
import { checkBundle } from './check.ts'

const dir = mkdtempSync(join(tmpdir(), 'anxin-bundle-'))
after(() => rmSync(dir, { recursive: true, force: true }))

const fileOf = (path: string, size: number): Content => ({
  ...{ path, size, at: new Date(0) },
  open: async () => Readable.from([Buffer.alloc(size, path)]),
})
const bundle = { name: 'bundle', info: {}, seal: async () => null, at: new Date(0) }

test('a bundle is written whole, whatever the sizes of its files and their order', { timeout: 60_000 }, async () => {
  const shapes: Record<string, number[]> = {
    none: [],
    empty: [0, 0],
    'a large one, then small ones': [150_000, 4_000, 30_000, 20_000, 900, 900, 300, 300],
    'small ones, then a large one': [...Array.from({ length: 40 }, () => 300), 3_000_000],
  }
  for (const [name, sizes] of Object.entries(shapes)) {
    const path = join(dir, `${name}.zip`)
    const contents = sizes.map((size, i) => fileOf(`file-${i}`, size))
    await writeBundle(path, { ...bundle, contents })
    const { bad, bytes } = await checkBundle(path, { keys: [], roots: [] })
    assert.equal(bad, null, name)
    assert.ok(bytes >= sizes.reduce((sum, size) => sum + size, 0), name)
  }
})

test('a file that cannot be read, or has another length than it was said to have, leaves no bundle', async () => {
  const lost: Content = { ...fileOf('lost', 10), open: async () => Promise.reject(new Error('lost')) }
  const short: Content = { ...fileOf('short', 10), size: 11 }
  for (const content of [lost, short]) {
    const path = join(dir, `${content.path}.zip`)
    await assert.rejects(writeBundle(path, { ...bundle, contents: [fileOf('a', 5), content] }))
    await assert.rejects(checkBundle(path, { keys: [], roots: [] }), { code: 'ENOENT' })
  }
})
