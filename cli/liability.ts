import { readFile } from 'node:fs/promises'
import { whereBroken } from '@anxin/dispatch/plan/vroom/broken.ts'
import { instant } from '@anxin/domain/basics.ts'
import { dayOf } from '@anxin/domain/claims/calendar.ts'
import { type Advice, adviseOn } from '@anxin/domain/liability/advice.ts'
import type { Facts } from '@anxin/domain/liability/facts.ts'
import { readFacts } from '@anxin/domain/liability/reading.ts'
import { division, ended } from '@anxin/regions/divisions.ts'
import type { Command } from 'commander'
import { languagesOf, liabilityText } from './liabilitytext.ts'
import { whyNotRead } from './unreadable.ts'

/** Facts of one person; more is no file of facts. */
const mostBytes = 4 * 1024 * 1024

const format = `
FACTS.json / 事实文件:
  {"acts":[{"date":"2026-03-01","amountFen":320000,"platform":"…","outcome":"obtained"}],"place":"440300"}
  acts[]: date, amountFen, outcome ("obtained" / "attempted") 必填 required; optional 可选:
    platform       text / 平台
    means          "network" or "in-person" / 手段
    age            completed years on the day of the act / 行为时周岁
    punished       true: dealt with already / 已处理
    returnedFen    given back since / 已返还
    knownOn        day on which the side that paid knew / 付款方知道之日
    discoveredOn   day on which the police knew / 公安机关发现之日
    labelRemoved   true: a label of generated content was removed / 去除了生成内容标识
    asBusiness     true: by a business against another one / 经营者所为
    person         a name for whoever it was; the same in all acts / 同一人
  place: code of a division, 6 digits or 9 / 区划代码; bornOn: in place of ages / 出生日期;
  decidedOn: day of an authority's decision / 决定日`

/** `anxin liability FACTS.json`: the tiers of law that may apply to confirmed facts, with their texts and what is missing. */
export function liability(program: Command): void {
  program
    .command('liability')
    .description('what may follow in law from confirmed facts, no verdict / 可能的法律责任（参考，不作认定）')
    .argument('<facts>', 'JSON file with the acts of one person')
    .option('--json', 'one JSON document')
    .addHelpText('after', format)
    .action(async (file: string, { json }: { json?: boolean }) => {
      const advice = inFile(file, await readText(file))
      const languages = languagesOf(process.env)
      process.stdout.write(json ? `${JSON.stringify(advice)}\n` : liabilityText(advice, languages))
    })
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error) => {
    throw new Error(whyNotRead(file, error, 'a JSON file with facts'))
  })
  if (bytes.length > mostBytes) throw new Error(`${file}: a file of facts of at most ${mostBytes} bytes was expected.`)
  return bytes.toString('utf8').replace(/^\ufeff/, '')
}

function inFile(file: string, text: string): Advice {
  try {
    const today = dayOf(instant(Date.now()))
    const facts = readFacts(parsed(text), today)
    return adviseOn(facts, { today, placeName: nameOf(facts) })
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : error}.`)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const broken = whereBroken(text)
    if (!broken) throw error
    const found = broken.found.replace(/[^\x20-\x7e\u3400-\u9fff]/g, '?')
    throw new Error(`${broken.path || 'the file'}: a JSON value was expected, ${found} found`)
  }
}

/** The place by name. A code that has ended stays a place of its province; one that never was is refused. */
function nameOf({ place }: Facts): string | null {
  if (place === null) return null
  const name = division(place)?.name ?? ended.get(place)?.own
  if (name === undefined) throw new Error(`place: the code of a division of China was expected, "${place}" found`)
  return name
}
