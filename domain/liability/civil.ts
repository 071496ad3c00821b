import type { Day } from '../appliances/ageing.ts'
import { type Excluded, excluded, type Found, type Kind, type Tier, tier, yuan } from './entries.ts'
import { addYears, amountOf, type Facts, lastOf, type Numbered, numbered, placesOf } from './facts.ts'
import figures from './figures.json' with { type: 'json' }
import { allMissing, type Missing, type MissingCode, missing } from './missing.ts'
import { inForce, isInForce, statute, type Text } from './statutes.ts'

/** What whoever paid can ask back. It runs beside everything else, from the first fen, whatever the age, and whether or not
 *  an authority has dealt with the act. */

type Asked = { acts: readonly Numbered[]; day: Day }

const { years: rescindYears, mostYears: rescindMost } = figures['CIV-152']
const { years: claimYears, mostYears: claimMost } = figures['CIV-188']

export function civil(facts: Facts, today: Day): Found {
  const day = facts.decidedOn ?? today
  const all = numbered(facts)
  const isUnderCode = ({ act }: Numbered) => isInForce(statute('CIV-985'), act.date)
  const [now, before] = [all.filter(isUnderCode), all.filter((one) => !isUnderCode(one))]
  const paid = now.filter(({ act }) => act.outcome === 'obtained')
  const parts = [
    restitution({ acts: paid, day }),
    rescission({ acts: paid, day }),
    damages({ acts: now, day }),
    earlier({ acts: before, day }),
  ]
  return { tiers: parts.flatMap(({ tiers }) => tiers), excluded: parts.flatMap((part) => part.excluded) }
}

const ids = (main: string, rest: readonly string[], day: Day): [string, ...string[]] => [main, ...inForce(rest, day)]

const about = (kind: Kind, acts: readonly Numbered[]) => ({
  ...{ tier: 'civil' as const, kind, acts: placesOf(acts), amountFen: amountOf(acts) },
})

/** What stands between the facts and every civil claim. */
function commonly(acts: readonly Numbered[], codes: readonly MissingCode[]): Missing[] {
  const ages = acts.map(({ act }) => act.age)
  return allMissing(
    'identity',
    ...codes,
    ...(ages.includes(null) ? (['age'] as const) : []),
    ...(ages.some((age) => age !== null && age < 18) ? (['guardian'] as const) : []),
  )
}

/** Acts whose claim may still be brought, and whether the day of knowledge decides it. */
function within(acts: readonly Numbered[], { day, years }: { day: Day; years: number }) {
  const isOver = ({ act }: Numbered) => act.knownOn !== null && day > addYears(act.knownOn, years)
  const open = acts.filter((one) => !isOver(one))
  const unsure = open.filter(({ act }) => act.knownOn === null && day > addYears(act.date, years))
  const from = unsure.map(({ act }) => addYears(act.date, years)).sort()[0]
  return { open, over: acts.filter(isOver), isUnsure: unsure.length === open.length, knowledge: from ?? null }
}
const knowing = (from: Day | null): Missing[] => (from === null ? [] : [missing('knowledge', { day: from })])

const barred = (kind: Kind, acts: readonly Numbered[]): Excluded[] =>
  acts.length === 0
    ? []
    : [
        excluded({
          ...about(kind, acts),
          ids: ['CIV-188'],
          why: 'time-barred',
          zh: `已过三年诉讼时效（自知道之日起算）：对方可以拒绝履行。时效如有中断、中止则另算。`,
          en: 'The three years from when one knew are over: the other side may refuse. They count otherwise where they were interrupted or suspended.',
        }),
      ]

function restitution({ acts, day }: Asked): Found {
  const { open, over, isUnsure, knowledge } = within(acts, { day, years: claimYears })
  const owed = open.reduce((total, { act }) => total + act.amount - act.returned, 0)
  const left = barred('restitution', over)
  if (open.length === 0) return { tiers: [], excluded: left }
  const cited = ids('CIV-985', ['CIV-188', 'CIV-7'], lastOf(open))
  if (owed === 0) {
    const returned: Text = { zh: '款项已全部返还。', en: 'All of it has been returned.' }
    return {
      tiers: [],
      excluded: [...left, excluded({ ...about('restitution', open), ids: cited, why: 'returned', ...returned })],
    }
  }
  const one = tier({
    ...about('restitution', open),
    ids: cited,
    day: lastOf(open),
    applies: isUnsure ? 'unknown' : 'may',
    figures: { owedFen: owed, claimYears, claimMostYears: claimMost },
    missing: [...commonly(open, ['no-ground']), ...knowing(knowledge)],
    zh: `没有法律根据收到的退款可能须返还：${yuan(owed)} 元；三年内、自知道之日起，最长二十年。`,
    en: `A refund received without a legal ground may have to be returned: ${yuan(owed)} yuan; within three years of knowing, twenty at most.`,
  })
  return { tiers: [one], excluded: left }
}

