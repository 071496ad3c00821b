import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { isSafePath } from '@anxin/record/bag.ts'
import { type Content, writeBundle } from '@anxin/server/bundles/bundle.ts'
import { digestsOf } from '@anxin/server/bundles/digests.ts'
import { whyNotWritten } from './newfile.ts'
import { plain } from './sealwords.ts'
import { stamped } from './stamped.ts'

/** A new file with all of these and the seal of all. `authority`: who stamps it. */
export async function sealBundle(
  files: readonly string[],
  {
    bundle,
    authority,
    sm3 = false,
    json,
  }: { bundle: string; authority: string | undefined; sm3?: boolean; json?: boolean },
): Promise<void> {
  const unsafe = files.map((file) => basename(file)).find((name) => !isSafePath(name))
  if (unsafe !== undefined)
    throw new Error(
      `${plain(unsafe)} is no name for a file of a bundle: one without : \\ and control characters was expected.`,
    )
  const contents: Content[] = []
  for (const file of files) {
    const { size, mtime } = await stat(file)
    contents.push({ path: basename(file), size, at: mtime, open: async () => createReadStream(file) })
  }
  const at = new Date()
  await writeBundle(bundle, {
    name: folderFor(basename(bundle)),
    ...{ contents, at, info: { 'External-Description': 'Files sealed by Anxin / 安心封存的文件' } },
    seal: async ({ text, file }) => {
      const [one] = await stamped([{ file, ...(await digestsOf([Buffer.from(text)], { sm3 })) }], authority)
      return one ?? null
    },
  }).catch((error) => {
    throw new Error(whyNotWritten(bundle, error))
  })
  process.stdout.write(
    json ? `${JSON.stringify({ bundle, files: contents.length })}\n` : `${bundle}: ${contents.length}\n`,
  )
}

/** The folder that a bundle unpacks to: its name, unless that is none for a folder or the one that bags have inside. */
function folderFor(file: string): string {
  const name = file.replace(/\.zip$/i, '')
  return isSafePath(name) && name !== 'data' ? name : 'bundle'
}
