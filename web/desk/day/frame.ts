export type Place = { latitude: number; longitude: number }
export type Point = { x: number; y: number }
type Size = { width: number; height: number; edge: number }

const kilometresPerDegree = 111.2

/** In the middle of some places; null of none. */
export function centreOf(places: readonly Place[]): Place | null {
  if (places.length === 0) return null
  const mean = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0) / all.length
  return { latitude: mean(places.map((one) => one.latitude)), longitude: mean(places.map((one) => one.longitude)) }
}

/** How places are laid out in a picture so that all are in it, in true proportion, north up; and how long ten kilometres are.
 *  Null where there is nothing to lay out. Whatever lies closer together than ten kilometres is not blown up beyond that. */
export function framed(places: readonly Place[], { width, height, edge }: Size) {
  if (places.length === 0) return null
  const span = (of: (place: Place) => number) => {
    const all = places.map(of)
    return { least: Math.min(...all), most: Math.max(...all) }
  }
  const [north, east] = [span(({ latitude }) => latitude), span(({ longitude }) => longitude)]
  const middle = { latitude: (north.least + north.most) / 2, longitude: (east.least + east.most) / 2 }
  const narrower = Math.cos((middle.latitude * Math.PI) / 180)
  const high = (north.most - north.least) * kilometresPerDegree
  const wide = (east.most - east.least) * kilometresPerDegree * narrower
  const perKilometre = Math.min((width - 2 * edge) / Math.max(wide, 10), (height - 2 * edge) / Math.max(high, 10))
  return {
    tenKilometres: 10 * perKilometre,
    at: ({ latitude, longitude }: Place): Point => ({
      x: Math.round(width / 2 + (longitude - middle.longitude) * kilometresPerDegree * narrower * perKilometre),
      y: Math.round(height / 2 - (latitude - middle.latitude) * kilometresPerDegree * perKilometre),
    }),
  }
}
