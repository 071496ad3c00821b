import type { Id } from '@anxin/domain/basics.ts'
import { DoorProblem } from '../http/problems.ts'
import type { Call } from '../http/route.ts'
import type { ReportInput } from './shapes.ts'
import { awaitsRepair } from './store.ts'

type Report = Call<unknown, unknown, ReportInput>

/** The claim whose remedy this repair is, if it is this person's and waits for one. */
export async function repairedFor({ tx, body, caller, language }: Report, person: Id): Promise<Id | null> {
  if (!body.claim) return null
  const isMine = caller.by !== null && (await awaitsRepair(tx, body.claim, person))
  if (isMine) return body.claim
  const message = { zh: '没有等待维修的售后申请', en: 'no claim of this person waits for a repair' }[language]
  throw new DoorProblem('http.invalid', { errors: [{ path: 'claim', message }] })
}
