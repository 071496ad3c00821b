import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, instant, privateRef } from '../basics.ts'
import { isRefusal } from '../refusals.ts'
import { type Technician, type TechnicianCommand, technicians } from './technician.ts'

const by: Actor = { kind: 'person', id: 'd0000000-0000-4000-8000-000000000001', role: 'technician' }
const at = instant(1_800_000_000_000)
const position = { place: privateRef('value'), until: instant(at + 3_600_000) }
const onDuty: Technician = {
  status: 'on-duty',
  skills: [{ appliance: 'gas-boiler', brands: '*' }],
  territory: ['623000'],
  position: null,
  rating: { sum: 0, count: 0 },
}

function moved(technician: Technician, command: TechnicianCommand): Technician {
  const facts = technicians.decide(technician, command)
  if (isRefusal(facts)) throw new Error(facts.refusal)
  return facts.reduce(technicians.evolve, technician)
}

test('a shared position is gone the moment its technician stops sharing', () => {
  const sharing = moved(onDuty, { type: 'technician.position', at, by, position })
  assert.deepEqual('position' in sharing && sharing.position, { ...position, at })
  const hidden = moved(sharing, { type: 'technician.hide', at, by })
  assert.equal('position' in hidden && hidden.position, null)
})

test('nobody else stops the sharing, and a position lives two hours at the most', () => {
  const dispatcher: Actor = { ...by, role: 'dispatcher' }
  const hide = technicians.decide(onDuty, { type: 'technician.hide', at, by: dispatcher })
  assert.ok(isRefusal(hide) && hide.refusal === 'case.not_yours_to_move')
  const long = { ...position, until: instant(at + 7_200_001) }
  const share = technicians.decide(onDuty, { type: 'technician.position', at, by, position: long })
  assert.ok(isRefusal(share) && share.refusal === 'technician.position_time')
})

test('working hours go from earlier to later, for one to sixteen hours, and stay when skills change', () => {
  const works = (from: number, to: number): TechnicianCommand => ({
    type: 'technician.work',
    at,
    by,
    works: { from, to },
  })
  for (const [from, to] of [
    [540, 540],
    [540, 599],
    [1_200, 480],
    [0, 961],
    [600, 1_441],
  ] as const) {
    const no = technicians.decide(onDuty, works(from, to))
    assert.ok(isRefusal(no) && no.refusal === 'technician.hours_shape', `${from} to ${to}`)
  }
  const set = moved(onDuty, works(540, 1_080))
  const operator: Actor = { ...by, role: 'operator' }
  const { skills, territory } = onDuty as Extract<Technician, { status: 'on-duty' }>
  const other = moved(set, { type: 'technician.qualify', at, by: operator, skills, territory })
  assert.deepEqual('works' in other && other.works, { from: 540, to: 1_080 })
})
