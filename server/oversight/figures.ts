import type { Call } from '../http/route.ts'
import type { Asked } from './asked.ts'
import { countIn } from './store.ts'
import { type Figures, showFigures } from './views.ts'

type Here = Pick<Call<unknown, unknown, unknown>, 'tx' | 'deps' | 'now'>

/** The figures as the caller may see them: who reviewed what is not told to a merchant. */
export async function figuresFor({ tx, deps, now }: Here, asked: Asked): Promise<Figures> {
  const counted = await countIn(tx, { ...asked, now })
  const isMerchant = asked.whose.own !== null
  const names = await deps.private.people(
    tx,
    counted.reviewers.map(({ person }) => person),
  )
  const reviewers = counted.reviewers
    .map(({ person, ...counts }) => ({ name: names.get(person)?.name ?? null, ...counts }))
    .sort((a, b) => (a.name ?? '').localeCompare(b.name ?? '', 'zh'))
  return showFigures({ asked, counted, now, reviewers: isMerchant ? null : reviewers })
}
