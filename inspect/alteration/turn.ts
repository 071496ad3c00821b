import type { Polygon } from '../finding.ts'
import { emptyHeat, type Heat } from './heat.ts'

/** EXIF orientation (1 to 8) of a picture, and its size as stored. */
export type Turn = { orientation: number; width: number; height: number }

/** A place of the stored picture on the upright one. */
function turned({ orientation, width, height }: Turn, [x, y]: readonly [number, number]): readonly [number, number] {
  const [right, below] = [width - x, height - y]
  const places: (readonly [number, number])[] = [
    [x, y],
    [right, y],
    [right, below],
    [x, below],
    [y, x],
    [below, x],
    [below, right],
    [y, right],
  ]
  return places[orientation - 1] ?? [x, y]
}

/** A region of the stored picture on the upright one. */
export const turnedPolygon = (region: Polygon, turn: Turn): Polygon => region.map((place) => turned(turn, place))

/** The orientation that undoes this one: quarter turns are each other's, all others their own. */
const undone = (orientation: number) => (orientation === 6 ? 8 : orientation === 8 ? 6 : orientation)

/** A map of the stored picture as one of the upright one, each cell with the figure of the nearest. */
export function turnedHeat(heat: Heat, turn: Turn): Heat {
  if (turn.orientation < 2 || turn.orientation > 8) return heat
  const { columns, rows, side } = heat
  const isOnSide = turn.orientation > 4
  const out = isOnSide ? emptyHeat(rows, columns, side) : emptyHeat(columns, rows, side)
  const [width, height] = isOnSide ? [turn.height, turn.width] : [turn.width, turn.height]
  const back = { orientation: undone(turn.orientation), width, height }
  for (let cell = 0; cell < out.values.length; cell++) {
    const [x, y] = turned(back, [((cell % out.columns) + 0.5) * side, (Math.floor(cell / out.columns) + 0.5) * side])
    const column = Math.max(0, Math.min(columns - 1, Math.floor(x / side)))
    const row = Math.max(0, Math.min(rows - 1, Math.floor(y / side)))
    out.values[cell] = heat.values[row * columns + column] ?? 0
  }
  return out
}
