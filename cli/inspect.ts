import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join, parse } from 'node:path'
import type { Finding } from '@anxin/inspect/finding.ts'
import { page } from '@anxin/inspect/page.ts'
import type { Report } from '@anxin/inspect/report.ts'
import { type Inspected, openInspector, type Source } from '@anxin/server/inspection/inspector.ts'
import type { Command } from 'commander'
import { pathsIn } from './photofiles.ts'
import { progress } from './progress.ts'
import { whyRefused } from './refused.ts'

type Options = { against?: string[]; masks?: string; html?: string; json?: boolean }

/** `anxin inspect PHOTO…`: findings and grade of each photo. A directory stands for the pictures in it. Those that cannot be
 *  read are named on stderr, the others are inspected all the same; then the exit code is 2. */
export function inspect(program: Command): void {
  program
    .command('inspect')
    .description('findings and grade of claim photos / 检查照片')
    .argument('<photo...>', 'claim photos, or directories of them')
    .option('--against <photo...>', "the merchant's pictures of the goods")
    .option('--masks <dir>', 'write <name>.mask.png for each photo: 255 = altered for certain')
    .option('--html <file>', 'write one page that shows everything')
    .option('--json', 'one JSON document')
    .action(async (photos: string[], options: Options) => {
      const [claim, goods] = [await pathsIn(photos), await pathsIn(options.against ?? [])]
      for (const problem of [...claim.problems, ...goods.problems]) complain(problem)
      if (goods.problems.length > 0 || claim.paths.length === 0) return
      const inspector = openInspector()
      try {
        await inspectAll({ claim: claim.paths.map(sourceOf), goods: goods.paths.map(sourceOf), options, inspector })
      } finally {
        await inspector.stop()
      }
    })
}

const sourceOf = (path: string): Source => ({ name: path, path })

function complain(problem: string): void {
  process.stderr.write(`${problem}\n`)
  process.exitCode = 2
}

type Given = {
  claim: readonly Source[]
  goods: readonly Source[]
  options: Options
  inspector: ReturnType<typeof openInspector>
}

async function inspectAll({ claim, goods, options, inspector }: Given): Promise<void> {
  const { masks, html, json } = options
  const bar = progress()
  let done = 0
  const answers = await Promise.all(
    claim.map(async (photo) => {
      const answer = await inspector.photo(photo, {
        against: goods,
        isDrawn: masks !== undefined,
        isShown: html !== undefined,
      })
      bar.say(`${++done} / ${claim.length} ${photo.name}`)
      return { photo, answer }
    }),
  )
  const looked = answers.flatMap(({ photo, answer }) => ('report' in answer ? [{ photo, ...answer }] : []))
  const reports = await inspector.among(looked)
  bar.end()
  for (const { answer } of answers) if ('refused' in answer) complain(whyRefused(answer))
  if (masks !== undefined) await keepMasks(masks, looked)
  const sheets = looked.flatMap(({ sheet }, i) => (sheet ? [{ ...sheet, report: reports[i] ?? sheet.report }] : []))
  if (html !== undefined) await writeFile(html, page(sheets))
  process.stdout.write(json ? `${JSON.stringify({ photos: reports })}\n` : reports.map(readable).join('\n'))
}

/** By the photo's name without its ending; where two would be one file, with it. */
async function keepMasks(dir: string, looked: readonly (Inspected & { photo: Source })[]): Promise<void> {
  await mkdir(dir, { recursive: true })
  const taken = new Set<string>()
  for (const { photo, mask } of looked) {
    if (!mask) continue
    const { name } = parse(photo.name)
    const kept = taken.has(name) ? basename(photo.name) : name
    taken.add(kept)
    await writeFile(join(dir, `${kept}.mask.png`), mask)
  }
}

const readable = ({ file, grade, findings, against }: Report): string =>
  [
    `${file}\t${grade}`,
    ...against.map((one) => `  ${one.relation} ${one.score.toFixed(2)}\t${one.file}`),
    ...findings.map(sentence),
    '',
  ].join('\n')

const sentence = ({ strength, code, zh, en }: Finding) => `  ${strength.toFixed(2)}\t${code}\t${zh}\n  \t\t${en}`
