import type { Id, Instant, Mover } from '../basics.ts'
import { instant, later } from '../basics.ts'
import { at, hindrance, type Machine, type Stamp } from '../machine.ts'
import { type Refusal, refuse } from '../refusals.ts'
import {
  codeLives,
  endOf,
  isRecord,
  type Method,
  type Miss,
  methods,
  mostMissed,
  type RecordMethod,
  surelyGone,
} from './proof.ts'

/** A number of a brand. That it was entered says nothing: it is the brand's as long as a proof of it stands. */

/** `number`: digits alone. `domain`: the brand's own, where its record is looked for. `token`: what ties that record to this
 *  entry. All of it public, none of it a person's. */
export type Entry = { number: string; brand: string; company: string; domain: string; token: string }
/** `seen`: the record as it was read; the number of the licence. */
export type Proof = { at: Instant; until: Instant; seen: string }
/** A code on its way: its hash, until when it counts, and how often something else was said. */
type Told = { hash: string; until: Instant; missed: number }
type Licence = { code: string; by: Id; at: Instant }
export const endings = ['expired', 'gone'] as const
export const withdrawals = ['brand-asked', 'out-of-use', 'doubtful', 'mistaken'] as const
type Withdrawal = (typeof withdrawals)[number]

export type HotlineFact = Stamp &
  (
    | ({ type: 'hotline.entered' } & Entry)
    | { type: 'hotline.look-asked'; method: RecordMethod }
    | { type: 'hotline.code-told'; hash: string; until: Instant }
    | { type: 'hotline.code-missed' }
    | { type: 'hotline.licence-shown'; code: string }
    | { type: 'hotline.licence-refused' }
    | { type: 'hotline.proved'; method: Method; until: Instant; seen: string }
    | { type: 'hotline.missed'; method: RecordMethod; miss: Miss }
    | { type: 'hotline.proof-ended'; method: Method; why: (typeof endings)[number] }
    | { type: 'hotline.withdrawn'; why: Withdrawal }
  )
export type HotlineCommand = Stamp &
  (
    | ({ type: 'hotline.enter' } & Entry)
    | { type: 'hotline.ask-look'; method: RecordMethod }
    | { type: 'hotline.tell-code'; hash: string }
    | { type: 'hotline.say-code'; hash: string }
    | { type: 'hotline.show-licence'; code: string }
    | { type: 'hotline.judge-licence'; isAccepted: boolean }
    | { type: 'hotline.find'; method: RecordMethod; seen: string }
    | { type: 'hotline.miss'; method: RecordMethod; miss: Miss }
    | { type: 'hotline.end-proof'; method: Method }
    | { type: 'hotline.withdraw'; why: Withdrawal }
  )

type Listed = Entry & {
  enteredAt: Instant
  by: Id
  proofs: { readonly [M in Method]?: Proof }
  told: Told | null
  licence: Licence | null
  /** What the last look at each record found instead, and since when it is not there. */
  missed: { readonly [M in RecordMethod]?: { miss: Miss; at: Instant; since: Instant } }
}
export type Hotline =
  | { status: 'none' }
  | (Listed & { status: 'listed' })
  | (Entry & { status: 'withdrawn'; why: Withdrawal; withdrawnAt: Instant })

export const allowed = {
  none: ['hotline.enter'],
  listed: [
    'hotline.ask-look',
    'hotline.tell-code',
    'hotline.say-code',
    'hotline.show-licence',
    'hotline.judge-licence',
    'hotline.find',
    'hotline.miss',
    'hotline.end-proof',
    'hotline.withdraw',
  ],
  withdrawn: [],
} as const satisfies { [S in Hotline['status']]: readonly HotlineCommand['type'][] }

