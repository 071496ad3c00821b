import { open } from 'node:fs/promises'

/** A ZIP begins with the mark of a file in it, and ends with that of its directory; one of them may be damaged. */
export async function looksPacked(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const [head, tail] = [Buffer.alloc(4), Buffer.alloc(Math.min(size, longestEnd))]
    await file.read(head, 0, head.length, 0)
    await file.read(tail, 0, tail.length, size - tail.length)
    return head.toString('latin1') === 'PK\u0003\u0004' || tail.includes('PK\u0005\u0006')
  } finally {
    await file.close()
  }
}
/** The end of the directory with the longest comment there can be. */
const longestEnd = 22 + 65_535
