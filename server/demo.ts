import type { ApplianceKind } from '@anxin/domain/appliances/kinds.ts'
import { type Actor, type Id, instant, type Role } from '@anxin/domain/basics.ts'
import { isRefusal } from '@anxin/domain/refusals.ts'
import { act } from './act.ts'
import { sql, type Tx } from './db/database.ts'
import { seedClaims } from './demo-claims.ts'
import type { Deps } from './deps.ts'
import { newId } from './ids.ts'
import { takeReport } from './orders/intake.ts'
import { ReportInput } from './orders/shapes.ts'
import { grant } from './private/grants.ts'
import { technicianCase } from './technicians/case.ts'

/** Demo data: invented people, numbers and brands, made by the same commands as real ones. */

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

type Report = { phone: string; name: string; address: string; appliance: ApplianceKind; brand: string; fault: string }
const reports: readonly Report[] = [
  {
    phone: '19900000002',
    name: '田小雨',
    address: '广西桂林市叠彩区中山北路8号2单元301',
    appliance: 'washing-machine',
    brand: '清和',
    fault: '脱水时响得很大，整台机器在跳',
  },
  {
    phone: '19900000003',
    name: '罗大山',
    address: '浙江省杭州市余杭区良渚街道玉鸟路16号',
    appliance: 'air-conditioner',
    brand: '北辰',
    fault: '不制冷，外机不转，显示 E5',
  },
  {
    phone: '19900000004',
    name: '欧阳晴',
    address: '海南省儋州市光村镇兴隆街3号',
    appliance: 'refrigerator',
    brand: '北辰',
    fault: '冷藏室结冰，冷冻室不冻',
  },
]

/** Fills an empty database; does nothing when there is a tenant already. Returns whether it did. `shop`: with the shop and
 *  its claims, whose photos are inspected for some seconds afterwards; tests of repairs do without. */
export async function seedDemo(deps: Deps, { shop = true } = {}): Promise<boolean> {
  const main = newId()
  const isNew = await deps.db.transaction('worker', async (tx) => {
    if (await tx.first(sql`select from tenants limit 1`)) return false
    await tx.rows(sql`
      insert into tenants (id, slug, name, hosts) values
        (${main}, 'anxin', '安心服务（演示）', '{}'), (${newId()}, 'linjia', '邻家电器（演示）', '{linjia.localhost}')`)
    return true
  })
  if (!isNew) return false
  await deps.db.transaction({ tenant: main }, (tx) => seedPeople(tx, deps))
  for (const report of reports) await deps.db.transaction({ tenant: main }, (tx) => seedOrder(tx, deps, report))
  if (shop) await deps.db.transaction({ tenant: main }, (tx) => seedClaims(tx, deps))
  return true
}

async function seedPeople(tx: Tx, deps: Deps): Promise<void> {
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

async function seedOrder(tx: Tx, deps: Deps, report: Report): Promise<void> {
  const body = ReportInput.parse({ ...report, urgency: 'urgent' })
  const by: Actor = { kind: 'person', id: '', role: 'consumer' }
  const caller = { tenant: tx.tenant, by: null, person: null, roles: [], name: 'demo', owesFactor: false }
  const call = {
    tx,
    deps,
    now: deps.now(),
    by,
    caller,
    body,
    params: {},
    query: {},
    version: undefined,
    language: 'zh' as const,
    ip: '',
  }
  const taken = await takeReport(call)
  if (isRefusal(taken)) throw new Error(`a demo report was refused: ${taken.refusal}`)
}
