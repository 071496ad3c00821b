/** Who may be worked on at the same time in this process, shared among tenants. One tenant alone may have all places; as
 *  soon as another has been here lately each has its share, and whoever wants more waits in a line of the own. A place
 *  that is given back goes to the next line in turn. So what a storm costs a neighbour is bounded by the share, not by
 *  the length of the storm. */
export type Places = {
  /** Resolves when there is a place, to how it is given back; null when the line is full. `who`: a tenant, or whoever
   *  else stands in a line of the own; `isTenant`: whether others are to make room for it. */
  take(who: string, isTenant: boolean): Promise<() => void> | null
}

type Room = {
  /** Places in all, which one tenant alone may have. */
  together: number
  /** Of each tenant when there are several. */
  each: number
  /** How many of a tenant may wait. */
  waiting: number
}
/** A tenant that has not come for so long is not there. */
const lately = 10_000

type Line = { working: number; waiting: (() => void)[] }

export function openPlaces(now: () => number, { together, each, waiting }: Room): Places {
  const lines = new Map<string, Line>()
  /** When each tenant came last, the longest ago first. */
  const seen = new Map<string, number>()
  let working = 0

  const see = (tenant: string) => {
    seen.delete(tenant)
    seen.set(tenant, now())
  }
  const share = () => {
    for (const [tenant, at] of seen) {
      if (now() - at < lately) break
      seen.delete(tenant)
    }
    return seen.size > 1 ? each : together
  }
  const hasPlace = (line: Line) => working < together && line.working < share()
  const occupy = (who: string, line: Line): (() => void) => {
    working++
    line.working++
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      working--
      line.working--
      if (line.working === 0 && line.waiting.length === 0) lines.delete(who)
      goRound()
    }
  }
  const goRound = () => {
    for (const [who, line] of lines) {
      if (line.waiting.length === 0 || !hasPlace(line)) continue
      // To the end of the round, where this loop comes by once more.
      lines.delete(who)
      lines.set(who, line)
      line.waiting.shift()?.()
    }
  }
  return {
    take(who, isTenant) {
      if (isTenant) see(who)
      const line = lines.get(who) ?? { working: 0, waiting: [] }
      const isNext = line.waiting.length === 0 && hasPlace(line)
      if (!isNext && line.waiting.length >= waiting) return null
      lines.set(who, line)
      if (isNext) return Promise.resolve(occupy(who, line))
      return new Promise((resolve) => line.waiting.push(() => resolve(occupy(who, line))))
    },
  }
}
