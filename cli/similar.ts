import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { hashWords, hexOf } from '@anxin/inspect/reuse/hash.ts'
import { HashIndex, type Match } from '@anxin/inspect/reuse/hashindex.ts'
import type { Command } from 'commander'
import { hashesIn } from './hashlines.ts'
import { progress } from './progress.ts'

type Options = { query: string; distance: string; json?: boolean }

/** `anxin similar HASHES --query QUERIES`: for each query every hash within the distance, exactly, the nearest first. Lines
 *  are counted from 1. With a directory of pictures: which of them are the asked one, or show a part of it. */
export function similar(program: Command): void {
  program
    .command('similar')
    .description('find photos by their hash: the same, or nearly / 按哈希查找相同或相近的图片')
    .argument(
      '<hashes>',
      'file with a hash of 64 hex digits on each line; what follows a comma is ignored; or a directory of pictures',
    )
    .requiredOption('--query <file>', 'file with the hashes to look for; or a picture or a directory of them')
    .option('--distance <bits>', 'in how many of the 256 bits two hashes may differ', '31')
    .option('--json', 'JSON Lines')
    .action(async (file: string, { query, distance, json }: Options) => {
      const most = /^\d{1,3}$/.test(distance) ? Number(distance) : 257
      if ((await stat(file).catch(() => null))?.isDirectory()) {
        const { similarPhotos } = await import('./similarphotos.ts')
        return similarPhotos(file, { query, json })
      }
      if (most > 256) throw new Error(`--distance ${distance}: a whole number from 0 to 256 was expected.`)
      const queries = await allIn(query)
      const { index, seconds } = await indexed(file)
      const times: number[] = []
      for (const hash of queries) {
        const began = performance.now()
        const matches = index.within(hash, most)
        times.push(performance.now() - began)
        await write(json ? jsonOf(hexOf(hash), matches, index) : readable(hexOf(hash), matches, index))
      }
      process.stderr.write(`${seconds}${figures(times)}\n`)
    })
}

async function allIn(file: string): Promise<Uint32Array[]> {
  const hashes: Uint32Array[] = []
  for await (const words of hashesIn(file))
    for (let at = 0; at < words.length; at += hashWords) hashes.push(words.slice(at, at + hashWords))
  return hashes
}

async function indexed(file: string): Promise<{ index: HashIndex; seconds: string }> {
  const index = new HashIndex()
  const shown = progress()
  const began = performance.now()
  for await (const words of hashesIn(file)) {
    index.addAll(words)
    shown.say(`${index.size} hashes`)
  }
  const read = performance.now()
  for (let steps = 1; index.settle(); steps++) shown.say(`${index.size} hashes, sorting, step ${steps}`)
  shown.end()
  const inSeconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`
  return {
    index,
    seconds: `${index.size} hashes read in ${inSeconds(read - began)}, built in ${inSeconds(performance.now() - read)}`,
  }
}

function figures(times: number[]): string {
  if (times.length === 0) return ''
  const total = times.reduce((sum, ms) => sum + ms, 0)
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(3)
  return `; ${times.length} queries, ${Math.round((1_000 * times.length) / total)}/s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`
}

/** In pieces: all of ten million matches would be more than one string can hold. */
function* jsonOf(query: string, matches: Match[], index: HashIndex): Generator<string> {
  yield `{"query":"${query}","matches":[`
  for (const [i, { id, distance }] of matches.entries())
    yield `${i ? ',' : ''}{"line":${id + 1},"hash":"${hexOf(index.hashOf(id))}","distance":${distance}}`
  yield ']}\n'
}

function* readable(query: string, matches: Match[], index: HashIndex): Generator<string> {
  if (matches.length === 0) yield `${query}\tnone\n`
  for (const { id, distance } of matches) yield `${query}\t${id + 1}\t${hexOf(index.hashOf(id))}\t${distance}\n`
}

const pieceLength = 65_536

async function write(pieces: Iterable<string>): Promise<void> {
  let text = ''
  for (const piece of pieces) {
    text += piece
    if (text.length < pieceLength) continue
    await send(text)
    text = ''
  }
  await send(text)
}

async function send(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}
