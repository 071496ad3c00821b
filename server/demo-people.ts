import type { ApplianceKind } from '@anxin/domain/appliances/kinds.ts'
import { type Actor, type Id, instant, type Role } from '@anxin/domain/basics.ts'
import { isRefusal } from '@anxin/domain/refusals.ts'
import { act } from './act.ts'
import type { Tx } from './db/database.ts'
import type { Deps } from './deps.ts'
import { grant } from './private/grants.ts'
import { technicianCase } from './technicians/case.ts'

/** Who there is in the demo. */

type DemoPerson = { name: string; phone: string; roles: Role[] }
export const demoPeople: readonly DemoPerson[] = [
  { name: '卓玛措', phone: '+8619900000001', roles: [] },
  { name: '田小雨', phone: '+8619900000002', roles: [] },
  { name: '扎西顿珠', phone: '+8619900000011', roles: ['technician'] },
  { name: '马建国', phone: '+8619900000012', roles: ['technician'] },
  { name: '李清河', phone: '+8619900000013', roles: ['technician'] },
  { name: '周平安', phone: '+8619900000014', roles: ['technician'] },
  { name: '何调度', phone: '+8619900000021', roles: ['dispatcher', 'agent'] },
  { name: '程主管', phone: '+8619900000022', roles: ['supervisor', 'dispatcher', 'agent'] },
  { name: '苏运营', phone: '+8619900000023', roles: ['operator'] },
  { name: '贾商家', phone: '+8619900000024', roles: ['merchant'] },
  { name: '沈审核', phone: '+8619900000025', roles: ['reviewer'] },
  { name: '林复核', phone: '+8619900000026', roles: ['reviewer'] },
]

const any = (...appliances: ApplianceKind[]) => appliances.map((appliance) => ({ appliance, brands: '*' as const }))
const work: Record<string, { skills: ReturnType<typeof any>; territory: string[] }> = {
  '+8619900000011': {
    skills: any('gas-boiler', 'gas-water-heater', 'electric-water-heater'),
    territory: ['623000', '622900'],
  },
  '+8619900000012': { skills: any('gas-boiler', 'washing-machine', 'refrigerator'), territory: ['623000', '620100'] },
  '+8619900000013': {
    skills: any('air-conditioner', 'refrigerator', 'washing-machine', 'gas-boiler'),
    territory: ['450300', '450100'],
  },
  '+8619900000014': {
    skills: any('air-conditioner', 'gas-boiler', 'range-hood', 'gas-cooker'),
    territory: ['440300', '330100', '110000'],
  },
}

export async function seedPeople(tx: Tx, deps: Deps): Promise<void> {
  for (const { name, phone, roles } of demoPeople) {
    const id = await deps.private.meet(tx, { phone, name, now: deps.now() })
    for (const role of roles) await grant(tx, id, role)
    const engaged = work[phone]
    if (engaged) await engage(tx, deps, { id, ...engaged })
  }
}

async function engage(
  tx: Tx,
  deps: Deps,
  { id, skills, territory }: { id: Id } & (typeof work)[string],
): Promise<void> {
  const by: Actor = { kind: 'person', id, role: 'operator' }
  const stamp = { at: instant(deps.now()), by }
  const first = await act(tx, technicianCase, { id }, { type: 'technician.engage', ...stamp, skills, territory })
  const second = await act(tx, technicianCase, { id }, { type: 'technician.begin', ...stamp })
  if (isRefusal(first) || isRefusal(second)) throw new Error('a demo technician was refused')
}
