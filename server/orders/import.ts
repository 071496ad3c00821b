import { createHmac } from 'node:crypto'
import { applianceNamed } from '@anxin/domain/appliances/kinds.ts'
import { isRefusal } from '@anxin/domain/refusals.ts'
import { sql, type Tx } from '../db/database.ts'
import { rowsInto } from '../db/rows.ts'
import { DoorProblem, type Language } from '../http/problems.ts'
import { sayInvalid } from '../http/sentences.ts'
import { type Asked, type Column, importRoute, type Meant, saysOf } from '../sheets/import.ts'
import { takeReport } from './intake.ts'
import { ReportInput } from './shapes.ts'
import { understood } from './understood.ts'
import { desk } from './views.ts'

const columns: readonly Column[] = [
  { key: 'appliance', zh: '家电', en: 'Appliance' },
  { key: 'brand', zh: '品牌', en: 'Brand' },
  { key: 'fault', zh: '故障描述', en: 'Fault', also: ['故障'] },
  { key: 'name', zh: '称呼', en: 'Name', also: ['姓名', '联系人'] },
  { key: 'phone', zh: '手机号', en: 'Phone', also: ['电话', '手机', 'mobile'] },
  { key: 'address', zh: '地址', en: 'Address' },
  { key: 'urgency', zh: '类型', en: 'Type', also: ['紧急程度', 'urgency'], isOptional: true },
  { key: 'reference', zh: '外部单号', en: 'Reference', also: ['单号'], isOptional: true },
]
const urgencies: Record<string, 'urgent' | 'planned'> = {
  '': 'urgent',
  紧急: 'urgent',
  urgent: 'urgent',
  预约: 'planned',
  planned: 'planned',
}
const says = {
  appliance: { zh: '不认识的家电', en: 'not a known appliance' },
  urgency: { zh: '类型应为“紧急”或“预约”', en: 'the type is “urgent” or “planned”' },
}

type Report = { body: ReportInput; row: string }

function meant(cells: Record<string, string>, language: Language): Meant<Report> {
  const appliance = applianceNamed(cells.appliance ?? '')
  const urgency = urgencies[(cells.urgency ?? '').toLowerCase()]
  const { brand, fault, name, phone, address } = cells
  const parsed = ReportInput.safeParse({ appliance: appliance ?? 'other', brand, fault, name, phone, address, urgency })
  const wrong = [
    ...(appliance ? [] : [says.appliance[language]]),
    ...(urgency ? [] : [says.urgency[language]]),
    ...(parsed.error?.issues ?? []).map(
      (issue) => `${nameOf(issue.path[0], language)}：${sayInvalid(issue, language)}`,
    ),
  ]
  if (!parsed.data || wrong.length > 0) return { wrong }
  try {
    understood(parsed.data, language)
  } catch (error) {
    if (error instanceof DoorProblem) return { wrong: saysOf(error, language) }
    throw error
  }
  const row = JSON.stringify([parsed.data, cells.reference ?? ''])
  return { value: { body: parsed.data, row }, key: row }
}

const nameOf = (key: unknown, language: Language) => columns.find((one) => one.key === key)?.[language] ?? String(key)

/** Keyed, so that nobody who holds the database can try phone numbers against it. */
const fingerprint = ({ deps }: Asked, row: string) =>
  createHmac('sha256', deps.private.key('import')).update(`order ${row}`).digest()

const earlier = (tx: Tx, print: Buffer) =>
  tx.first<{ id: string; number: string }>(sql`
    select o.id, o.number from imported_rows r join orders o on o.id = r.case_id
    where r.tenant = ${tx.tenant} and r.fingerprint = ${print}`)

async function would(call: Asked, tx: Tx, { row }: Report) {
  const known = await earlier(tx, fingerprint(call, row))
  return known
    ? { does: 'same' as const, id: known.id, label: known.number }
    : { does: 'new' as const, id: '', label: null }
}

async function take(call: Asked, tx: Tx, { body, row }: Report) {
  const before = await would(call, tx, { body, row })
  if (before.does === 'same') return before
  const taken = await takeReport({ ...call, tx, body })
  if (isRefusal(taken)) return taken
  const { id, state } = taken
  // Two who import the same table at the same moment: the second is undone here by the primary key.
  const imported = { tenant: tx.tenant, fingerprint: fingerprint(call, row), case_id: id, at: new Date(call.now) }
  tx.write(rowsInto('imported_rows', [imported]))
  return { does: 'new' as const, id, label: state.status === 'none' ? null : state.asked.number }
}

/** Reports in bulk, for agents: the same rules as for a single report, line by line. */
export const orderImport = importRoute<Report>({
  path: '/orders/import',
  summary: 'Reports from a CSV or XLSX table: a preview, or with `dry=false` the rows taken over / 批量导入报修',
  tag: 'orders',
  who: desk,
  columns,
  meant,
  would,
  take,
})
