import { type Answer, api, told } from '../../kit/api.ts'

export type Figures = Answer<'/api/v1/oversight', 'get'>
export type Query = { from?: string; until?: string; merchant?: string; category?: string }

/** The figures of one view. They are of the moment that they name, and counted anew when somebody asks: not at every change
 *  of every claim, which the live page tells of. */
export const figuresQuery = (query: Query) => ({
  queryKey: ['oversight', query],
  queryFn: () => told(api.GET('/api/v1/oversight', { params: { query } })),
  staleTime: 'static' as const,
  placeholderData: (before: Figures | undefined) => before,
})