export const movers = {
  'hotline.enter': ['operator'],
  'hotline.ask-look': ['operator'],
  'hotline.tell-code': ['operator', 'reviewer'],
  // Whoever answers the telephone: no account is asked for.
  'hotline.say-code': ['consumer'],
  'hotline.show-licence': ['operator'],
  'hotline.judge-licence': ['operator', 'reviewer'],
  'hotline.find': ['reaction'],
  'hotline.miss': ['reaction'],
  'hotline.end-proof': ['clock'],
  'hotline.withdraw': ['operator'],
} as const satisfies { [C in HotlineCommand['type']]: readonly Mover[] }

/** The last moment at which some proof stands; null where none does. */
export function provedUntil(hotline: Hotline): Instant | null {
  if (hotline.status !== 'listed') return null
  const ends = methods.flatMap((method) => hotline.proofs[method]?.until ?? [])
  return ends.length === 0 ? null : instant(Math.max(...ends))
}

/** The proofs that stand at a moment. */
export const proofsAt = ({ proofs }: Pick<Listed, 'proofs'>, now: Instant) =>
  methods.flatMap((method) => {
    const proof = proofs[method]
    return proof && proof.until > now ? [{ method, ...proof }] : []
  })

function hinders(hotline: Hotline, type: HotlineCommand['type']): Refusal | null {
  if (hotline.status !== 'listed') return null
  if (type === 'hotline.say-code' && !hotline.told) return refuse('hotline.no_code')
  if (type === 'hotline.judge-licence' && !hotline.licence) return refuse('hotline.no_licence')
  return null
}

function decide(hotline: Hotline, command: HotlineCommand): HotlineFact[] | Refusal {
  const no = hindrance(hotlines, hotline, command)
  if (no) return no
  if (command.type === 'hotline.enter') return [{ ...command, type: 'hotline.entered' }]
  return hotline.status === 'listed' ? inList(hotline, command) : refuse('case.wrong_step')
}

type Kept = Exclude<HotlineCommand, { type: 'hotline.enter' }>

function inList(hotline: Listed, command: Kept): HotlineFact[] | Refusal {
  const { at: now, by } = command
  const proved = (method: Method, seen: string): HotlineFact => ({
    ...{ type: 'hotline.proved', at: now, by, method, seen, until: endOf(method, now) },
  })
  switch (command.type) {
    case 'hotline.ask-look':
      return [{ ...command, type: 'hotline.look-asked' }]
    case 'hotline.tell-code':
      // Who entered a number does not vouch for it.
      if (by.kind !== 'person' || by.id === hotline.by) return refuse('hotline.own_call')
      return [{ ...command, type: 'hotline.code-told', until: later(now, codeLives) }]
    case 'hotline.say-code':
      return said(hotline, command, proved('call-back', ''))
    case 'hotline.show-licence':
      return [{ ...command, type: 'hotline.licence-shown' }]
    case 'hotline.judge-licence': {
      const { licence } = hotline
      if (!licence) return refuse('hotline.no_licence')
      // Who brings a licence does not judge it.
      if (by.kind !== 'person' || by.id === licence.by) return refuse('hotline.own_licence')
      return command.isAccepted ? [proved('licence', licence.code)] : [{ type: 'hotline.licence-refused', at: now, by }]
    }
    case 'hotline.find':
      return [proved(command.method, command.seen)]
    case 'hotline.miss':
      return missed(hotline, command)
    case 'hotline.end-proof': {
      const proof = hotline.proofs[command.method]
      if (!proof || proof.until > now) return refuse('hotline.still_proved')
      return [{ ...command, type: 'hotline.proof-ended', why: 'expired' }]
    }
    case 'hotline.withdraw':
      return [{ ...command, type: 'hotline.withdrawn' }]
  }
}

function said(
  { told }: Listed,
  { at: now, by, hash }: Extract<Kept, { type: 'hotline.say-code' }>,
  proved: HotlineFact,
): HotlineFact[] | Refusal {
  if (!told || told.until <= now) return refuse('hotline.no_code')
  if (told.missed >= mostMissed) return refuse('hotline.code_locked')
  return told.hash === hash ? [proved] : [{ type: 'hotline.code-missed', at: now, by }]
}

