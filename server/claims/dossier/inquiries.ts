import type { Id } from '@anxin/domain/basics.ts'
import type { Inquiry, Sealed } from '@anxin/domain/inquiries/inquiry.ts'
import { sql, type Tx } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { inquiryKeys } from '../../inquiry-key.ts'

/** What AI services were asked about the photos of a claim, word for word, and what they said. */

type Asked = Exclude<Inquiry, { status: 'none' }>
type Row = { state: Asked; service: string; keys: unknown }
/** A signed text: where it lies in the bundle, and its hash, which a fact of the record names. */
type File = { file: string | null; sha256: string }
export type InquiryTold = {
  n: number
  media: Id
  service: { name: string; url: string }
  question: Asked['question']
  askedAt: string
  said: string | null
  ground: string | null
  /** Fingerprints (RFC 7638) of the keys whose signature counted; the keys are in `inquiries/keys.json`. */
  keys: readonly string[]
  producedAt: string | null
  failure: string | null
  request: File
  reply: File | null
}
export type Exchanged = { told: InquiryTold[]; texts: { path: string; text: string }[] }

const iso = (at: number) => new Date(at).toISOString()

/** Uses `inquiries_of_claim`. */
export async function exchangedOf({ tx, deps }: { tx: Tx; deps: Deps }, claim: Id): Promise<Exchanged> {
  const rows = await tx.rows<Row>(sql`
    select i.state, s.name as service, s.keys from inquiries i join ai_services s on s.id = i.service
    where i.claim_id = ${claim} order by i.id`)
  const sealed = rows.flatMap(({ state }) => [state.request, ...('reply' in state && state.reply ? [state.reply] : [])])
  const opened = await deps.private.open(
    tx,
    sealed.map(({ text }) => text),
  )
  const texts: Exchanged['texts'] = []
  /** Of somebody who was erased the hash alone is left. */
  const lying = ({ text, sha256 }: Sealed, path: string): File => {
    const said = opened.get(text) ?? null
    if (said !== null) texts.push({ path, text: said })
    return { file: said === null ? null : path, sha256 }
  }
  const told = rows.map(({ state, service }, i) => ({
    ...{ n: i + 1, media: state.media, service: { name: service, url: state.url }, question: state.question },
    askedAt: iso(state.askedAt),
    ...{ said: state.status === 'answered' ? state.said : null, keys: state.keys },
    ground: state.status === 'answered' ? state.ground : null,
    producedAt: state.status === 'answered' && state.producedAt !== null ? iso(state.producedAt) : null,
    failure: state.status === 'failed' ? state.failure : null,
    request: lying(state.request, `inquiries/${i + 1}-question.jws`),
    reply: 'reply' in state && state.reply ? lying(state.reply, `inquiries/${i + 1}-answer.jws`) : null,
  }))
  if (rows.length > 0) {
    const services = [
      ...new Map(
        rows.map(({ service, state, keys }) => [state.service, { name: service, url: state.url, keys }]),
      ).values(),
    ]
    const own = await inquiryKeys(deps)
    texts.push({ path: 'inquiries/keys.json', text: `${JSON.stringify({ own, services }, null, 1)}\n` })
  }
  return { told, texts }
}
