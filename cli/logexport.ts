import type { FileHandle } from 'node:fs/promises'
import { joinedNotes } from '@anxin/record/checkpoint.ts'
import { logLines } from '@anxin/server/log/check.ts'
import { verifierTextOf } from '@anxin/server/log/head.ts'
import { newCheckpoint } from '@anxin/server/log/jobs.ts'
import { sweep } from '@anxin/server/log/sequencer.ts'
import type { LogParts } from './logparts.ts'
import { newFile } from './newfile.ts'
import { progress } from './progress.ts'

/** `anxin log checkpoint`: of all that was committed before; kept in the installation as well. */
export async function writeCheckpoints(
  { db, secrets, tenants }: LogParts,
  { out, json }: { out?: string; json?: boolean },
): Promise<void> {
  const file = out === undefined ? null : await newFile(out)
  const checkpoints = []
  for (const tenant of tenants) {
    const { size, note } = await db.transaction({ tenant }, (tx) => newCheckpoint(tx, secrets, Date.now()))
    checkpoints.push({ tenant, size, note, key: verifierTextOf(secrets, tenant) })
  }
  const text = joinedNotes(checkpoints.map(({ note }) => note))
  await file?.writeFile(text)
  await ended(file)
  const said = out === undefined ? text : `${out}: ${checkpoints.map(({ size }) => size).join(' + ')}\n`
  process.stdout.write(json ? `${JSON.stringify({ checkpoints })}\n` : said)
}

/** `anxin log export FILE`: every log in it as of one moment each, with all that was committed before. */
export async function writeExport(
  { db, secrets, tenants }: LogParts,
  file: string,
  { json }: { json?: boolean },
): Promise<void> {
  const handle = await newFile(file)
  const bar = progress()
  let lines = 0
  for (const tenant of tenants) {
    await db.transaction({ tenant }, sweep)
    await db.transaction({ tenant }, async (tx) => {
      for await (const line of logLines(tx, secrets)) {
        await handle.appendFile(`${line}\n`)
        if (++lines % 1_000 === 0) bar.say(String(lines))
      }
    })
  }
  bar.end()
  await ended(handle)
  process.stdout.write(json ? `${JSON.stringify({ file, logs: tenants.length, lines })}\n` : `${file}: ${lines}\n`)
}

async function ended(handle: FileHandle | null): Promise<void> {
  await handle?.sync()
  await handle?.close()
}
