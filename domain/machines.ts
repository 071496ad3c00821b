import { appliances } from './appliances/appliance.ts'
import { claimMachines } from './claims/machines.ts'
import { hotlines } from './hotlines/hotline.ts'
import { hotlineReports } from './hotlines/report.ts'
import { requireSound } from './machine.ts'
import { searches } from './offers/search.ts'
import { orders } from './orders/decide.ts'
import { people } from './people/person.ts'
import { promises } from './promises/promise.ts'
import { ratings } from './ratings/rating.ts'
import { technicians } from './technicians/technician.ts'
import { visits } from './visits/decide.ts'

/** Every machine there is: what is checked when the server is built, and walked by the tests. */
export const machines = [
  ...([
    orders,
    visits,
    searches,
    promises,
    people,
    technicians,
    ratings,
    appliances,
    hotlines,
    hotlineReports,
  ] as const),
  ...claimMachines,
] as const

/** Throws when a machine has a state that is unknown, unreachable or a dead end: a fault of ours, to stop the start. */
export function requireSoundMachines(): void {
  for (const machine of machines) requireSound(machine)
}
