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
/** Why there is no answer: it refused, what it sent does not hold, or it was silent to the end. */
export const failures = ['refused', 'unsigned', 'other-request', 'malformed', 'silent'] as const
export type Failure = (typeof failures)[number]

/** A signed text as it was sent: where it is kept, and its SHA-256. */
export type Sealed = { text: PrivateRef; sha256: string }
type Asked = { claim: Id; media: Id; service: Id; question: Kind; request: Sealed }
type Answered = { said: Said; producedAt: Instant | null; reply: Sealed }

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
      const { claim, media, service, question, request } = fact
      return { status: 'asked', claim, media, service, question, request, askedAt: fact.at, by: fact.by.id }
    }
    case 'inquiry.answered': {
      const { said, producedAt, reply } = fact
      return { ...at(inquiry, 'asked'), status: 'answered', said, producedAt, reply, answeredAt: fact.at }
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
