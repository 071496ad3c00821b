import type { Answer } from '../../kit/api.ts'

export type Plan = Answer<'/api/v1/plans/today', 'get'>
export type Lane = Plan['technicians'][number]
export type Stop = Lane['stops'][number]
/** An order as the board has it, wherever it stands. */
export type Work = Lane['now'][number]
export type Effect = Answer<'/api/v1/plans/today/what-if', 'get'>['items'][number]

/** Whether it can be given to somebody: nobody has set out for it. */
export const isMovable = ({ visit, version, search }: Work): boolean =>
  search !== null || (visit !== null && version !== null)

/** What stands on the board under an order's id and can be moved; null where nothing does. */
export const workAt = ({ technicians, unserved }: Plan, order: string | null): Work | null =>
  [...technicians.flatMap(({ stops }): Work[] => stops), ...unserved].find(
    (work) => work.order === order && isMovable(work),
  ) ?? null

/** The name of whoever has it, not only by proposal; null where nobody has. */
export function holderOf({ technicians }: Plan, order: string): string | null {
  const lane = technicians.find(({ stops }) => stops.some((stop) => stop.order === order))
  const stop = lane?.stops.find((one) => one.order === order)
  if (!stop || stop.isNew) return null
  return (stop.from ? technicians.find(({ id }) => id === stop.from) : lane)?.name ?? null
}

/** What somebody who drops it there should know first: a rule forbids it, somebody would be late or work longer, or nothing. */
export function gravity({ refused, late, overtime, makesLate }: Effect): 'no' | 'hurts' | 'fine' {
  if (refused) return 'no'
  return late > 0 || overtime > 0 || makesLate.length > 0 ? 'hurts' : 'fine'
}

/** Of a plan, what comes too late, the latest first, with who has it. */
export const lateOf = ({ technicians }: Plan): (Stop & { technician: string | null })[] =>
  technicians
    .flatMap(({ name, stops }) => stops.map((stop) => ({ ...stop, technician: name })))
    .filter(({ late }) => late > 0)
    .sort((a, b) => b.late - a.late)

/** `甘肃省甘南藏族自治州迭部县` → `迭部县`: neither a bar nor a map has room for more. */
export const shortly = (county: string | null) => /[^省州市区盟]+[县区市旗]$/.exec(county ?? '')?.[0] ?? county ?? ''
