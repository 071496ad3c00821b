import type { Mover } from '../basics.ts'
import type { VisitCommand } from './decide.ts'
import type { Visit } from './visit.ts'

/** Which commands a visit takes in each status. Read by `decide`, by the page's buttons and by the tests. */
export const allowed = {
  none: ['visit.plan'],
  planned: ['visit.depart', 'visit.arrive', 'visit.reschedule', 'visit.hand-over', 'visit.hand-back', 'visit.cancel'],
  enroute: ['visit.arrive', 'visit.absent', 'visit.hand-back', 'visit.cancel'],
  arrived: ['visit.diagnose', 'visit.absent', 'visit.unable', 'visit.cancel'],
  // Cancelled also when everybody is there already: the desk may give the order to somebody else.
  diagnosed: [
    'visit.quote',
    'visit.diagnose',
    'visit.fit',
    'visit.finish',
    'visit.await-parts',
    'visit.unable',
    'visit.renew-code',
    'visit.cancel',
  ],
  quoted: [
    'visit.agree',
    'visit.decline',
    'visit.quote',
    'visit.await-parts',
    'visit.unable',
    'visit.renew-code',
    'visit.cancel',
  ],
  agreed: ['visit.fit', 'visit.finish', 'visit.await-parts', 'visit.unable', 'visit.renew-code', 'visit.cancel'],
  done: [],
  parts: [],
  absent: [],
  unable: [],
  cancelled: [],
} as const satisfies Record<Visit['status'], readonly VisitCommand['type'][]>

const desk = ['agent', 'dispatcher', 'supervisor', 'operator'] as const

/** Who may send each command. A technician only ever finds the own visits. */
export const movers = {
  'visit.plan': ['reaction'],
  'visit.reschedule': ['consumer', 'technician', 'system', ...desk],
  // To another technician, at the same time.
  'visit.hand-over': ['dispatcher', 'supervisor', 'operator'],
  'visit.depart': ['technician'],
  'visit.arrive': ['technician'],
  'visit.diagnose': ['technician'],
  'visit.quote': ['technician'],
  'visit.agree': ['consumer', 'technician'],
  'visit.decline': ['consumer', 'technician'],
  // Nobody who may be guessing: the new code stands on the consumer's page alone.
  'visit.renew-code': ['consumer'],
  'visit.fit': ['technician'],
  'visit.finish': ['technician'],
  'visit.await-parts': ['technician'],
  'visit.absent': ['technician'],
  'visit.unable': ['technician'],
  'visit.hand-back': ['technician', 'dispatcher', 'supervisor', 'operator'],
  'visit.cancel': ['reaction'],
} as const satisfies Record<VisitCommand['type'], readonly Mover[]>

export const final = ['done', 'parts', 'absent', 'unable', 'cancelled'] as const satisfies readonly Visit['status'][]
