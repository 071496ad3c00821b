import type { ApplianceKind } from '@anxin/domain/appliances/kinds.ts'
import { type Id, instant, later, type Role } from '@anxin/domain/basics.ts'
import type { Stamp } from '@anxin/domain/machine.ts'
import { isRefusal } from '@anxin/domain/refusals.ts'
import type { TechnicianCommand } from '@anxin/domain/technicians/technician.ts'
import { act } from '@anxin/server/act.ts'
import { sql } from '@anxin/server/db/database.ts'
import { grant } from '@anxin/server/private/grants.ts'
import { placeText } from '@anxin/server/private/place.ts'
import { technicianCase } from '@anxin/server/technicians/case.ts'
import type { Site } from './world.ts'

type Place = { latitude: number; longitude: number }
export type Hand = { name: string; phone: string; place: Place; territory: string; skills: readonly ApplianceKind[] }

/** Technicians on duty who share where they are, made by the commands of the product, without their pages. */
export async function engage({ anxin: { deps } }: Site, hands: readonly Hand[]): Promise<Id[]> {
  const tenant =
    (
      await deps.db.transaction('worker', (tx) =>
        tx.first<{ id: Id }>(sql`select id from tenants where slug = 'anxin'`),
      )
    )?.id ?? ''
  return deps.db.transaction({ tenant }, async (tx) => {
    const all: Id[] = []
    for (const { name, phone, place, territory, skills } of hands) {
      const now = deps.now()
      const id = await deps.private.meet(tx, { phone, name, now })
      await grant(tx, id, 'technician')
      const stampOf = (role: Role): Stamp => ({ at: instant(now), by: { kind: 'person', id, role } })
      const may = skills.map((appliance) => ({ appliance, brands: '*' as const }))
      const value = { kind: 'technician', row: id, field: 'place', text: placeText(place) }
      const [sealed] = await deps.private.seal(tx, id, [value])
      if (!sealed) throw new Error('nothing was sealed')
      const position = { place: sealed, until: later(instant(now), 7_200_000) }
      const commands: TechnicianCommand[] = [
        { type: 'technician.engage', ...stampOf('operator'), skills: may, territory: [territory] },
        { type: 'technician.begin', ...stampOf('technician') },
        { type: 'technician.position', ...stampOf('technician'), position },
      ]
      for (const command of commands)
        if (isRefusal(await act(tx, technicianCase, { id }, command))) throw new Error(`${command.type} was refused`)
      all.push(id)
    }
    return all
  })
}
