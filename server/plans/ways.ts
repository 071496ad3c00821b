import { type Place, secondsBetween } from '@anxin/dispatch/place.ts'
import { z } from 'zod'
import { replyOf } from '../reply.ts'
import { type Ways as Known, openKnown } from './known-ways.ts'

/** Seconds of travel from each place to each, row by row. `why`: what went wrong where the service did not say all, and some
 *  of it is reckoned by straight lines, lengthened, as in `dispatch/place.ts`. */
export type Table = { seconds: Int32Array; isWhole: boolean; why: string | null }
export type Ways = (places: readonly Place[]) => Promise<Table>

/** A service answers a hundred places in one question as OSRM comes (`--max-table-size`): so many to so many. */
const block = 50
const atOnce = 4
/** Bytes: fifty by fifty numbers take a fiftieth of it, what OSRM says of each place besides some more. */
const mostOfAnswer = 1_048_576
/** Whoever plans a day waits no longer; what is not known by then is reckoned. After a failure nobody waits for a while. */
const [patience, rest] = [4_000, 60_000]

/** OSRM's table service (v5): durations in seconds, null where no road leads. */
const Answer = z.object({ code: z.literal('Ok'), durations: z.array(z.array(z.number().nonnegative().nullable())) })
type Durations = z.output<typeof Answer>['durations']

type Service = { url: string; known: Known; restsUntil: number; now: () => number }

/** Asks an OSRM-compatible service, profile `driving`, and remembers what it said. Coordinates of consumers are sent there, to
 *  ten metres, so it should be one's own. Never throws: what the service does not say is reckoned. `now`: milliseconds. */
export function openWays(url: string, now: () => number = () => performance.now()): Ways {
  const service: Service = { url, known: openKnown(now), restsUntil: Number.NEGATIVE_INFINITY, now }
  return (places) => byRoad(service, places)
}

/** Within ten metres. */
const cell = ({ latitude, longitude }: Place): string => `${longitude.toFixed(4)},${latitude.toFixed(4)}`

async function byRoad(service: Service, places: readonly Place[]): Promise<Table> {
  service.known.tidy()
  const cells = places.map(cell)
  const why = service.now() < service.restsUntil ? null : await fill(service, [...new Set(cells)])
  if (why !== null) service.restsUntil = service.now() + rest
  const ids = cells.map(service.known.idOf)
  const seconds = new Int32Array(places.length ** 2)
  let isWhole = true
  for (const [i, from] of places.entries())
    for (const [j, to] of places.entries()) {
      const driven = ids[i] === ids[j] ? 0 : service.known.get(ids[i] ?? 0, ids[j] ?? 0)
      isWhole &&= typeof driven === 'number'
      seconds[i * places.length + j] = driven ?? secondsBetween(from, to)
    }
  return { seconds, isWhole, why }
}

/** Asks for what is not known yet, in blocks, a few at a time; gives up when the time is over. What went wrong. */
async function fill({ url, known }: Service, cells: readonly string[]): Promise<string | null> {
  const parts = Array.from({ length: Math.ceil(cells.length / block) }, (_, i) =>
    cells.slice(i * block, (i + 1) * block),
  )
  const wanted = parts
    .flatMap((from) => parts.map((to) => ({ from, to })))
    .filter(({ from, to }) => isMissing(known, from.map(known.idOf), to.map(known.idOf)))
  const signal = AbortSignal.timeout(patience)
  const work = async () => {
    for (let next = wanted.shift(); next && !signal.aborted; next = wanted.shift()) {
      const { from, to } = next
      const durations = await asked(url, { from, to, signal })
      for (const [i, row] of durations.entries())
        for (const [j, duration] of row.entries())
          known.set(known.idOf(from[i] ?? ''), known.idOf(to[j] ?? ''), duration)
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, work))
  const failed = ended.find(({ status }) => status === 'rejected')
  return failed?.status === 'rejected' ? String(failed.reason?.message ?? failed.reason) : null
}

const isMissing = (known: Known, from: readonly number[], to: readonly number[]): boolean =>
  from.some((one) => to.some((other) => one !== other && known.get(one, other) === undefined))

type Asked = { from: readonly string[]; to: readonly string[]; signal: AbortSignal }

/** One question of the table service. Throws when it is not answered as documented. */
async function asked(url: string, { from, to, signal }: Asked): Promise<Durations> {
  const all = from === to ? from : [...from, ...to]
  const numbers = (list: readonly string[], first: number) => list.map((_, i) => first + i).join(';')
  const question = new URLSearchParams({
    annotations: 'duration',
    ...(from === to ? {} : { sources: numbers(from, 0), destinations: numbers(to, from.length) }),
  })
  const path = `table/v1/driving/${all.join(';')}?${decodeURIComponent(question.toString())}`
  const reply = await fetch(new URL(path, url.endsWith('/') ? url : `${url}/`), { signal, redirect: 'error' })
  if (!reply.ok) throw new Error(`the routing service answered ${reply.status}`)
  const { durations } = Answer.parse(JSON.parse((await replyOf(reply, mostOfAnswer)).toString('utf8')))
  if (durations.length !== from.length || durations.some((row) => row.length !== to.length))
    throw new Error('the routing service answered a table of another size')
  return durations
}
