import { aimsAt } from '../aims.ts'
import { secondsBetween } from '../place.ts'
import type { Day, Technician, Visit } from './day.ts'

/** A day for tests: a moment in the morning, hours from it, places by kilometres, and somebody and something usual. */
export const morning = 1_800_000_000
export const hours = (h: number) => morning + Math.round(h * 3_600)
const aims = aimsAt(1_796_169_600_000).weights
export const at = (east: number, north = 0) => ({ latitude: 34 + north / 111, longitude: 103.2 + east / 92 })

export const technician = (id: string, more: Partial<Technician> = {}): Technician => ({
  ...{ id, from: at(0), shift: [hours(0), hours(9)], load: 0, rating: null, parts: null },
  ...{ skills: [{ appliance: 'gas-boiler', brands: '*' }], territory: ['623000'] },
  ...more,
})
export const visit = (id: string, more: Partial<Visit> = {}): Visit => ({
  ...{ id, appliance: 'gas-boiler', brand: '暖阳', region: '623024', place: at(5), service: 2_400, parts: [] },
  ...{ agreed: null, isUrgent: false, known: [], declined: [], given: null, isFixed: false },
  ...more,
})
export const dayOf = (technicians: Technician[], visits: Visit[]): Day => ({
  ...{ now: morning, technicians, visits, aims, travel: secondsBetween },
})