function rescission({ acts, day }: Asked): Found {
  const isGone = ({ act }: Numbered) => day > addYears(act.date, rescindMost)
  const { open, over, isUnsure, knowledge } = within(
    acts.filter((one) => !isGone(one)),
    { day, years: rescindYears },
  )
  const left = (gone: readonly Numbered[], why: string, words: Text) =>
    gone.length === 0 ? [] : [excluded({ ...about('rescission', gone), ids: ['CIV-152'], why, ...words })]
  const lapsed = [
    ...left(over, 'lapsed', {
      zh: '自知道之日起已满一年，撤销权消灭。',
      en: 'The right to rescind ended one year after one knew.',
    }),
    ...left(acts.filter(isGone), 'lapsed', {
      zh: '自行为之日起已满五年，撤销权消灭。',
      en: 'The right to rescind ended five years after the act.',
    }),
  ]
  if (open.length === 0) return { tiers: [], excluded: lapsed }
  const one = tier({
    ...about('rescission', open),
    ids: ids('CIV-148', ['CIV-149', 'CIV-152', 'CIV-157', 'CIV-INT-21', 'CIV-7'], lastOf(open)),
    day: lastOf(open),
    applies: isUnsure ? 'unknown' : 'may',
    figures: { rescindYears, rescindMostYears: rescindMost },
    missing: [...commonly(open, ['intent', 'deceived', 'court-or-arbitration']), ...knowing(knowledge)],
    zh: '同意退款如系受欺诈，可以请求法院或者仲裁机构撤销：自知道之日起一年内，最长自行为之日起五年。',
    en: 'If the refund was agreed to because of deception, a court or an arbitral body may be asked to rescind it: within one year of knowing, five years after the act at most.',
  })
  return { tiers: [one], excluded: lapsed }
}

function damages({ acts, day }: Asked): Found {
  const { open, over, isUnsure, knowledge } = within(acts, { day, years: claimYears })
  if (open.length === 0) return { tiers: [], excluded: barred('damages', over) }
  const isPaid = open.some(({ act }) => act.outcome === 'obtained')
  const one = tier({
    ...about('damages', open),
    ids: ids('CIV-1165', ['CIV-188', 'CIV-7'], lastOf(open)),
    day: lastOf(open),
    applies: isPaid && !isUnsure ? 'may' : 'unknown',
    figures: { claimYears, claimMostYears: claimMost },
    missing: [...commonly(open, ['harm']), ...knowing(knowledge)],
    zh: isPaid
      ? '因过错造成损失的，可能须赔偿；三年内、自知道之日起，最长二十年。'
      : '没有付款：只有另行造成损失（如处理费用）的，才可能须赔偿。',
    en: isPaid
      ? 'Harm done through fault may have to be compensated; within three years of knowing, twenty at most.'
      : 'Nothing was paid: only other harm (the cost of handling it, say) may have to be compensated.',
  })
  return { tiers: [one], excluded: barred('damages', over) }
}

/** Before the Civil Code: the law of that day is not in the data, the limits of a claim brought today are. */
function earlier({ acts, day }: Asked): Found {
  if (acts.length > 0 && !isInForce(statute('CIV-188'), day)) {
    const words: Text = { zh: '当日的法律不在本数据中。', en: 'The law of that day is not in our data.' }
    return {
      tiers: [],
      excluded: [excluded({ ...about('earlier-law', acts), ids: ['CIV-188'], why: 'no-text', ...words })],
    }
  }
  const isTooOld = ({ act }: Numbered) => day > addYears(act.date, claimMost)
  const { open, over, knowledge } = within(
    acts.filter((one) => !isTooOld(one)),
    { day, years: claimYears },
  )
  const tooOld = acts.filter(isTooOld)
  const tiers: Tier[] = []
  if (open.length > 0)
    tiers.push(
      tier({
        ...about('earlier-law', open),
        ids: ['CIV-188'],
        day: lastOf(open),
        applies: 'unknown',
        figures: { claimYears, claimMostYears: claimMost },
        missing: [...commonly(open, []), ...allMissing('earlier-text'), ...knowing(knowledge)],
        zh: '行为在民法典施行以前，当日的法律不在本数据中；请求返还或者赔偿是否仍在期限内，看三年（自知道之日起）和二十年的时效。',
        en: 'The act was before the Civil Code, and the law of that day is not in our data; whether money can still be asked back is a matter of three years from knowing and twenty at most.',
      }),
    )
  const past: Text = { zh: '行为已逾二十年，法院不予保护。', en: 'More than twenty years have passed since the act.' }
  return {
    tiers,
    excluded: [
      ...barred('earlier-law', over),
      ...(tooOld.length > 0
        ? [excluded({ ...about('earlier-law', tooOld), ids: ['CIV-188'], why: 'time-barred', ...past })]
        : []),
    ],
  }
}
