import type { Day } from '../appliances/ageing.ts'
import { type Excluded, excluded, type Found, type Kind, type Tier, tier, yuan } from './entries.ts'
import { amountOf, type Facts, lastOf, type Numbered, numbered, placesOf } from './facts.ts'
import figures from './figures.json' with { type: 'json' }
import { allMissing } from './missing.ts'
import { inForce, isInForce, statute, type Text } from './statutes.ts'

/** Administrative law that only some acts come under: a business against another one, and labels of generated content. */

export function trade(facts: Facts): Found {
  const all = numbered(facts)
  const parts = [
    malicious(all.filter(({ act }) => act.isBusiness)),
    ...['DS-16', 'AIL-10'].map((id) =>
      label(
        id,
        all.filter(({ act }) => act.isLabelRemoved && labelOn(act.date) === id),
      ),
    ),
    unwritten(all),
  ]
  return { tiers: parts.flatMap(({ tiers }) => tiers), excluded: parts.flatMap((part) => part.excluded) }
}

const labelOn = (day: Day) => ['AIL-10', 'DS-16'].find((id) => isInForce(statute(id), day))

const about = (kind: Kind, acts: readonly Numbered[]) => ({
  ...{ tier: 'administrative' as const, kind, acts: placesOf(acts) },
  amountFen: amountOf(acts),
})
const none: Found = { tiers: [], excluded: [] }

function malicious(all: readonly Numbered[]): Found {
  const acts = all.filter(({ act }) => isInForce(statute('AUC-13'), act.date))
  if (acts.length === 0) return none
  const { ordinary, serious } = figures['AUC-13']
  const range = ({ fineFen: [from = 0, to = 0] }: typeof ordinary) => `${yuan(from)}–${yuan(to)}`
  const one = tier({
    ...about('malicious-returns', acts),
    ids: ['AUC-13'],
    day: lastOf(acts),
    applies: 'may',
    figures: { ordinary: { ...ordinary }, serious: { ...serious } },
    missing: allMissing('identity', 'own-business', 'seriousness', 'market-regulator-decides'),
    zh: `经营者滥用平台规则恶意退货的，可能适用反不正当竞争法第13条：罚款 ${range(ordinary)} 元，情节严重的 ${range(serious)} 元。`,
    en: `Malicious returns by a business that abuses a platform's rules: Article 13 of the Anti-Unfair Competition Law may apply, a fine of ${range(ordinary)} yuan, in serious cases ${range(serious)}.`,
  })
  return { tiers: [one], excluded: [] }
}

function label(id: string, acts: readonly Numbered[]): Found {
  if (acts.length === 0) return none
  const day = lastOf(acts)
  const isMeasures = id === 'AIL-10'
  const one: Tier = tier({
    ...about('label', acts),
    ids: [id, ...inForce(isMeasures ? ['AIL-13', 'DS-16'] : [], day)],
    day,
    applies: 'may',
    figures: {},
    missing: allMissing('identity', 'intent', 'publishing', 'no-fine'),
    zh: '恶意删除、篡改或者隐匿生成合成内容标识是被禁止的；罚则依其他法律。',
    en: 'To delete, alter or hide a label of generated content maliciously is forbidden; a penalty would follow from other laws.',
  })
  return { tiers: [one], excluded: [] }
}

/** What was asked about, and no text of the data was in force on that day. */
function unwritten(all: readonly Numbered[]): Found {
  const early = all.filter(({ act }) => act.isBusiness && !isInForce(statute('AUC-13'), act.date))
  const before = all.filter(({ act }) => act.isLabelRemoved && labelOn(act.date) === undefined)
  const words: Text = {
    zh: '行为当日尚无此条文。',
    en: 'There was no such provision on the day of the act.',
  }
  const left = (kind: Kind, acts: readonly Numbered[], id: string): Excluded[] =>
    acts.length === 0 ? [] : [excluded({ ...about(kind, acts), ids: [id], why: 'no-text', ...words })]
  return { tiers: [], excluded: [...left('malicious-returns', early, 'AUC-13'), ...left('label', before, 'DS-16')] }
}
