import { readFile, stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { hexOf } from '@anxin/inspect/reuse/hash.ts'
import type { Command } from 'commander'
import { whyNotRead } from './unreadable.ts'

const expected = 'a JPEG, PNG, WebP or AVIF picture'
const limits = 'a picture of at most 50 million pixels and 20,000 a side'
/** No picture within the limits is larger as a file. */
const mostBytes = 512 * 1024 * 1024

type Hashed = { file: string; hash: string; quality: number } | { problem: string }

/** `anxin hash PHOTO…`: the PDQ hash and quality of each, in order. Those that cannot be read are named on stderr, the
 *  others are hashed all the same; then the exit code is 2. */
export function hash(program: Command): void {
  program
    .command('hash')
    .description('PDQ hash of photos: <64 hex>,<quality>,<file> / 图片感知哈希')
    .argument('<photo...>', expected)
    .option('--json', 'JSON Lines')
    .action(async (files: string[], { json }: { json?: boolean }) => {
      // Decoded side by side, printed in order.
      const waiting: Promise<Hashed>[] = []
      for (const file of files) {
        waiting.push(hashOf(file))
        if (waiting.length > availableParallelism()) say(await waiting.shift(), json)
      }
      for (const hashed of waiting) say(await hashed, json)
    })
}

function say(hashed: Hashed | undefined, json = false): void {
  if (!hashed) return
  if ('problem' in hashed) {
    process.stderr.write(`${hashed.problem}\n`)
    process.exitCode = 2
    return
  }
  const { hash, quality, file } = hashed
  process.stdout.write(json ? `${JSON.stringify({ file, hash, quality })}\n` : `${hash},${quality},${file}\n`)
}

async function hashOf(file: string): Promise<Hashed> {
  const { photoHash } = await import('@anxin/inspect/reuse/photohash.ts')
  const bytes = await read(file).catch((error) => ({ problem: whyNotRead(file, error, expected) }))
  if ('problem' in bytes) return bytes
  const found = await photoHash(bytes)
  if ('refused' in found)
    return {
      problem:
        found.refused === 'too_large'
          ? `${file} is too large: ${limits} was expected.`
          : `${file} is no picture or damaged: ${expected} was expected.`,
    }
  return { file, hash: hexOf(found.hash), quality: found.quality }
}

async function read(file: string): Promise<Buffer | { problem: string }> {
  const found = await stat(file)
  // Reading a device may never end; a directory says itself that it is one.
  if (!found.isFile() && !found.isDirectory()) return { problem: `${file} is no file: ${expected} was expected.` }
  if (found.size > mostBytes) return { problem: `${file} is too large: ${limits} was expected.` }
  return readFile(file)
}
