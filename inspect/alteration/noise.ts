/** Grain where the picture's own gradients do not explain it: a patch drawn anew is smoother or grainier than its
 *  surroundings of the same contrast. The energy of a high-pass filter (Immerkær, CVIU 64, 1996) is explained by that of
 *  near and of wider gradients, by robust least squares over the picture; what is left, either way, is the figure.
 *  Cost: O(samples looked at), at most about 2 MP. */
import type { Brightness } from '../jpeg/luma.ts'
import { emptyHeat, type Heat, summed } from './heat.ts'
import { leftOver } from './ordinary.ts'
import { gridOver, looked } from './residual.ts'

/** Deviation of the grain from what is ordinary in this picture, in units of its spread, never negative. */
export function oddGrain(brightness: Brightness, radius: number): Heat {
  const grid = gridOver(brightness)
  const { columns, rows, side } = grid
  const [grain, near, wide] = [0, 1, 2].map(() => emptyHeat(columns, rows, side))
  const ones = emptyHeat(columns, rows, side)
  if (!grain || !near || !wide) return ones
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const cell = row * columns + column
      const energies = energiesAt(
        brightness,
        (row * side + grid.margin) * brightness.width + column * side + grid.margin,
      )
      grain.values[cell] = energies.grain
      near.values[cell] = energies.near
      wide.values[cell] = energies.wide
      ones.values[cell] = 1
    }
  const counts = summed(ones, radius).values
  const logs = (heat: Heat, least: number) =>
    summed(heat, radius).values.map((sum, i) => Math.log(sum / (counts[i] ?? 1) + least))
  const [explained, byNear, byWide] = [logs(grain, 0.02), logs(near, 0.1), logs(wide, 0.3)]
  const data = Float32Array.from({ length: 3 * explained.length }, (_, i) =>
    i % 3 === 0 ? 1 : ((i % 3 === 1 ? byNear : byWide)[Math.floor(i / 3)] ?? 0),
  )
  return { columns, rows, side, values: leftOver(explained, { width: 3, data }).map(Math.abs) }
}

/** Mean energies in a cell. Each sample's share is limited, so that a single edge does not make the figure. */
function energiesAt({ width: w, data }: Brightness, from: number): { grain: number; near: number; wide: number } {
  let [grain, near, wide] = [0, 0, 0]
  const at = (i: number) => data[i] ?? 0
  for (let y = 0; y < looked; y++)
    for (let i = from + y * w; i < from + y * w + looked; i++) {
      const cross = at(i - 1) + at(i + 1) + at(i - w) + at(i + w)
      const corners = at(i - 1 - w) + at(i + 1 - w) + at(i - 1 + w) + at(i + 1 + w)
      grain += Math.min(6, Math.abs(at(i) - cross / 2 + corners / 4))
      near += Math.min(400, (at(i + 1) - at(i - 1)) ** 2 + (at(i + w) - at(i - w)) ** 2)
      wide += Math.min(900, (at(i + 4) - at(i)) ** 2 + (at(i + 4 * w) - at(i)) ** 2)
    }
  const count = looked * looked
  return { grain: grain / count, near: near / count, wide: wide / count }
}
