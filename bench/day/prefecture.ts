import { kilometres, type Place } from '../../dispatch/place.ts'
import { seeded } from '../../dispatch/plan/random.ts'

/** The prefecture of 桂林: the seats of its counties, how many people live there (seventh national census, 1 November 2020, as
 *  collected by county in github.com/leiii/census, MIT; 4,931,137 in all), and how far around the seat orders lie, in
 *  kilometres, drawn by hand. The four districts of the city proper lie within each other and are one here. */
const seats = [
  { people: 1_038_117, at: [25.27, 110.29], spread: 5 }, // 秀峰 161,066, 叠彩 202,875, 象山 286,872, 七星 387,304
  { people: 132_639, at: [25.06, 110.31], spread: 8 }, // 雁山区
  { people: 555_109, at: [25.24, 110.21], spread: 9 }, // 临桂区
  { people: 273_124, at: [24.78, 110.5], spread: 12 }, // 阳朔县
  { people: 422_776, at: [25.41, 110.33], spread: 11 }, // 灵川县
  { people: 565_696, at: [25.93, 111.07], spread: 15 }, // 全州县
  { people: 307_043, at: [25.61, 110.67], spread: 13 }, // 兴安县
  { people: 228_646, at: [24.98, 109.98], spread: 13 }, // 永福县
  { people: 208_412, at: [25.49, 111.16], spread: 11 }, // 灌阳县
  { people: 139_483, at: [25.8, 110.01], spread: 14 }, // 龙胜各族自治县
  { people: 139_212, at: [26.04, 110.65], spread: 12 }, // 资源县
  { people: 340_921, at: [24.63, 110.64], spread: 11 }, // 平乐县
  { people: 245_432, at: [24.83, 110.83], spread: 12 }, // 恭城瑶族自治县
  { people: 334_527, at: [24.49, 110.4], spread: 10 }, // 荔浦市
] as const

export type Order = {
  id: string
  /** Seconds of the day at which it comes, and how long the work really takes. */
  at: number
  work: number
  place: Place
  /** Within half an hour somebody is to be on the way (the plan aims at being there in forty minutes); the others have two
   *  hours agreed. */
  isUrgent: boolean
  agreed: readonly [number, number]
  county: number
}
export type Somebody = { id: string; home: Place; county: number; isTrained: boolean }

const hour = 3_600
export const day = { from: 8 * hour, until: 20 * hour }

/** A day of so many orders and technicians; the same for the same seed. Orders come by how many people live in a county, and
 *  technicians live where the orders come from, one in each county at least. */
export function drawn({ orders, technicians, seed }: { orders: number; technicians: number; seed: number }) {
  const random = seeded(seed)
  const county = () => {
    let left = random() * seats.reduce((sum, { people }) => sum + people, 0)
    for (const [of, { people }] of seats.entries()) {
      left -= people
      if (left < 0) return of
    }
    return 0
  }
  const around = (of: number): Place => {
    const { at, spread } = seats[of] ?? seats[0]
    const off = () => (spread * (random() + random() + random() - 1.5)) / 111
    return { latitude: at[0] + off(), longitude: at[1] + off() / Math.cos((at[0] * Math.PI) / 180) }
  }
  const order = (i: number): Order => {
    const of = county()
    const at = day.from + Math.floor(random() * 10 * hour)
    const isUrgent = random() < 0.35
    const begins = Math.ceil((at + (1 + 6 * random()) * hour) / hour) * hour
    const latest = day.until - 2 * hour
    const agreed = isUrgent
      ? ([at, at + 2_400] as const)
      : ([Math.min(begins, latest), Math.min(begins, latest) + 2 * hour] as const)
    return {
      id: `o${i}`,
      at,
      work: 1_200 + Math.floor(random() * 3_600),
      place: around(of),
      isUrgent,
      agreed,
      county: of,
    }
  }
  const somebody = (i: number): Somebody => {
    const of = i < seats.length ? i : county()
    return { id: `t${i}`, home: around(of), county: of, isTrained: random() < 0.5 }
  }
  return {
    orders: Array.from({ length: orders }, (_, i) => order(i)).sort((a, b) => a.at - b.at),
    technicians: Array.from({ length: technicians }, (_, i) => somebody(i)),
    random,
  }
}

/** Square kilometres of the box around all places: for densities. */
export function area(places: readonly Place[]): number {
  const [south, north] = [Math.min(...places.map((p) => p.latitude)), Math.max(...places.map((p) => p.latitude))]
  const [west, east] = [Math.min(...places.map((p) => p.longitude)), Math.max(...places.map((p) => p.longitude))]
  const middle = (south + north) / 2
  const tall = kilometres({ latitude: south, longitude: west }, { latitude: north, longitude: west })
  return tall * kilometres({ latitude: middle, longitude: west }, { latitude: middle, longitude: east })
}
