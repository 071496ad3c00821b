import { toldOfClaims } from './claims/told.ts'
import { toldFacts as toldOfOrders } from './orders/told.ts'

/** All facts that other systems may ask to be told of. */
export const toldFacts = [...toldOfOrders, ...toldOfClaims] as const
