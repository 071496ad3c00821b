import type { Command } from 'commander'

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
      // The law and the rules are loaded for this command alone: the others start without them.
      const [{ adviceOnFile }, { languagesOf, liabilityText }] = await Promise.all([
        import('./liabilityfacts.ts'),
        import('./liabilitytext.ts'),
      ])
      const advice = await adviceOnFile(file)
      process.stdout.write(json ? `${JSON.stringify(advice)}\n` : liabilityText(advice, languagesOf(process.env)))
    })
}
