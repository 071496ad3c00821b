/** The convex hull of places (Andrew 1979, monotone chain). Cost: O(places log places). */

type Place = readonly [x: number, y: number]

/** The corners of the smallest convex outline around the places, in one turn; fewer than three places give themselves. */
export function hullOf(places: readonly Place[]): Place[] {
  const sorted = [...places].sort(([a, b], [c, d]) => a - c || b - d)
  if (sorted.length < 3) return sorted
  const lower = chain(sorted)
  const upper = chain(sorted.reverse())
  return [...lower.slice(0, -1), ...upper.slice(0, -1)]
}

function chain(sorted: readonly Place[]): Place[] {
  const kept: Place[] = []
  for (const place of sorted) {
    while (kept.length > 1 && turnOf(kept.at(-2) ?? place, kept.at(-1) ?? place, place) <= 0) kept.pop()
    kept.push(place)
  }
  return kept
}

/** Whether a place lies in a convex outline, its edge included. */
export function isWithin(hull: readonly Place[], place: Place): boolean {
  return hull.length > 2 && hull.every((corner, i) => turnOf(corner, hull[(i + 1) % hull.length] ?? corner, place) >= 0)
}

const turnOf = ([ax, ay]: Place, [bx, by]: Place, [cx, cy]: Place): number =>
  (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
