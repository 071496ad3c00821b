import { type InvalidateOptions, type InvalidateQueryFilters, QueryClient } from '@tanstack/react-query'

/** What a page has read from the server, which it reads anew when it hears of a change. The library joins a read that has
 *  no answer yet instead of beginning it again, and takes that answer for the new one, although it may have been given
 *  before the change: such a read is followed by another. */
export class Reader extends QueryClient {
  override async invalidateQueries(filters?: InvalidateQueryFilters, options?: InvalidateOptions): Promise<void> {
    const first = this.getQueryCache()
      .findAll(filters)
      .filter(({ state }) => state.fetchStatus === 'fetching' && state.data === undefined)
    await super.invalidateQueries(filters, options)
    const answered = first.filter(({ state }) => state.status === 'success')
    await Promise.all(answered.map(({ queryKey }) => super.invalidateQueries({ queryKey, exact: true }, options)))
  }
}
