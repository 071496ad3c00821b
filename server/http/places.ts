/** Who may be worked on at the same time in this process, shared among tenants, and whoever is no tenant in a line of the
 *  own that makes nobody else smaller. One tenant alone may have all places; as
 *  soon as another has been here lately each has its share, and whoever wants more waits in a line of the own. A place
 *  that is given back goes to the next line in turn; beside others a place of a
 *  crowded line rests first, so that its tenant leaves the processor free for most of the time. So what a storm costs a
 *  neighbour is bounded by the share, not by the length of the storm. */
export type Places = {
  /** Calls `go` when there is a place, at once if there is, with how it is given back; false when the line is full. */
  take(payer: { who: string; isTenant: boolean }, go: (giveBack: () => void) => void): boolean
}

type Room = {
  /** Places in all, which one tenant alone may have. */
  together: number
  /** Of each tenant when there are several. */
  each: number
  /** How many of a tenant may wait. */
  waiting: number
  /** How many may wait without being a crowd: a page asks for some eight things at once. */
  crowd: number
  /** How long a crowd's place rests, as a multiple of how long it was held. */
  rest: number
}
/** How a place comes to its rest; a test has its own clock. */
type Later = (go: () => void, ms: number) => void
/** A tenant that has not come for so long is not there. */
const lately = 10_000

type Line = { working: number; waiting: (() => void)[] }

export function openPlaces(now: () => number, room: Room, later: Later = setTimeout): Places {
  const { together, each, waiting, crowd, rest } = room
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
    const since = now()
    let isHeld = true
    const free = () => {
      working--
      line.working--
      if (line.working === 0 && line.waiting.length === 0) lines.delete(who)
      goRound()
    }
    return () => {
      if (!isHeld) return
      isHeld = false
      if (rest > 0 && line.waiting.length > crowd && share() < together) later(free, rest * (now() - since))
      else free()
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
    take({ who, isTenant }, go) {
      if (isTenant) see(who)
      const line = lines.get(who) ?? { working: 0, waiting: [] }
      const isNext = line.waiting.length === 0 && hasPlace(line)
      if (!isNext && line.waiting.length >= waiting) return false
      lines.set(who, line)
      if (isNext) go(occupy(who, line))
      else line.waiting.push(() => go(occupy(who, line)))
      return true
    },
  }
}
