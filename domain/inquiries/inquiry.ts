import type { Id, Instant, Mover, PrivateRef } from '../basics.ts'
import { at, hindrance, type Machine, type Stamp } from '../machine.ts'
import type { Refusal } from '../refusals.ts'

/** A question to an AI service about one picture of a claim: is it yours, or: a label of yours was hidden or removed. What
 *  was sent and what came back are kept word for word, signed by either side; the facts name their hashes. */

/** `ask`: whether it made this picture. `report`: that a label is irregular, or was taken out. */
export const kinds = ['ask', 'report'] as const
export type Kind = (typeof kinds)[number]
/** What a service can say. `received` answers a report. */
export const answers = ['ours', 'not-ours', 'unknown', 'received'] as const
export type Said = (typeof answers)[number]
/** What an answer rests on, as the service says: the file's hash, its look, or the number in a label alone, which anybody can
 *  write. */
export const grounds = ['sha256', 'pdq', 'number'] as const
export type Ground = (typeof grounds)[number]
/** Why there is no answer: it was not sent after all (the service ended, the buyer was erased), it refused, what it sent does
 *  not hold, or none was had in four days. */
export const failures = ['not-sent', 'refused', 'unsigned', 'other-request', 'malformed', 'silent'] as const
export type Failure = (typeof failures)[number]

/** A signed text as it was sent: where it is kept, and its SHA-256. */
export type Sealed = { text: PrivateRef; sha256: string }
/** `url` and `keys` (fingerprints, RFC 7638): where it went, and whose signature would count. */
type Asked = {
  claim: Id
  media: Id
  service: Id
  url: string
  keys: readonly string[]
  question: Kind
  request: Sealed
}
type Answered = { said: Said; ground: Ground | null; producedAt: Instant | null; reply: Sealed }

export type InquiryFact = Stamp &
  (
    | ({ type: 'inquiry.asked' } & Asked)
    | ({ type: 'inquiry.answered' } & Answered)
    | { type: 'inquiry.failed'; failure: Failure; reply: Sealed | null }
  )
export type InquiryCommand = Stamp &
  (
    | ({ type: 'inquiry.ask' } & Asked)
    | ({ type: 'inquiry.answer' } & Answered)
    | { type: 'inquiry.fail'; failure: Failure; reply: Sealed | null }
  )

type Known = Asked & { askedAt: Instant; by: Id }
export type Inquiry =
  | { status: 'none' }
  | (Known & { status: 'asked' })
  | (Known & { status: 'answered'; answeredAt: Instant } & Answered)
  | (Known & { status: 'failed'; failure: Failure; reply: Sealed | null; endedAt: Instant })

export const allowed = {
  none: ['inquiry.ask'],
  asked: ['inquiry.answer', 'inquiry.fail'],
  answered: [],
  failed: [],
} as const satisfies Record<Inquiry['status'], readonly InquiryCommand['type'][]>

export const movers = {
  'inquiry.ask': ['reviewer', 'operator'],
  'inquiry.answer': ['reaction'],
  'inquiry.fail': ['reaction', 'clock'],
} as const satisfies Record<InquiryCommand['type'], readonly Mover[]>

function decide(inquiry: Inquiry, command: InquiryCommand): InquiryFact[] | Refusal {
  const no = hindrance(inquiries, inquiry, command)
  if (no) return no
  switch (command.type) {
    case 'inquiry.ask':
      return [{ ...command, type: 'inquiry.asked' }]
    case 'inquiry.answer':
      return [{ ...command, type: 'inquiry.answered' }]
    case 'inquiry.fail':
      return [{ ...command, type: 'inquiry.failed' }]
  }
}

function evolve(inquiry: Inquiry, fact: InquiryFact): Inquiry {
  switch (fact.type) {
    case 'inquiry.asked': {
      at(inquiry, 'none')
      if (fact.by.kind !== 'person') throw new Error('a person asks')
      const { claim, media, service, url, keys, question, request } = fact
      const asked = { claim, media, service, url, keys, question, request }
      return { status: 'asked', ...asked, askedAt: fact.at, by: fact.by.id }
    }
    case 'inquiry.answered': {
      const { said, ground, producedAt, reply } = fact
      return { ...at(inquiry, 'asked'), status: 'answered', said, ground, producedAt, reply, answeredAt: fact.at }
    }
    case 'inquiry.failed':
      return {
        ...at(inquiry, 'asked'),
        ...{ status: 'failed', failure: fact.failure, reply: fact.reply, endedAt: fact.at },
      }
  }
}

export const inquiries: Machine<Inquiry, InquiryCommand, InquiryFact> = {
  kind: 'inquiry',
  start: { status: 'none' },
  allowed,
  movers,
  final: ['answered', 'failed'],
  decide,
  evolve,
}
