import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Sealed } from '@anxin/record/seal.ts'
import { digestsOf } from '@anxin/server/bundles/digests.ts'
import { progress } from './progress.ts'
import { whyNotRead } from './unreadable.ts'

/** What is sealed of each: its name, size and hashes. Throws one sentence for what is no file or cannot be read. */
export async function sealedFiles(files: readonly string[], { sm3 = false }: { sm3?: boolean }): Promise<Sealed[]> {
  const bar = progress()
  const sealed: Sealed[] = []
  for (const [i, file] of files.entries()) {
    bar.say(`${i + 1} / ${files.length}`)
    const isFile = await stat(file).then(
      (found) => found.isFile(),
      (error) => {
        throw new Error(whyNotRead(file, error, 'a file'))
      },
    )
    if (!isFile) throw new Error(`${file} is no file: a file was expected.`)
    const digests = await digestsOf(createReadStream(file), { sm3 }).catch((error) => {
      throw new Error(whyNotRead(file, error, 'a file'))
    })
    sealed.push({ file: basename(file), ...digests })
  }
  bar.end()
  return sealed
}
