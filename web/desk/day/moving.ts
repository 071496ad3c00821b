import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { useAct } from '../Act.tsx'
import { type Effect, holderOf, type Plan, type Work, workAt } from './plan.ts'

/** What is being moved, as it stood when it was picked up: dragged over the board, or asked about in the dialog; `to`: where
 *  it was dropped. */
type Moved = { work: Work; isDragged: boolean; to: string | null }

export type Moving = {
  work: Work | null
  /** Over the board, not in the dialog yet. */
  isDragged: boolean
  to: string | null
  /** Who has it now. */
  holder: string | null
  /** Somebody else has moved it since it was picked up: it is to be looked at again, or is gone. */
  isChanged: boolean
  isGone: boolean
  /** What it would do, for each technician; undefined until the server has said. */
  effects: readonly Effect[] | undefined
  problem: string | null
  isGiving: boolean
  drag(work: Work): void
  ask(work: Work): void
  /** As it stands now. */
  lookAgain(): void
  drop(to: string): void
  seeAll(): void
  end(): void
  /** Gives what is moved, or this, to them. */
  give(to: string, work?: Work): Promise<void>
}

/** Moves an order on the board: what it would do is asked when it is picked up, and given is what was seen. */
export function useMoving(plan: Plan | undefined, mayMove: boolean): Moving {
  const { t } = useTranslation()
  const act = useAct()
  const [moved, setMoved] = useState<Moved | null>(null)
  const [isGiving, setGiving] = useState(false)
  const order = moved?.work.order ?? null
  const now = plan && order ? workAt(plan, order) : null
  const query = { order: order ?? '', ...(mayMove ? { mayMove: 'yes' as const } : {}) }
  const what = useQuery({
    queryKey: ['what-if', order, mayMove, plan?.at],
    enabled: now !== null,
    retry: false,
    placeholderData: (before, last) => (last?.queryKey[1] === order ? before : undefined),
    queryFn: () => told(api.GET('/api/v1/plans/today/what-if', { params: { query } })),
  })
  const give: Moving['give'] = async (to, other) => {
    const work = other ?? moved?.work
    if (!work || isGiving) return
    setGiving(true)
    if (await act(() => given(work, to), t('d.done'))) setMoved(null)
    setGiving(false)
  }
  return {
    ...{ work: moved?.work ?? null, isDragged: moved?.isDragged ?? false, to: moved?.to ?? null, give, isGiving },
    holder: plan && order ? holderOf(plan, order) : null,
    isGone: moved !== null && now === null,
    isChanged: moved !== null && !(now && isSame(now, moved.work)),
    effects: what.data?.items,
    problem: what.error?.message ?? null,
    drag: (work) => setMoved({ work, isDragged: true, to: null }),
    ask: (work) => setMoved({ work, isDragged: false, to: null }),
    lookAgain: () => setMoved((last) => last && now && { ...last, work: now, to: null }),
    drop: (to) => setMoved((last) => last && { ...last, isDragged: false, to }),
    seeAll: () => setMoved((last) => last && { ...last, to: null }),
    end: () => setMoved(null),
  }
}

const isSame = (a: Work, b: Work) => a.search === b.search && a.visit === b.visit && a.version === b.version

/** Placed where nobody has it, else handed over; in the version that was seen, so that of two dispatchers one is told. */
function given({ search, visit, version }: Work, technician: string): Promise<unknown> {
  const body = { technician }
  if (visit) {
    const headers = { 'If-Match': `"${version}"` }
    return told(api.POST('/api/v1/visits/{id}/hand-over', { params: { path: { id: visit } }, body, headers }))
  }
  return told(api.POST('/api/v1/searches/{id}/assign', { params: { path: { id: search ?? '' } }, body }))
}
