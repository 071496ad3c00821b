import { get, type Route, type StreamRoute } from '../http/route.ts'
import { askedBy, overseers, PeriodQuery } from './asked.ts'
import { oversightExport } from './export.ts'
import { figuresFor } from './figures.ts'
import { FiguresShown } from './views.ts'

export const oversightRoutes: readonly Route[] = [
  get('/oversight', {
    summary: 'Figures of the refund claims of a period: outcomes, grades, times, windows, appeals, labels / 监督数据',
    tag: 'claims',
    who: overseers,
    query: PeriodQuery,
    answer: FiguresShown,
    does: async (call) => figuresFor(call, await askedBy(call.tx, call, call.query)),
  }),
]
export const oversightStreams: readonly StreamRoute[] = [oversightExport]
