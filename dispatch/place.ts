/** A place on earth, in degrees. */
export type Place = { latitude: number; longitude: number }

/** Great-circle distance (haversine) on a sphere of 6,371 km. */
export function kilometres(a: Place, b: Place): number {
  const rad = Math.PI / 180
  const dLat = (b.latitude - a.latitude) * rad
  const dLon = (b.longitude - a.longitude) * rad
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.latitude * rad) * Math.cos(b.latitude * rad) * Math.sin(dLon / 2) ** 2
  return 2 * 6_371 * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Roads are taken to be this much longer than the straight line, and driven at this pace. */
export const roads = { longer: 1.35, kilometresPerHour: 28 } as const

/** Seconds of travel where no roads are known. */
export const secondsBetween = (a: Place, b: Place): number =>
  Math.round((kilometres(a, b) * roads.longer * 3_600) / roads.kilometresPerHour)
