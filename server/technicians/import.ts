import { type ApplianceKind, applianceNamed } from '@anxin/domain/appliances/kinds.ts'
import { instant } from '@anxin/domain/basics.ts'
import { isRefusal, refuse } from '@anxin/domain/refusals.ts'
import type { Skill, Technician } from '@anxin/domain/technicians/technician.ts'
import { act } from '../act.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Language } from '../http/problems.ts'
import { grant } from '../private/grants.ts'
import { noPhone, parsePhone } from '../private/phone.ts'
import { regionOf } from '../regions/names.ts'
import { type Asked, importRoute, type Meant, type Outcome } from '../sheets/import.ts'
import { technicianCase } from './case.ts'

type Engaged = { name: string; phone: string; skills: Skill[]; territory: string[] }
type Sentence = { zh: string; en: string }

const says = {
  name: { zh: '姓名须为 1 到 40 个字', en: 'the name needs 1 to 40 characters' },
  phone: noPhone,
  skills: { zh: '请至少填写一项技能', en: 'at least one skill is needed' },
  territory: { zh: '请至少填写一个服务区域', en: 'at least one region is needed' },
  skill: (text: string) => ({ zh: `不认识的家电：${text}`, en: `not a known appliance: ${text}` }),
  unknown: (text: string) => ({ zh: `认不出地区：${text}`, en: `no region can be told from: ${text}` }),
  torn: (text: string, names: string) => ({
    zh: `“${text}”有多个可能：${names}`,
    en: `“${text}” could be: ${names}`,
  }),
} satisfies Record<string, Sentence | ((...texts: string[]) => Sentence)>

const parts = (text: string) =>
  text
    .split(/[、,，;；|\n]+(?![^（(]*[)）])/u)
    .map((one) => one.trim())
    .filter(Boolean)

/** `空调`, or `空调（北辰、清和）` where only some brands are meant. */
function skillOf(text: string): { appliance: ApplianceKind; brands: string[] | '*' } | undefined {
  const [, name = '', brands] = /^([^（(]+)(?:[（(](.*)[)）])?$/u.exec(text) ?? []
  const appliance = applianceNamed(name)
  const named = (brands ?? '').split(/[、,，;；|]/u).map((one) => one.trim())
  const known = named.filter((one) => one.length > 0 && one.length <= 40)
  return appliance && { appliance, brands: known.length > 0 ? known : '*' }
}

function meant(cells: Record<string, string>, language: Language): Meant<Engaged> {
  const { name = '', phone: written = '' } = cells
  const phone = parsePhone(written)
  const skills = parts(cells.skills ?? '').map((text) => ({ text, skill: skillOf(text) }))
  const places = parts(cells.territory ?? '').map((text) => ({ text, found: regionOf(text) }))
  const wrong: Sentence[] = [
    ...(name.length > 0 && name.length <= 40 ? [] : [says.name]),
    ...(phone ? [] : [says.phone]),
    ...(skills.length > 0 ? [] : [says.skills]),
    ...(places.length > 0 ? [] : [says.territory]),
    ...skills.flatMap(({ text, skill }) => (skill ? [] : [says.skill(text)])),
    ...places.flatMap(({ text, found }) => {
      if (found.status === 'resolved') return []
      if (found.status === 'none') return [says.unknown(text)]
      return [says.torn(text, found.candidates.map((one) => one.name).join('、'))]
    }),
  ]
  if (wrong.length > 0 || !phone) return { wrong: wrong.map((sentence) => sentence[language]) }
  const value = {
    name,
    phone,
    skills: skills.flatMap(({ skill }) => skill ?? []),
    territory: [...new Set(places.flatMap(({ found }) => (found.status === 'resolved' ? [found.code] : [])))],
  }
  return { value, key: phone }
}

const plain = ({ skills, territory }: Pick<Engaged, 'skills' | 'territory'>) =>
  JSON.stringify([
    skills.map(({ appliance, brands }) => `${appliance}:${brands === '*' ? '*' : [...brands].sort()}`).sort(),
    [...territory].sort(),
  ])

/** The same number is the same technician: engaged if new or back again, changed if the row says something else. */
async function would({ deps }: Asked, tx: Tx, value: Engaged): Promise<Outcome> {
  const person = await deps.private.find(tx, value.phone)
  const row = person
    ? await tx.first<{ state: Technician }>(sql`select state from technicians where id = ${person}`)
    : undefined
  const id = person ?? ''
  if (!row || row.state.status === 'left' || row.state.status === 'none') return { does: 'new', id, label: value.name }
  const isSame = plain({ skills: [...row.state.skills], territory: [...row.state.territory] }) === plain(value)
  return { does: isSame ? 'same' : 'changed', id, label: value.name }
}

async function take(call: Asked, tx: Tx, value: Engaged) {
  const outcome = await would(call, tx, value)
  if (outcome.does === 'same') return outcome
  const { deps, by, now } = call
  const { phone, name, skills, territory } = value
  const id = await deps.private.meet(tx, { phone, name, now })
  await grant(tx, id, 'technician')
  const type = outcome.does === 'new' ? 'technician.engage' : 'technician.qualify'
  const acted = await act(tx, technicianCase, { id }, { type, at: instant(now), by, skills, territory })
  return isRefusal(acted) ? refuse(acted.refusal) : { ...outcome, id }
}

/** Technicians from a table: skills by name, territory by the names that people use. */
export const technicianImport = importRoute<Engaged>({
  path: '/technicians/import',
  summary: 'Technicians from a CSV or XLSX table: a preview, or with `dry=false` the rows taken over / 批量导入师傅',
  tag: 'technicians',
  who: ['operator'],
  columns: [
    { key: 'name', zh: '姓名', en: 'Name', also: ['称呼', '师傅'] },
    { key: 'phone', zh: '手机号', en: 'Phone', also: ['电话', '手机', 'mobile'] },
    { key: 'skills', zh: '技能', en: 'Skills', also: ['家电'] },
    { key: 'territory', zh: '服务区域', en: 'Territory', also: ['区域', '地区', 'region', 'regions'] },
  ],
  meant,
  would,
  take,
})
