import type { Id } from '@anxin/domain/basics.ts'
import { DoorProblem } from '../http/problems.ts'
import type { Call } from '../http/route.ts'
import { placeText } from '../private/place.ts'
import { sealWritten } from '../private/written.ts'
import type { ReportInput } from './shapes.ts'
import { registeredAppliance } from './store.ts'

/** What a report says: which machine it is about, one of the caller's register or as the report has it, and what is told
 *  of the person. */

type Report = Call<unknown, unknown, ReportInput>

/** The machine that a report is about. */
export const machineOf = async (call: Report, person: Id) =>
  (await registeredOf(call, person)) ?? unregistered(call.body)

const unregistered = ({ appliance, brand, model, makerWarrantyUntil }: ReportInput) => ({
  appliance,
  brand,
  model: model ?? null,
  makerWarrantyUntil: makerWarrantyUntil ?? null,
  registered: null,
})

/** The machine as its owner registered it. Somebody else's is as unknown as one that never was. */
async function registeredOf(call: Report, person: Id) {
  const { registered } = call.body
  if (!registered) return null
  const known = call.caller.by ? await registeredAppliance(call.tx, person, registered) : undefined
  const unknown = { zh: '没有找到登记的这件家电', en: 'no such appliance is registered by this person' }
  if (!known)
    throw new DoorProblem('http.invalid', { errors: [{ path: 'registered', message: unknown[call.language] }] })
  const { appliance, brand, model, warrantyUntil } = known.described
  const text = (await call.deps.private.open(call.tx, [model])).get(model) ?? null
  return { appliance, brand, model: text, makerWarrantyUntil: warrantyUntil, registered }
}

/** Everything about the person, under their own key. */
export function sealReport(
  call: Report,
  { id, person, ...known }: { id: Id; person: Id; phone: string; model: string | null },
) {
  const { name, address, fault, place: at } = call.body
  const words = { name, address, fault, place: at ? placeText(at) : null, ...known }
  return sealWritten(call, { kind: 'order', person, row: id }, words)
}
