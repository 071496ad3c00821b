import type { Claim } from '../claims/claim.ts'
import { maskName, maskPhone } from '../people/mask.ts'
import { type Refusal, refuse } from '../refusals.ts'
import { type AddresseeName, addressees, isFor, type Purpose } from './addressees.ts'

/** A dossier: all that there is about a claim, as one file for somebody outside. */

/** Its file is kept so many days: long enough to be handed in, and no second copy for good. */
export const keptDays = 30

/** Why none is made of this claim for this purpose; null where it may be. While the buyer still collects evidence there is
 *  nothing that anybody could judge. */
export function hindranceTo(
  claim: Claim,
  { addressee, purpose }: { addressee: AddresseeName; purpose: Purpose },
): Refusal | null {
  if (!isFor(addressee, purpose)) return refuse('dossier.purpose')
  return claim.status === 'none' || claim.status === 'collecting' ? refuse('dossier.still_collecting') : null
}

export type Known = { name: string | null; phone: string | null }

/** A person as the addressee may see them. */
export function personFor(addressee: AddresseeName, { name, phone }: Known): Known {
  const { sees } = addressees[addressee]
  return {
    name: name && (sees.name === 'whole' ? name : maskName(name)),
    phone: phone && (sees.phone === 'whole' ? phone : maskPhone(phone)),
  }
}
/** A colleague: who decided, who made the dossier. */
export const colleagueFor = (addressee: AddresseeName, name: string | null): string | null =>
  name && (addressees[addressee].sees.staff === 'whole' ? name : maskName(name))

/** A waybill by its last four characters. */
export const waybillFor = (addressee: AddresseeName, waybill: string | null): string | null =>
  waybill && (addressees[addressee].sees.waybill === 'whole' ? waybill : `****${waybill.slice(-4)}`)

/** Numbers of mobile phones in China, however they are parted. */
const mobile = /(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)/g

/** What people wrote, as the addressee may read it: where names or phone numbers are masked, those of the people concerned
 *  are masked in the middle of a text too, and so is any other mobile number. */
export function textFor(addressee: AddresseeName, text: string, people: readonly Known[]): string {
  const { sees } = addressees[addressee]
  const withoutPhones =
    sees.phone === 'whole'
      ? text
      : text.replace(mobile, (number) => maskPhone(`+86${number.replace(/\D/g, '').slice(-11)}`))
  if (sees.name === 'whole') return withoutPhones
  // The longest first: a name may hold another.
  const names = people.flatMap(({ name }) => (name && [...name].length > 1 ? [name] : []))
  return names
    .sort((one, other) => other.length - one.length)
    .reduce((masked, name) => masked.replaceAll(name, maskName(name)), withoutPhones)
}
