import { addresseeNames, addressees, purposeNames, purposes } from '@anxin/domain/dossiers/addressees.ts'
import { language } from '../../kit/language.ts'

/** An addressee and a purpose as the rules call them; what they do not know stays as it is. */
export function addresseeName(name: string): string {
  const known = addresseeNames.find((one) => one === name)
  return known ? addressees[known][language()] : name
}
export function purposeName(name: string): string {
  const known = purposeNames.find((one) => one === name)
  return known ? purposes[known][language()] : name
}
