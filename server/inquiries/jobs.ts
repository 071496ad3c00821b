import { type Id, instant } from '@anxin/domain/basics.ts'
import type { Failure, InquiryCommand } from '@anxin/domain/inquiries/inquiry.ts'
import { z } from 'zod'
import { act, stampOf } from '../act.ts'
import type { Deps } from '../deps.ts'
import { openOutside, type Spoken, Unreached } from '../outside.ts'
import { buyerOf } from '../parties.ts'
import { sealWritten } from '../private/written.ts'
import { job, NotYet } from '../worker.ts'
import { inquiryCase } from './case.ts'
import { answerIn, hashOf, mediaType, type Read } from './protocol.ts'
import { type InquiryRow, inquiryById, type Service, serviceById } from './store.ts'

const minute = 60_000
/** A service that is down is asked for three days; then the question has lapsed (`claim-reactions.ts`). */
const delays = [1, 5, 15, 60, ...Array<number>(12).fill(360)].map((minutes) => minutes * minute)

type Sending = { inquiry: InquiryRow; service: Service; request: string | null }
type At = { tenant: string; id: Id; deps: Deps }

const sending = ({ tenant, id, deps }: At) =>
  deps.db.transaction({ tenant }, async (tx): Promise<Sending | null> => {
    const inquiry = await inquiryById(tx, id)
    const service = inquiry && (await serviceById(tx, inquiry.state.service))
    if (!service || inquiry.state.status !== 'asked') return null
    const { text } = inquiry.state.request
    return { inquiry, service, request: (await deps.private.open(tx, [text])).get(text) ?? null }
  })

/** Notes what came of it, with the text that came back. A second answer finds the first and is left. */
const keep = ({ tenant, id, deps }: At, claim: Id, came: { read: Read; body: string | null }) =>
  deps.db.transaction({ tenant }, async (tx) => {
    const { read, body } = came
    if ((await inquiryById(tx, id))?.state.status !== 'asked') return
    const person = (await buyerOf(tx, claim)) ?? ''
    const refs = await sealWritten({ tx, deps }, { kind: 'inquiry', person }, { text: body })
    const reply = refs.text && body !== null ? { text: refs.text, sha256: hashOf(body) } : null
    const stamp = stampOf('reaction', deps.now())
    const command: InquiryCommand | null =
      'failure' in read
        ? { type: 'inquiry.fail', ...stamp, failure: read.failure, reply }
        : reply && {
            ...{ type: 'inquiry.answer', ...stamp, said: read.said, ground: read.ground, reply },
            producedAt: read.producedAt === null ? null : instant(read.producedAt),
          }
    if (command) await act(tx, inquiryCase, { id }, command)
  })

async function send(at: At): Promise<void> {
  const { deps, id } = at
  const found = await sending(at)
  if (!found) return
  const { inquiry, service, request } = found
  const { claim, question } = inquiry.state
  const fail = (failure: Failure, body: string | null = null) => keep(at, claim, { read: { failure }, body })
  // Of somebody who was erased meanwhile nothing is sent.
  if (request === null || service.endedAt !== null) return fail('not-sent')
  const reply = await reached(deps, service.url, request)
  if (reply.status >= 400 && reply.status < 500) return fail('refused', reply.body)
  if (reply.body === null) return fail('malformed')
  const between = { from: deps.config.publicUrl, to: service.url }
  const read = await answerIn(reply.body, { ...between, id, request, question, keys: service.keys, now: deps.now() })
  await keep(at, claim, { read, body: reply.body })
}

/** What the service said; throws `NotYet` where it should be asked again. */
async function reached(deps: Deps, url: string, body: string): Promise<Spoken> {
  const outside = openOutside({ allowsPrivate: deps.config.WEBHOOK_PRIVATE })
  const headers = { 'content-type': mediaType, accept: mediaType }
  const reply = await outside.ask(url, { headers, body }).catch((error) => {
    if (error instanceof Unreached) throw new NotYet(`AI service: ${error.message}`)
    throw error
  })
  const { status } = reply
  const isLater = status === 408 || status === 425 || status === 429
  if (isLater || status < 200 || (status >= 300 && status < 400) || status >= 500)
    throw new NotYet(`AI service: ${status}`)
  return reply
}

const OfInquiry = z.object({ inquiry: z.uuid(), service: z.uuid() })
export const inquiryJobs = [
  job({
    name: 'inquiry.send',
    payload: OfInquiry,
    delays,
    receiver: 'service',
    outward: ({ tenant, payload, deps }) => send({ tenant, id: payload.inquiry, deps }),
  }),
  job({
    name: 'inquiry.lapse',
    payload: z.object({ inquiry: z.uuid() }),
    run: ({ tx, payload: { inquiry: id }, now }) =>
      act(tx, inquiryCase, { id }, { type: 'inquiry.fail', ...stampOf('clock', now), failure: 'silent', reply: null }),
  }),
]
