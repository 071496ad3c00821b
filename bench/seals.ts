/** What proofs cost: leaves and seals a second, size and time of proofs at 1,000, 1,000,000 and 10,000,000 leaves, and the
 *  verification of a bundle of 1 GB beside `sha256sum` over the same file: `npm run bench seals [MOST] [MEGABYTES]`. The bound of a leaf is one bare
 *  SHA-256 of the same bytes; a leaf of a tree costs two and a bit. */
import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { signedNote, signingKey, verifierText } from '../record/checkpoint.ts'
import {
  appended,
  consistencyProof,
  emptyRange,
  inclusionProof,
  isConsistent,
  isIncluded,
  leafHash,
  type Nodes,
  rootAt,
} from '../record/merkle.ts'
import { checkedSeal, headOfSeals, sealsOf } from '../record/seal.ts'
import { writeBundle } from '../server/bundles/bundle.ts'
import { checkBundle } from '../server/bundles/check.ts'
import { machine } from './machine.ts'

const most = Number(process.argv[3] ?? 10_000_000)
const megabytes = Number(process.argv[4] ?? 1_024)
const say = (line: string) => process.stdout.write(`${line}\n`)
const since = (began: number) => performance.now() - began
const rate = (count: number, ms: number) => `${Math.round((count / ms) * 1_000).toLocaleString('en')}/s`
const at = (sorted: readonly number[], share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0) * 1_000
const micros = (ms: number[]) => {
  const sorted = ms.toSorted((a, b) => a - b)
  return `p50 ${at(sorted, 0.5).toFixed(0)} µs, p99 ${at(sorted, 0.99).toFixed(0)} µs`
}

/** All nodes in one block of memory, 64 bytes a leaf: what the log keeps in its tables lies here as well. */
function treeOf(count: number): { nodes: Nodes; ms: number } {
  const began = performance.now()
  const levels: Buffer[] = [Buffer.alloc(count * 32)]
  for (let i = 0; i < count; i++) leafHash(String(i)).copy(levels[0] ?? Buffer.alloc(0), i * 32)
  const prefix = Uint8Array.of(1)
  for (let below = levels[0]; below && below.length >= 64; below = levels.at(-1)) {
    const size = Math.floor(below.length / 64)
    const level = Buffer.alloc(size * 32)
    for (let i = 0; i < size; i++)
      createHash('sha256')
        .update(prefix)
        .update(below.subarray(i * 64, i * 64 + 64))
        .digest()
        .copy(level, i * 32)
    levels.push(level)
  }
  return { ms: since(began), nodes: (level, i) => (levels[level] ?? Buffer.alloc(0)).subarray(i * 32, i * 32 + 32) }
}

function proofs(count: number): void {
  const { nodes, ms } = treeOf(count)
  const root = rootAt(nodes, count)
  const took = {
    inclusion: [] as number[],
    checked: [] as number[],
    consistency: [] as number[],
    agreed: [] as number[],
  }
  let longest = 0
  for (let round = 0; round < 2_000; round++) {
    const index = (round * 7_919) % count
    let began = performance.now()
    const proof = inclusionProof(nodes, index, count)
    took.inclusion.push(since(began))
    longest = Math.max(longest, proof.length)
    began = performance.now()
    if (!isIncluded({ leaf: nodes(0, index), index, size: count, proof, root })) throw new Error('not included')
    took.checked.push(since(began))
    const first = 1 + ((round * 104_729) % (count - 1))
    const old = rootAt(nodes, first)
    began = performance.now()
    const links = consistencyProof(nodes, first, count)
    took.consistency.push(since(began))
    began = performance.now()
    if (!isConsistent({ size: first, root: old }, { size: count, root }, links)) throw new Error('not consistent')
    took.agreed.push(since(began))
  }
  say(`${count.toLocaleString('en')} leaves: tree in ${(ms / 1_000).toFixed(1)} s (${rate(count, ms)})`)
  say(
    `  inclusion: at most ${longest} hashes, ${longest * 32} bytes; made ${micros(took.inclusion)}; checked ${micros(took.checked)}`,
  )
  say(`  consistency: made ${micros(took.consistency)}; checked ${micros(took.agreed)}`)
}

say(machine())
const bytes = Array.from({ length: 200_000 }, (_, i) => Buffer.from(`a leaf of the log ${i}`))
let began = performance.now()
for (const one of bytes) createHash('sha256').update(one).digest()
const bare = since(began)
began = performance.now()
appended(emptyRange, bytes.map(leafHash))
const taken = since(began)
say(
  `leaves appended: ${rate(bytes.length, taken)}, × ${(taken / bare).toFixed(2)} of one bare SHA-256 each (${rate(bytes.length, bare)})`,
)

const signer = { name: 'bench', key: signingKey(randomBytes(32)) }
const key = verifierText(signer.name, signer.key)
const files = Array.from({ length: 1_000 }, (_, i) => ({
  file: `${i}.jpg`,
  size: 3_000_000,
  sha256: createHash('sha256').update(String(i)).digest('hex'),
}))
began = performance.now()
const alone = files.map((file) =>
  sealsOf([file], { checkpoint: signedNote(headOfSeals('bench', [file]), signer), key, timestamp: null }),
)
const each = since(began)
began = performance.now()
const seals = sealsOf(files, { checkpoint: signedNote(headOfSeals('bench', files), signer), key, timestamp: null })
const together = since(began)
began = performance.now()
for (const [i, seal] of seals.entries()) {
  const checked = await checkedSeal(seal, {
    digests: { size: 0, sha256: '', ...files[i], sm3: '' },
    keys: [],
    roots: [],
  })
  if ('wrong' in checked) throw new Error(checked.wrong)
}
say(
  `seals, each signed: ${rate(alone.length, each)}; a thousand under one head: ${rate(seals.length, together)}; checked: ${rate(seals.length, since(began))}`,
)

for (const count of [1_000, 1_000_000, 10_000_000]) if (count <= most) proofs(count)

const dir = mkdtempSync(join(tmpdir(), 'anxin-seals-'))
try {
  const part = randomBytes(1 << 20)
  const path = join(dir, 'film.bin')
  await pipeline(
    Readable.from(
      (function* () {
        for (let i = 0; i < megabytes; i++) yield part
      })(),
    ),
    createWriteStream(path),
  )
  const zip = join(dir, 'bundle.zip')
  const contents = [
    {
      path: 'film.bin',
      size: megabytes << 20,
      at: new Date(),
      open: async () => createReadStream(path, { highWaterMark: 1 << 20 }),
    },
  ]
  await writeBundle(zip, { name: 'bench', contents, info: {}, seal: async () => null, at: new Date() })
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < 5; round++) {
    let start = performance.now()
    execFileSync('sha256sum', [zip])
    theirs.push(since(start))
    start = performance.now()
    const { bad } = await checkBundle(zip, { keys: [], roots: [] })
    ours.push(since(start))
    if (bad) throw new Error(JSON.stringify(bad))
  }
  const middle = (ms: number[]) => ms.toSorted((a, b) => a - b)[2] ?? 0
  say(
    `a bundle of ${megabytes} MiB verified in ${(middle(ours) / 1_000).toFixed(2)} s, sha256sum alone ${(middle(theirs) / 1_000).toFixed(2)} s: × ${(middle(ours) / middle(theirs)).toFixed(2)}`,
  )
} finally {
  rmSync(dir, { recursive: true, force: true })
}
process.exit(0)
