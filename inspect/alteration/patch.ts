/** Finds the part of a picture where the evidence lies together: cells whose window speaks clearly, joined where they
 *  touch, the strongest group first.
 *  Cost: O(cells). */
import type { Polygon } from '../finding.ts'
import { type Heat, summed } from './heat.ts'

/** A group of cells: its numbers, and the sum of the evidence in it. */
export type Patch = { cells: number[]; evidence: number }

/** Groups of cells whose window (2 × radius + 1 cells a side) has at least this much evidence, the strongest first. */
export function patchesIn(heat: Heat, { radius, least }: { radius: number; least: number }): Patch[] {
  const windows = summed(heat, radius).values
  const seen = new Uint8Array(windows.length)
  const found: Patch[] = []
  for (let start = 0; start < windows.length; start++) {
    if (seen[start] || (windows[start] ?? 0) < least) continue
    const cells = [start]
    seen[start] = 1
    for (let i = 0; i < cells.length; i++) {
      const near = neighbours(cells[i] ?? 0, heat).filter((next) => !seen[next] && (windows[next] ?? 0) >= least)
      for (const next of near) seen[next] = 1
      cells.push(...near)
    }
    found.push({ cells, evidence: cells.reduce((sum, cell) => sum + (heat.values[cell] ?? 0), 0) })
  }
  return found.sort((a, b) => b.evidence - a.evidence)
}

function neighbours(cell: number, { columns, rows }: Heat): number[] {
  const [x, y] = [cell % columns, Math.floor(cell / columns)]
  const all = []
  if (x > 0) all.push(cell - 1)
  if (x < columns - 1) all.push(cell + 1)
  if (y > 0) all.push(cell - columns)
  if (y < rows - 1) all.push(cell + columns)
  return all
}

/** The convex outline of cells, in pixels (Andrew's monotone chain). */
export function outlineOf(cells: readonly number[], { columns, side }: Heat): Polygon {
  const corners = cells.flatMap((cell) => {
    const [x, y] = [(cell % columns) * side, Math.floor(cell / columns) * side]
    return [[x, y] as const, [x + side, y] as const, [x, y + side] as const, [x + side, y + side] as const]
  })
  corners.sort(([ax, ay], [bx, by]) => ax - bx || ay - by)
  const lower = chain(corners)
  const upper = chain(corners.toReversed())
  return [...lower.slice(0, -1), ...upper.slice(0, -1)]
}

type Place = readonly [x: number, y: number]

function chain(places: readonly Place[]): Place[] {
  const out: Place[] = []
  for (const place of places) {
    while (out.length >= 2 && turn(out.at(-2) ?? place, out.at(-1) ?? place, place) <= 0) out.pop()
    out.push(place)
  }
  return out
}

const turn = ([ax, ay]: Place, [bx, by]: Place, [cx, cy]: Place) => (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
