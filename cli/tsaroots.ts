import { readFile } from 'node:fs/promises'
import { certificatesIn } from '@anxin/record/timestamp.ts'
import { whyNotRead } from './unreadable.ts'

export type Roots = ReturnType<typeof certificatesIn>

/** The root certificates in these files; throws one sentence for a file that holds none. */
export async function rootsIn(files: readonly string[]): Promise<Roots> {
  const all = await Promise.all(
    files.map(async (file) => {
      const wanted = 'a PEM file of certificates'
      const text = await readFile(file, 'utf8').catch((error) =>
        Promise.reject(new Error(whyNotRead(file, error, wanted))),
      )
      const roots = readable(text)
      if (roots.length === 0) throw new Error(`${file} holds no certificate that can be read: ${wanted} was expected.`)
      return roots
    }),
  )
  return all.flat()
}

function readable(pem: string): Roots {
  try {
    return certificatesIn(pem)
  } catch {
    return []
  }
}
