import { addDays, type Day } from '../appliances/ageing.ts'
import { type Fen, fen } from '../basics.ts'
import { type Act, ageOn, type Facts } from './facts.ts'

/** Reads facts that somebody wrote as JSON. Every refusal is one sentence that names the place: `acts[0].date: …`. */

const firstDay = '1980-01-01'
const mostActs = 1_000
const actFields = [
  ...['date', 'amountFen', 'outcome', 'platform', 'means', 'person', 'age', 'punished', 'returnedFen'],
  ...['knownOn', 'discoveredOn', 'labelRemoved', 'asBusiness'],
]
const factFields = ['acts', 'place', 'bornOn', 'decidedOn']

type Fields = Record<string, unknown>
type Place = { of: Fields; name: string; path: string }

/** Throws an Error with the sentence. `today` is the day in China; nothing that happened can be after it. */
export function readFacts(value: unknown, today: Day): Facts {
  const of = fields(value, { path: '', known: factFields })
  const at = (name: string): Place => ({ of, name, path: name })
  const { acts: list } = of
  if (!Array.isArray(list) || list.length === 0 || list.length > mostActs)
    throw wrong('acts', `a list of 1 to ${mostActs} acts`, list)
  const bornOn = dayAt(at('bornOn'), { from: '1880-01-01', to: today })
  const acts = list.map((one, i) => readAct(one, { path: `acts[${i}]`, bornOn, today }))
  onePerson(list)
  if (!Number.isSafeInteger(acts.reduce((sum, { amount }) => sum + amount, 0)))
    throw new Error(`acts: amounts of at most ${Number.MAX_SAFE_INTEGER} fen together were expected`)
  const last =
    acts
      .map(({ date }) => date)
      .sort()
      .at(-1) ?? firstDay
  return { acts, place: placeAt(at('place')), decidedOn: dayAt(at('decidedOn'), { from: last, to: today }) }
}

type Reading = { path: string; bornOn: Day | null; today: Day }

function readAct(value: unknown, { path, bornOn, today }: Reading): Act {
  const of = fields(value, { path, known: actFields })
  const at = (name: string): Place => ({ of, name, path: `${path}.${name}` })
  const date = dayAt(at('date'), { from: firstDay, to: today })
  if (date === null) throw wrong(`${path}.date`, `a day from ${firstDay} to ${today}, as YYYY-MM-DD,`, of.date)
  const outcome = oneOf(at('outcome'), ['obtained', 'attempted'])
  if (outcome === null) throw wrong(`${path}.outcome`, '"obtained" or "attempted"', of.outcome)
  const amount = moneyAt(at('amountFen'), { least: 1, most: Number.MAX_SAFE_INTEGER })
  if (amount === null) throw wrong(`${path}.amountFen`, 'a whole number of fen above 0', of.amountFen)
  const since = { from: date, to: today }
  return {
    ...{ date, outcome, amount, age: readAge(at('age'), { bornOn, date }) },
    returned: moneyAt(at('returnedFen'), { least: 0, most: outcome === 'obtained' ? amount : 0 }) ?? fen(0),
    platform: textAt(at('platform')),
    means: oneOf(at('means'), ['network', 'in-person']),
    isPunished: isAt(at('punished')),
    knownOn: dayAt(at('knownOn'), since),
    discoveredOn: dayAt(at('discoveredOn'), since),
    isLabelRemoved: isAt(at('labelRemoved')),
    isBusiness: isAt(at('asBusiness')),
  }
}

function readAge(at: Place, { bornOn, date }: { bornOn: Day | null; date: Day }): number | null {
  const { of, name, path } = at
  const age = of[name]
  if (bornOn !== null && bornOn > date) throw new Error(`bornOn: a day up to that of each act was expected, ${path}`)
  if (age === undefined || age === null) return bornOn === null ? null : ageOn(bornOn, date)
  if (bornOn !== null) throw new Error(`${path}: either age or bornOn was expected, both found`)
  if (typeof age === 'number' && Number.isInteger(age) && age >= 0 && age <= 130) return age
  throw wrong(path, 'whole years from 0 to 130, as on the day of the act', age)
}

/** Amounts are summed, and that makes sense for one person only. */
function onePerson(list: readonly unknown[]): void {
  let first: string | null = null
  for (const [i, one] of list.entries()) {
    const path = `acts[${i}]`
    const person = textAt({ of: fields(one, { path, known: actFields }), name: 'person', path: `${path}.person` })
    if (first !== null && person !== null && person !== first)
      throw wrong(`${path}.person`, 'the same person in all acts, since amounts are summed,', person)
    first ??= person
  }
}

function placeAt({ of, name, path }: Place): string | null {
  const code = of[name]
  if (code === undefined || code === null) return null
  if (typeof code === 'string' && /^\d{6}(\d{3})?$/.test(code)) return code
  throw wrong(path, 'the code of a division, 6 digits or 9 for a town,', code)
}

function dayAt({ of, name, path }: Place, { from, to }: { from: Day; to: Day }): Day | null {
  const day = of[name]
  if (day === undefined || day === null) return null
  const isDay = typeof day === 'string' && /^\d{4}-\d\d-\d\d$/.test(day) && addDays(day, 0) === day
  if (isDay && day >= from && day <= to) return day
  throw wrong(path, `a day from ${from} to ${to}, as YYYY-MM-DD,`, day)
}

function moneyAt({ of, name, path }: Place, { least, most }: { least: number; most: number }): Fen | null {
  const amount = of[name]
  if (amount === undefined || amount === null) return null
  const isMoney = typeof amount === 'number' && Number.isSafeInteger(amount) && amount >= least && amount <= most
  if (isMoney) return fen(amount)
  const upTo = most === Number.MAX_SAFE_INTEGER ? '' : `, up to ${most}`
  throw wrong(path, `a whole number of fen ${least === 1 ? 'above 0' : `from ${least}`}${upTo}`, amount)
}

function textAt({ of, name, path }: Place): string | null {
  const text = of[name]
  if (text === undefined || text === null) return null
  if (typeof text === 'string' && text.trim() !== '' && text.length <= 200) return text
  throw wrong(path, 'a text of 1 to 200 characters', text)
}

function isAt({ of, name, path }: Place): boolean {
  const is = of[name]
  if (is === undefined || is === null) return false
  if (typeof is === 'boolean') return is
  throw wrong(path, 'true or false', is)
}

function oneOf<T extends string>({ of, name, path }: Place, values: readonly T[]): T | null {
  const value = of[name]
  if (value === undefined || value === null) return null
  const found = values.find((one) => one === value)
  if (found !== undefined) return found
  throw wrong(path, values.map((one) => `"${one}"`).join(' or '), value)
}

function fields(value: unknown, { path, known }: { path: string; known: readonly string[] }): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(path || 'the file', `an object with ${known.slice(0, 4).join(', ')}, …`, value)
  const of: Fields = { ...value }
  const odd = Object.keys(of).find((name) => !known.includes(name))
  if (odd === undefined) return of
  const where = `${path && `${path}.`}${shown(odd).slice(1, -1)}`
  throw new Error(`${where}: unknown field; ${known.join(', ')} were expected`)
}

const wrong = (path: string, expected: string, found: unknown) =>
  new Error(`${path}: ${expected} was expected, ${found === undefined ? 'nothing' : shown(found)} found`)

/** What was found, short, and nothing in it that steers a terminal. */
const shown = (value: unknown): string =>
  (JSON.stringify(value) ?? String(value)).replace(/[^\x20-\x7e\u3400-\u9fff]/g, '?').slice(0, 60)
