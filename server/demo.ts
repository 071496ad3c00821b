import type { ApplianceKind } from '@anxin/domain/appliances/kinds.ts'
import type { Actor } from '@anxin/domain/basics.ts'
import { isRefusal } from '@anxin/domain/refusals.ts'
import { sql, type Tx } from './db/database.ts'
import { seedClaims } from './demo-claims.ts'
import { seedHotlines } from './demo-hotlines.ts'
import { seedPeople } from './demo-people.ts'
import type { Deps } from './deps.ts'
import { newId } from './ids.ts'
import { takeReport } from './orders/intake.ts'
import { ReportInput } from './orders/shapes.ts'

/** Demo data: invented people, numbers and brands, made by the same commands as real ones. */

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
  await deps.db.transaction({ tenant: main }, (tx) => seedHotlines(tx, deps))
  if (shop) await deps.db.transaction({ tenant: main }, (tx) => seedClaims(tx, deps))
  return true
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
