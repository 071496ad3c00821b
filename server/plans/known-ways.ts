/** What a routing service has said: seconds from one place to another, null where no road leads, undefined where it was not
 *  asked. Places are numbered, so that a pair is one number. */
export type Ways = {
  /** Forgets what is too old or too much. Numbers from before are of no use after it. */
  tidy(): void
  idOf(place: string): number
  get(from: number, to: number): number | null | undefined
  set(from: number, to: number, seconds: number | null): void
}

/** Roads change seldom, and the service knows no traffic: an answer is good for a day. When it is over, or there is more than
 *  two of the largest days bring along (600 places each), all of it is forgotten. */
const [lives, mostPlaces, mostPairs] = [86_400_000, 20_000, 800_000]

/** `now`: milliseconds. */
export function openKnown(now: () => number): Ways {
  const places = new Map<string, number>()
  const pairs = new Map<number, number>()
  let since = now()
  const pair = (from: number, to: number) => from * 2 ** 21 + to
  return {
    tidy() {
      if (now() - since <= lives && places.size < mostPlaces && pairs.size < mostPairs) return
      places.clear()
      pairs.clear()
      since = now()
    },
    idOf(place) {
      const id = places.get(place) ?? places.size
      places.set(place, id)
      return id
    },
    get(from, to) {
      const seconds = pairs.get(pair(from, to))
      return seconds === -1 ? null : seconds
    },
    set: (from, to, seconds) => void pairs.set(pair(from, to), seconds === null ? -1 : Math.round(seconds)),
  }
}
