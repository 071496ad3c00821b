import {
  type Appliance,
  type ApplianceCommand,
  type ApplianceFact,
  appliances,
} from '@anxin/domain/appliances/appliance.ts'
import { dayOf } from '@anxin/domain/china.ts'
import type { Case } from '../act.ts'

/** Appliances as the server keeps them. */
export const applianceCase: Case<Appliance, ApplianceCommand, ApplianceFact> = {
  machine: appliances,
  table: 'appliances',
  columns: (appliance) => (appliance.status === 'none' ? {} : { person: appliance.person }),
}

/** Days are counted where the consumer lives: China Standard Time, all of China. */
export const today = dayOf
/** Nine in the morning of a day, Chinese time. */
export const morningOf = (day: string): number => Date.parse(`${day}T09:00:00+08:00`)
