import type { Id } from '@anxin/domain/basics.ts'
import { DoorProblem } from '../http/problems.ts'
import type { Call } from '../http/route.ts'
import type { ReportInput } from './shapes.ts'
import { registeredAppliance } from './store.ts'

/** Which machine a report is about: one of the caller's register, or as the report itself says. */

/** The machine as the report says, but for its model, which is sealed. */
export const unregistered = ({ appliance, brand, makerWarrantyUntil }: ReportInput) => ({
  appliance,
  brand,
  makerWarrantyUntil: makerWarrantyUntil ?? null,
  registered: null,
})

/** The machine as its owner registered it. Somebody else's is as unknown as one that never was. */
export async function registeredOf(call: Call<unknown, unknown, ReportInput>, person: Id) {
  const { registered } = call.body
  if (!registered) return null
  const known = call.caller.by ? await registeredAppliance(call.tx, person, registered) : undefined
  const unknown = { zh: '没有找到登记的这件家电', en: 'no such appliance is registered by this person' }
  if (!known)
    throw new DoorProblem('http.invalid', { errors: [{ path: 'registered', message: unknown[call.language] }] })
  const { appliance, brand, model, warrantyUntil } = known.described
  return { appliance, brand, model, makerWarrantyUntil: warrantyUntil, registered }
}
