import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** The number in E.164, read as Chinese unless it names another country; null when it cannot be one. Full-width digits
 *  and the marks that people put between digits do not matter. */
export function parsePhone(text: string): string | null {
  if (text.length > 30) return null
  const number = parsePhoneNumberFromString(text.normalize('NFKC'), 'CN')
  return number?.isPossible() && number.isValid() && !number.ext ? number.number : null
}
