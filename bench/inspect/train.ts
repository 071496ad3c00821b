/** Learns the two nets of `inspect/compare/` from the rows of `rows.ts`, on the half that is not held out, and writes them:
 *  `node bench/inspect/train.ts rows.jsonl…`. Prints what they do on the half that is. The same rows give the same nets. */
import { readFileSync, writeFileSync } from 'node:fs'
import { changedNet } from '../../inspect/compare/changed.generated.ts'
import { answer, type Net } from '../../inspect/compare/net.ts'
import { derivedness } from '../../inspect/compare/relation.ts'
import { learn, type Rows, ranked } from './learn.ts'
import type { Row } from './rows.ts'

const all: Row[] = process.argv.slice(2).flatMap((file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line): Row => JSON.parse(line)),
)

/** Several runs may have looked at the same case: the last one counts. */
const once = (some: readonly Row[]): Row[] => {
  const unique = new Map(some.map((row) => [`${row.group} ${row.name} ${row.way}`, row]))
  return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}
const many = Math.max(...all.map(({ figures }) => figures?.length ?? 0))
const weighed = once(all.filter(({ figures }) => figures === null || figures.length === many))
const seen = once(all.filter(({ places }) => places !== null))

const decoded = ({ places }: Row) => {
  if (!places) return null
  const bytes = Buffer.from(places.x, 'base64')
  const x = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
  return { inputs: places.inputs, x, y: new Uint8Array(Buffer.from(places.y, 'base64')) }
}

/** Real edits are what matters most, and are the fewest; what is painted over as a whole by our own generator is rough. */
const worthOf = ({ group }: Row): number => (group === 'edits' ? 2 : group === 'synthetic, painted again' ? 0.5 : 1)

/** Places of all cases, each case with the same weight; a quarter of it on what was changed, however small. */
function placeRows(cases: readonly Row[], each: number): Rows {
  const x: number[] = []
  const y: number[] = []
  const weight: number[] = []
  let inputs = 0
  for (const one of cases) {
    const places = decoded(one)
    if (!places) continue
    inputs = places.inputs
    const share = places.y.reduce((sum, value) => sum + value, 0) / places.y.length
    if (share < 0.0005 || share > 0.6) continue
    const step = Math.max(1, places.y.length / each)
    for (let at = 0; at < places.y.length; at += step) {
      const i = Math.floor(at)
      const isChanged = places.y[i] === 1
      for (let k = 0; k < inputs; k++) x.push(places.x[i * inputs + k] ?? 0)
      y.push(isChanged ? 1 : 0)
      weight.push(worthOf(one) * (isChanged ? 0.25 / Math.max(0.004, share) : 0.75 / (1 - share)))
    }
  }
  return { inputs, x: Float32Array.from(x), y: Uint8Array.from(y), weight: Float32Array.from(weight) }
}

function scored(net: Net, one: Row): { auc: number; f1: number; threshold: number } | null {
  const places = decoded(one)
  if (!places) return null
  const { inputs, x, y } = places
  return ranked(
    Float32Array.from(y, (_, i) => answer(net, Array.from(x.subarray(i * inputs, (i + 1) * inputs)))),
    y,
  )
}

const seed = 1
const isStill = (row: Row) => row.group === 'one camera, moments apart'

/** Rows of figures only (`--figures-only`) leave the net of places as it is. */
const changed =
  seen.length === 0
    ? changedNet
    : learn(
        placeRows(
          seen.filter((row) => !row.isHeldOut),
          900,
        ),
        { hidden: 20, epochs: 14, seed },
      )
const withFigures = weighed.filter((row) => !row.isHeldOut && !isStill(row) && row.figures !== null)
/** A false alarm costs far more than a miss. */
const derivedWeight = 1
const otherWeight = 3
/** Rare in the set, and unlike the rest: it is never upright. */
const screenWeight = 2
const derived = learn(
  {
    inputs: withFigures[0]?.figures?.length ?? 0,
    x: Float32Array.from(withFigures.flatMap((row) => row.figures ?? [])),
    y: Uint8Array.from(withFigures, (row) => (row.truth === 'derived' ? 1 : 0)),
    weight: Float32Array.from(withFigures, (row) =>
      row.truth === 'other' ? otherWeight : row.way === 'screen' ? screenWeight : derivedWeight,
    ),
  },
  { hidden: 8, epochs: 250, seed, decay: 2e-4 },
)

if (changed !== changedNet) write('inspect/compare/changed.generated.ts', 'changedNet', changed)
write('inspect/compare/relation.generated.ts', 'derivedNet', derived)

function write(file: string, name: string, net: Net): void {
  const text = `// Made by bench/inspect/train.ts; not to be edited.\nimport type { Net } from './net.ts'\n\nexport const ${name}: Net = ${JSON.stringify(net)}\n`
  writeFileSync(new URL(`../../${file}`, import.meta.url), text)
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
for (const isHeldOut of [false, true]) {
  process.stdout.write(isHeldOut ? '\nheld out\n' : 'learnt from\n')
  tableOfPlaces(seen.filter((row) => row.isHeldOut === isHeldOut))
  tableOfRelations(weighed.filter((row) => row.isHeldOut === isHeldOut && !isStill(row)))
}

function tableOfPlaces(some: readonly Row[]): void {
  const groups = new Map<string, { auc: number; f1: number; threshold: number }[]>()
  for (const row of some) {
    const score = scored(changed, row)
    if (!score) continue
    for (const group of [row.group, `${row.group}, ${row.way}`, `damage ${row.damage}`, `way ${row.way}`])
      groups.set(group, [...(groups.get(group) ?? []), score])
  }
  for (const [group, all] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1)))
    process.stdout.write(
      `  ${group.padEnd(40)} ${String(all.length).padStart(4)}  AUC ${mean(all.map(({ auc }) => auc)).toFixed(3)}  F1 ${mean(all.map(({ f1 }) => f1)).toFixed(3)}  at ${mean(all.map(({ threshold }) => threshold)).toFixed(2)}\n`,
    )
}

function tableOfRelations(some: readonly Row[]): void {
  const scores = some.map((row) => ({
    row,
    score: row.figures && row.laying ? derivedness(derived, row.figures, row.laying) : 0,
  }))
  const honest = scores.filter(({ row }) => row.truth === 'other').sort((a, b) => b.score - a.score)
  const made = scores.filter(({ row }) => row.truth === 'derived').sort((a, b) => a.score - b.score)
  for (const threshold of [0.3, 0.5, 0.7, 0.9, 0.97])
    process.stdout.write(
      `  at ${threshold}: derived found ${made.filter(({ score }) => score >= threshold).length} of ${made.length}, false ${honest.filter(({ score }) => score >= threshold).length} of ${honest.length}\n`,
    )
  for (const { row, score } of honest.slice(0, 12))
    process.stdout.write(`    honest ${score.toFixed(3)} ${row.group} ${row.name} ${shown(row)}\n`)
  for (const { row, score } of made.slice(0, 25))
    process.stdout.write(
      `    missed ${score.toFixed(3)} ${row.group} ${row.way} ${row.damage} ${row.name} ${shown(row)}\n`,
    )
}

function shown({ figures }: Row): string {
  return (figures ?? []).map((value) => value.toFixed(2)).join(' ')
}
