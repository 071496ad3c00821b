import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { sweep } from './spool.ts'

test('what a process that died left in the spool is removed after two days, what grows there is left alone', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'anxin-spool-'))
  after(() => rmSync(dir, { recursive: true, force: true }))
  mkdirSync(join(dir, 'tenant'))
  const now = Date.now()
  const aged = (name: string, hours: number) => {
    writeFileSync(join(dir, name), 'bytes')
    utimesSync(join(dir, name), new Date(now), new Date(now - hours * 3_600_000))
  }
  aged('tenant/dossier.zip', 49)
  aged('left.part', 49)
  aged('tenant/upload', 47)
  await sweep(dir, now)
  assert.deepEqual(
    ['tenant/dossier.zip', 'left.part', 'tenant/upload'].map((name) => existsSync(join(dir, name))),
    [false, false, true],
  )
})
