import { DoorProblem, type Language } from '../http/problems.ts'
import { noPhone, parsePhone } from '../private/phone.ts'
import { regionOf } from '../regions/names.ts'
import type { ReportInput } from './shapes.ts'

type Sentence = { zh: string; en: string }

/** Phone and region as they are understood. Throws the problem with each field of which nobody can tell; an ambiguous
 *  address is answered with its candidates. */
export function understood(body: ReportInput, language: Language): { phone: string; region: string } {
  const phone = parsePhone(body.phone)
  const found = regionOf(body.region ?? body.address)
  if (phone && found.status === 'resolved') return { phone, region: found.code }
  const wrong: [string, Sentence][] = []
  if (!phone) wrong.push(['phone', noPhone])
  if (found.status !== 'resolved') wrong.push([body.region ? 'region' : 'address', unclear(found)])
  throw new DoorProblem('http.invalid', {
    errors: wrong.map(([path, says]) => ({ path, message: says[language] })),
  })
}

function unclear(found: Exclude<ReturnType<typeof regionOf>, { status: 'resolved' }>): Sentence {
  if (found.status === 'none')
    return {
      zh: '认不出所在的省、市、区县，请补充完整',
      en: 'no province, city or county can be told from this; please complete it',
    }
  const names = found.candidates.map((candidate) => candidate.name).join('、')
  return {
    zh: `地址所在地有多个可能：${names}。请写明省市，或选择其中之一`,
    en: `the address could be in ${names}; please add the province, or choose one of them`,
  }
}
