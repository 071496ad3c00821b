import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { useAct } from '../Act.tsx'
import { type Effect, type Plan, type Work, workAt } from './plan.ts'

/** What is being moved: dragged over the board, or asked about in the dialog; `to`: where it was dropped. */
type Moved = { order: string; isDragged: boolean; to: string | null }

export type Moving = {
  work: Work | null
  /** Over the board, not in the dialog yet. */
  isDragged: boolean
  to: string | null
  /** What it would do, for each technician; undefined until the server has said. */
  effects: readonly Effect[] | undefined
  problem: string | null
  drag(work: Work): void
  ask(work: Work): void
  drop(to: string): void
  seeAll(): void
  end(): void
  /** Gives what is moved, or this, to them. */
  give(to: string, work?: Work): Promise<void>
}

/** Moves an order on the board: what it would do is asked once, when it is picked up. */
export function useMoving(plan: Plan | undefined): Moving {
  const { t } = useTranslation()
  const act = useAct()
  const [moved, setMoved] = useState<Moved | null>(null)
  const order = moved?.order
  // As it stands on the board now: whatever others have done meanwhile.
  const work = plan && order ? workAt(plan, order) : null
  const what = useQuery({
    queryKey: ['what-if', order, plan?.at],
    enabled: order !== undefined && plan !== undefined,
    retry: false,
    placeholderData: (before, query) => (query?.queryKey[1] === order ? before : undefined),
    queryFn: () => told(api.POST('/api/v1/plans/what-if', { body: { order: order ?? '', routes: routesOf(plan) } })),
  })
  const give: Moving['give'] = async (to, other) => {
    const what = other ?? work
    if (what && (await act(() => given(what, to), t('d.done')))) setMoved(null)
  }
  return {
    ...{ work, isDragged: moved?.isDragged ?? false, to: moved?.to ?? null, give },
    effects: what.data?.items,
    problem: what.error?.message ?? null,
    drag: ({ order }) => setMoved({ order, isDragged: true, to: null }),
    ask: ({ order }) => setMoved({ order, isDragged: false, to: null }),
    drop: (to) => setMoved((now) => now && { ...now, isDragged: false, to }),
    seeAll: () => setMoved((now) => now && { ...now, to: null }),
    end: () => setMoved(null),
  }
}

const routesOf = (plan: Plan | undefined) =>
  plan?.technicians.map(({ id, stops }) => ({ technician: id, orders: stops.map((stop) => stop.order) })) ?? []

/** Placed where nobody has it, else handed over; in the version that was seen, so that of two dispatchers one is told. */
function given({ search, visit, version }: Work, technician: string): Promise<unknown> {
  const body = { technician }
  if (visit) {
    const headers = { 'If-Match': `"${version}"` }
    return told(api.POST('/api/v1/visits/{id}/hand-over', { params: { path: { id: visit } }, body, headers }))
  }
  return told(api.POST('/api/v1/searches/{id}/assign', { params: { path: { id: search ?? '' } }, body }))
}
