import { DoorProblem, type Language } from '../http/problems.ts'
import { noPhone, parsePhone } from '../private/phone.ts'
import { type Found, isTooWide, regionOf } from '../regions/names.ts'
import type { ReportInput } from './shapes.ts'

type Sentence = { zh: string; en: string }

/** Phone and region as they are understood. Throws the problem with each field of which nobody can tell; an ambiguous
 *  address is answered with its candidates, a whole province with what is missing. */
export function understood(body: ReportInput, language: Language): { phone: string; region: string } {
  const phone = parsePhone(body.phone)
  const found = regionOf(body.region ?? body.address)
  const question = unclear(found)
  if (phone && found.status === 'resolved' && !question) return { phone, region: found.code }
  const wrong: [string, Sentence][] = []
  if (!phone) wrong.push(['phone', noPhone])
  if (question) wrong.push([body.region ? 'region' : 'address', question])
  throw new DoorProblem('http.invalid', {
    errors: wrong.map(([path, says]) => ({ path, message: says[language] })),
  })
}

/** Beijing, Tianjin, Shanghai, Chongqing: no city stands between them and their districts (GB/T 2260). */
const municipalities = new Set(['11', '12', '31', '50'])

/** What has to be asked before anybody can be sent there; null if nothing. */
function unclear(found: Found): Sentence | null {
  if (found.status === 'none')
    return {
      zh: '认不出所在的省、市、区县，请补充完整',
      en: 'no province, city or county can be told from this; please complete it',
    }
  if (found.status === 'resolved') {
    const { code, name } = found
    if (!isTooWide(code)) return null
    return municipalities.has(code.slice(0, 2))
      ? { zh: `只认出${name}，请补充区县`, en: `only ${name} can be told from this; please add the district or county` }
      : {
          zh: `只认出${name}，请补充市、区县`,
          en: `only ${name} can be told from this; please add the city and county`,
        }
  }
  const names = found.candidates.map((candidate) => candidate.name).join('、')
  return {
    zh: `地址所在地有多个可能：${names}。请写明省市，或选择其中之一`,
    en: `the address could be in ${names}; please add the province, or choose one of them`,
  }
}
