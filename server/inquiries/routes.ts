import { type Id, instant } from '@anxin/domain/basics.ts'
import { kinds } from '@anxin/domain/inquiries/inquiry.ts'
import { isRefusal, refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { act } from '../act.ts'
import { sql } from '../db/database.ts'
import { ById, type Call, get, post, type Route } from '../http/route.ts'
import { newId } from '../ids.ts'
import { inquiryKey, inquiryKeys } from '../inquiry-key.ts'
import { buyerOf } from '../parties.ts'
import { sealWritten } from '../private/written.ts'
import { inquiryCase } from './case.ts'
import { asked, fingerprints, hashOf, type LabelSent } from './protocol.ts'
import { serviceRoutes } from './services.routes.ts'
import { type Looked, lookedAt, type Service, serviceById } from './store.ts'
import { InquiriesShown, showAll, toReport } from './views.ts'

const Asking = z.strictObject({ media: z.uuid(), service: z.uuid(), question: z.enum(kinds) })
type Here = Call<{ id: Id }, unknown, z.output<typeof Asking>>

/** What is sent of labels: those that name this service, without who spread the picture. */
const labelsFor = ({ producers }: Service, { labels }: Looked): LabelSent[] =>
  labels
    .filter(({ producer }) => producers.includes(producer))
    .map(({ label, producer, produceId }) => ({ label, producer, produceId }))

/** Signs the question and keeps it word for word; an errand sends it. */
async function ask(call: Here) {
  const { tx, deps, by, now, params, body } = call
  const claim = params.id
  const [person, service] = [await buyerOf(tx, claim), await serviceById(tx, body.service)]
  const photo = (await lookedAt(tx, claim)).find(({ media }) => media === body.media)
  if (!person || !photo) return refuse('case.absent')
  // Of somebody who was erased nothing is sent.
  if (!(await deps.private.mediaKey(tx, person))) return refuse('inquiry.erased')
  if (!service || service.endedAt) return refuse('inquiry.no_service')
  const findings = body.question === 'report' ? toReport(photo) : []
  if (body.question === 'report' && findings.length === 0) return refuse('inquiry.nothing_to_report')
  const waits = await tx.first(sql`
    select from inquiries where claim_id = ${claim} and media = ${body.media} and service = ${body.service}
      and question = ${body.question} and status = 'asked'`)
  if (waits) return refuse('inquiry.waits')
  const { sha256, pdq } = photo
  const id = newId()
  const between = { from: deps.config.publicUrl, to: service.url }
  const [own] = (await inquiryKeys(deps)).keys
  const text = await asked(
    { question: body.question, picture: { sha256, pdq }, labels: labelsFor(service, photo), findings },
    { key: inquiryKey(deps), kid: own?.kid ?? '', id, now, ...between },
  )
  const sealed = await sealWritten(call, { kind: 'inquiry', person }, { text })
  const request = { text: sealed.text, sha256: hashOf(text) }
  const known = { url: service.url, keys: await fingerprints(service.keys) }
  const command = { type: 'inquiry.ask' as const, at: instant(now), by, claim, ...body, ...known, request }
  const acted = await act(tx, inquiryCase, { id, isNew: true }, command)
  return isRefusal(acted) ? acted : showAll(tx, claim)
}

export const inquiryRoutes: readonly Route[] = [
  ...serviceRoutes,
  get('/inquiries/keys', {
    summary: 'The key that our questions are signed with, as a JWK set (RFC 7517) / 询问签名公钥',
    tag: 'inquiries',
    who: ['anyone'],
    answer: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }),
    async does({ deps }) {
      const { keys } = await inquiryKeys(deps)
      return { keys: keys.map((key) => ({ ...key })) }
    },
  }),
  get('/claims/:id/inquiries', {
    summary: 'Labels of generated content in the photos of a claim, and what AI services said of them / AI 服务核验',
    tag: 'inquiries',
    who: ['operator', 'reviewer'],
    params: ById,
    answer: InquiriesShown,
    async does({ tx, params }) {
      return (await buyerOf(tx, params.id)) ? showAll(tx, params.id) : refuse('case.absent')
    },
  }),
  post('/claims/:id/inquiries', {
    summary: 'Ask an AI service whether a photo is its own, or report a hidden or removed label / 向 AI 服务询问或举报',
    tag: 'inquiries',
    who: ['operator', 'reviewer'],
    params: ById,
    body: Asking,
    answer: InquiriesShown,
    status: 201,
    does: ask,
  }),
]
