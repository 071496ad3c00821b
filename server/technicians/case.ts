import {
  type Technician,
  type TechnicianCommand,
  type TechnicianFact,
  technicians,
} from '@anxin/domain/technicians/technician.ts'
import type { Case } from '../act.ts'

/** Technicians as the server keeps them; the id is that of the person. */
export const technicianCase: Case<Technician, TechnicianCommand, TechnicianFact> = {
  machine: technicians,
  table: 'technicians',
  columns(technician) {
    if (technician.status === 'none') return {}
    const { skills, territory, position, rating } = technician
    return {
      on_duty: technician.status === 'on-duty',
      skills,
      appliances: [...new Set(skills.map(({ appliance }) => appliance))],
      territory: [...territory],
      place_until: position ? new Date(position.until) : null,
      rating_mean: rating.count > 0 ? rating.sum / rating.count : null,
      rating_count: rating.count,
    }
  },
}
