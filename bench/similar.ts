/** `npm run bench similar`: every hash within distance 31 among 1 and 10 million, evenly spread and in clusters of 100,
 *  in a process of its own each; beside comparing all of them one by one in the same process. Seeded; half of the
 *  questions lie near a kept hash. Others work on these machines: each question is asked in seven passes, between which
 *  the caches get as cold as in use, and its quietest time is given beside the ordinary one. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { distanceUpTo, type Hash, hashWords } from '../inspect/reuse/hash.ts'
import { HashIndex } from '../inspect/reuse/hashindex.ts'
import { drawn, flip, seeded, turnedBits } from '../inspect/reuse/testing.ts'
import { machine } from './machine.ts'

const distance = 31
const [passCount, questionCount, scanCount] = [7, 2_000, 10]
const [batch, clusterSize] = [10_000, 100]
type Kind = 'uniform' | 'clustered'

/** The hashes, a batch at a time; those of a cluster differ from its centre in up to 31 bits. */
function* made(count: number, kind: Kind): Generator<Uint32Array> {
  const random = seeded(count)
  const words = new Uint32Array(batch * hashWords)
  let centre = drawn(random)
  for (let i = 0; i < count; i++) {
    if (kind === 'uniform' || i % clusterSize === 0) centre = drawn(random)
    const hash = centre.slice()
    if (kind === 'clustered') for (let flips = random() % 32; flips > 0; flips--) flip(hash, random() % 256)
    words.set(hash, (i % batch) * hashWords)
    if (i % batch === batch - 1) yield words
  }
}

const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b)
/** The value below which that share of them lies. */
const quantile = (values: readonly number[], share: number) => sorted(values)[Math.floor(share * values.length)] ?? 0
const median = (values: readonly number[]) => quantile(values, 0.5)
const both = (values: readonly number[]) =>
  `p50 ${quantile(values, 0.5).toFixed(3)}, p99 ${quantile(values, 0.99).toFixed(3)}`
const processorMs = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

type Pass = { ms: number[]; processor: number }

function pass(index: HashIndex, questions: readonly Hash[]): Pass {
  const worked = processorMs()
  const ms = questions.map((hash) => {
    const began = performance.now()
    index.within(hash, distance)
    return performance.now() - began
  })
  return { ms, processor: (processorMs() - worked) / questions.length }
}

/** Compares a question with every hash; throws where the index found another number. */
function scan(index: HashIndex, hash: Hash): number {
  const worked = processorMs()
  let found = 0
  for (const many of index.hashes())
    for (let at = 0; at < many.length; at += hashWords)
      if (distanceUpTo(distance, hash, { many, at }) <= distance) found++
  const ms = processorMs() - worked
  if (found !== index.within(hash, distance).length) throw new Error('the index missed a hash')
  return ms
}

function one(count: number, kind: Kind): void {
  const index = new HashIndex()
  for (const words of made(count, kind)) index.addAll(words)
  const [began, worked] = [performance.now(), processorMs()]
  while (index.settle());
  const [built, builtProcessor] = [(performance.now() - began) / 1_000, (processorMs() - worked) / 1_000]
  const random = seeded(99)
  const questions = Array.from({ length: questionCount }, (_, i) =>
    i % 2 ? drawn(random) : turnedBits(index.hashOf(random() % index.size), random() % 32, random),
  )
  pass(index, questions)
  const passes = Array.from({ length: passCount }, () => pass(index, questions))
  const quiet = questions.map((_, i) => Math.min(...passes.map(({ ms }) => ms[i] ?? 0)))
  const ordinary = passes.toSorted((a, b) => quantile(a.ms, 0.99) - quantile(b.ms, 0.99))[passCount >> 1]?.ms ?? []
  const processor = median(passes.map((each) => each.processor))
  const matches = questions.reduce((sum, hash) => sum + index.within(hash, distance).length, 0) / questionCount
  const all = median(questions.slice(0, scanCount).map((hash) => scan(index, hash)))
  process.stdout.write(`
${count.toLocaleString('en')} hashes, ${kind}: built in ${built.toFixed(1)} s (processor ${builtProcessor.toFixed(1)} s); most memory of the process ${(process.resourceUsage().maxRSS / 1e6).toFixed(2)} GB
  a question, ms: quietest of ${passCount} ${both(quiet)}; ordinary pass ${both(ordinary)}; ${matches.toFixed(1)} matches
  processor: ${processor.toFixed(3)} ms a question, ${Math.round(1_000 / processor)} a second; comparing all ${all.toFixed(1)} ms, × ${Math.round(all / processor)}
`)
  grow(index, random)
  process.stdout.write(`  ${machine()}\n`)
}

/** Adds while it is asked. */
function grow(index: HashIndex, random: () => number): void {
  const [more, together] = [100_000, 50]
  const asking: number[] = []
  let [processor, longest] = [0, 0]
  for (let i = 0; i < more; i += together) {
    const hashes = Array.from({ length: together }, () => drawn(random))
    const [began, worked] = [performance.now(), processorMs()]
    for (const hash of hashes) index.add(hash)
    processor += processorMs() - worked
    longest = Math.max(longest, performance.now() - began)
    asking.push(...pass(index, [drawn(random)]).ms)
  }
  process.stdout.write(
    `  while ${more.toLocaleString('en')} are added: a question ${both(asking)}; an addition ${((1_000 * processor) / more).toFixed(1)} µs of processor, the longest pause ${longest.toFixed(0)} ms\n`,
  )
}

const [count, kind] = process.argv.slice(-2)
if (kind === 'uniform' || kind === 'clustered') one(Number(count), kind)
else
  for (const size of ['1000000', '10000000'])
    for (const spread of ['uniform', 'clustered'])
      spawnSync(process.execPath, [fileURLToPath(import.meta.url), size, spread], { stdio: 'inherit' })