/** A record that is gone ends its proof when a second look, most of a day later, does not find it either: a name server has bad
 *  hours. One that could not be asked for ends nothing. */
function missed(hotline: Listed, command: Extract<Kept, { type: 'hotline.miss' }>): HotlineFact[] {
  const { method, miss, at: now } = command
  const fact: HotlineFact = { ...command, type: 'hotline.missed' }
  const before = hotline.missed[method]
  const isSecond = before && before.miss !== 'unreachable' && now - before.since >= surelyGone
  if (miss === 'unreachable' || !isSecond || !hotline.proofs[method]) return [fact]
  return [fact, { type: 'hotline.proof-ended', at: now, by: command.by, method, why: 'gone' }]
}

function evolve(hotline: Hotline, fact: HotlineFact): Hotline {
  if (fact.type === 'hotline.entered') {
    at(hotline, 'none')
    if (fact.by.kind !== 'person') throw new Error('a person enters a number')
    const { number, brand, company, domain, token } = fact
    const nothing = { proofs: {}, told: null, licence: null, missed: {} }
    return { status: 'listed', number, brand, company, domain, token, enteredAt: fact.at, by: fact.by.id, ...nothing }
  }
  const listed = at(hotline, 'listed')
  switch (fact.type) {
    case 'hotline.look-asked':
      return listed
    case 'hotline.code-told':
      return { ...listed, told: { hash: fact.hash, until: fact.until, missed: 0 } }
    case 'hotline.code-missed':
      return { ...listed, told: listed.told && { ...listed.told, missed: listed.told.missed + 1 } }
    case 'hotline.licence-shown':
      return { ...listed, licence: { code: fact.code, at: fact.at, by: fact.by.kind === 'person' ? fact.by.id : '' } }
    case 'hotline.licence-refused':
      return { ...listed, licence: null }
    case 'hotline.proved':
      return withProof(listed, fact)
    case 'hotline.missed':
      return { ...listed, missed: { ...listed.missed, [fact.method]: missNoted(listed, fact) } }
    case 'hotline.proof-ended':
      return { ...listed, proofs: without(listed.proofs, fact.method) }
    case 'hotline.withdrawn': {
      const { number, brand, company, domain, token } = listed
      const entry = { number, brand, company, domain, token }
      return { status: 'withdrawn', ...entry, why: fact.why, withdrawnAt: fact.at }
    }
  }
}

function withProof(
  listed: Extract<Hotline, { status: 'listed' }>,
  { method, until, seen, at: now }: Extract<HotlineFact, { type: 'hotline.proved' }>,
): Hotline {
  return {
    ...listed,
    proofs: { ...listed.proofs, [method]: { at: now, until, seen } },
    told: method === 'call-back' ? null : listed.told,
    licence: method === 'licence' ? null : listed.licence,
    missed: isRecord(method) ? without(listed.missed, method) : listed.missed,
  }
}

/** A look that reached nobody leaves open whether the record is still away. */
function missNoted(
  { missed: all }: Listed,
  { method, miss, at: now }: Extract<HotlineFact, { type: 'hotline.missed' }>,
) {
  const before = all[method]
  if (miss === 'unreachable') return { miss: before?.miss ?? miss, at: now, since: before?.since ?? now }
  const isGoingOn = before && before.miss !== 'unreachable'
  return { miss, at: now, since: isGoingOn ? before.since : now }
}

/** The same without one of its keys. */
const without = <T extends { readonly [M in Method]?: unknown }>(all: T, key: keyof T): T => {
  const kept = { ...all }
  delete kept[key]
  return kept
}

export const hotlines: Machine<Hotline, HotlineCommand, HotlineFact> = {
  kind: 'hotline',
  start: { status: 'none' },
  allowed,
  movers,
  final: ['withdrawn'],
  hinders,
  decide,
  evolve,
}
