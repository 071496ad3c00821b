/** What a merchant would miss if an order were disputed tomorrow. */

/** What is known of an order and its parcels. `films`: those of its parcels, given up ones left out. */
export type Known = {
  waybills: number
  films: readonly { isSealed: boolean; isBroken: boolean; isCut: boolean; isStamped: boolean; pictures: number }[]
  /** Lines whose goods have no picture in the listing, of so many. */
  unpictured: number
  isDelivered: boolean
  /** The merchant had published rules when it was bought. */
  hasPolicy: boolean
  /** An authority of time is set, so that films can be stamped. */
  canStamp: boolean
}
/** In the order of their weight. */
export const lacks = [
  'waybill',
  'film',
  'film-unsent',
  'film-broken',
  'film-cut',
  'pictures',
  'listing',
  'stamp',
  'delivery',
  'policy',
] as const
export type Lack = (typeof lacks)[number]

/** What is missing, the weightiest first. `film`: fewer films than parcels; one that is not sealed yet is `film-unsent`, one
 *  whose bytes are not those that were recorded is none. */
export function lacking({ waybills, films, unpictured, isDelivered, hasPolicy, canStamp }: Known): Lack[] {
  const sound = films.filter(({ isSealed, isBroken }) => isSealed && !isBroken)
  const isMissing: Record<Lack, boolean> = {
    waybill: waybills === 0,
    film: waybills > films.length,
    'film-unsent': films.some(({ isSealed }) => !isSealed),
    'film-broken': films.some(({ isBroken }) => isBroken),
    'film-cut': sound.some(({ isCut }) => isCut),
    pictures: sound.some(({ pictures }) => pictures === 0),
    listing: unpictured > 0,
    stamp: canStamp && sound.some(({ isStamped }) => !isStamped),
    delivery: !isDelivered,
    policy: !hasPolicy,
  }
  return lacks.filter((lack) => isMissing[lack])
}
