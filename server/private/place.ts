/** Where somebody is, as it is sealed: degrees, and metres of doubt where they were measured. */
type Place = { latitude: number; longitude: number; accuracy?: number }

/** `34.05,103.22` or `34.05,103.22,20`. */
export const placeText = ({ latitude, longitude, accuracy }: Place): string =>
  [latitude, longitude, ...(accuracy === undefined ? [] : [accuracy])].join(',')

/** And back, without the doubt; null for what is no place. */
export function placeFrom(text: string | null | undefined): { latitude: number; longitude: number } | null {
  const [latitude = Number.NaN, longitude = Number.NaN] = (text ?? '').split(',').map(Number)
  return Number.isFinite(latitude) && Number.isFinite(longitude) ? { latitude, longitude } : null
}
