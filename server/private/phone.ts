import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { DoorProblem, type Language } from '../http/problems.ts'

export const noPhone = { zh: '不是有效的电话号码', en: 'this cannot be a phone number' }

/** The number in E.164, read as Chinese unless it names another country; null when it cannot be one. Full-width digits
 *  and the marks that people put between digits do not matter. */
export function parsePhone(text: string): string | null {
  if (text.length > 30) return null
  const number = parsePhoneNumberFromString(text.normalize('NFKC'), 'CN')
  return number?.isPossible() && number.isValid() && !number.ext ? number.number : null
}

/** The number that somebody gave as `phone`; throws the problem with that field when it cannot be one. */
export function givenPhone(text: string, language: Language): string {
  const phone = parsePhone(text)
  if (!phone) throw new DoorProblem('http.invalid', { errors: [{ path: 'phone', message: noPhone[language] }] })
  return phone
}
