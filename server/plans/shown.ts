import type { Proposal, Route } from '@anxin/dispatch/day/plan.ts'
import type { Effect } from '@anxin/dispatch/day/what-if.ts'
import type { Place } from '@anxin/dispatch/place.ts'
import type { Id } from '@anxin/domain/basics.ts'
import type { z } from 'zod'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { regionName } from '../regions/names.ts'
import type { EffectShown, PlanShown, Roughly, StopShown, Work } from './shapes.ts'
import type { OpenRow } from './store.ts'
import { isUnderWay, type Today } from './today.ts'

export type NameOf = (id: Id) => string | null

export async function namesOf({ tx, deps }: { tx: Tx; deps: Deps }, { technicians }: Today): Promise<NameOf> {
  const ids = technicians.map(({ id }) => id)
  const names = await deps.private.people(tx, ids)
  return (id) => names.get(id)?.name ?? null
}

const minutes = (seconds: number) => Math.ceil(seconds / 60)
const iso = (seconds: number) => new Date(seconds * 1_000).toISOString()

export function effectShown(effect: Effect, { rows }: Today, nameOf: NameOf): z.input<typeof EffectShown> {
  const numbers = new Map(rows.map(({ order, number }) => [order, number]))
  return {
    ...{ technician: effect.technician, name: nameOf(effect.technician), refused: effect.refused },
    ...{ begins: iso(effect.begins), late: minutes(effect.late), overtime: minutes(effect.overtime) },
    more: Math.round(effect.more / 60),
    makesLate: effect.makesLate.map(({ visit, late }) => ({
      ...{ order: visit, number: numbers.get(visit) ?? '', minutes: minutes(late) },
    })),
    why: effect.refused ? [] : [wayOf(effect), ...effect.why],
  }
}

const wayOf = ({ way }: Effect) => (way === null ? 'way.unknown' : `way.${Math.round(way / 60)}`)

const roughly = (place: Place | null): z.input<typeof Roughly> | null =>
  place && { latitude: Math.round(place.latitude * 100) / 100, longitude: Math.round(place.longitude * 100) / 100 }

type Shown = Pick<z.input<typeof PlanShown>, 'technicians' | 'unserved' | 'isCut'>

export function planShown(found: Today, { routes, unserved }: Proposal, nameOf: NameOf): Shown {
  const { rows, busy, elsewhere, isCut, day } = found
  const of = new Map(rows.map((row) => [row.order, row]))
  const workOf = workIn(found)
  const stopsOf = ({ technician, stops }: Route) =>
    stops.flatMap(({ visit, arrives, begins, ends, late, why }): z.input<typeof StopShown>[] => {
      const row = of.get(visit)
      if (!row) return []
      const from = row.technician === technician ? null : row.technician
      const times = { arrives: iso(arrives), begins: iso(begins), ends: iso(ends), late: minutes(late) }
      return [{ ...workOf(row), isNew: row.technician === null, from, ...times, why }]
    })
  const places = new Map(day.technicians.map(({ id, from }) => [id, roughly(from)]))
  return {
    technicians: routes.map((route) => ({
      ...{ id: route.technician, name: nameOf(route.technician), roughly: places.get(route.technician) ?? null },
      now: (busy.get(route.technician) ?? []).map(workOf),
      ...{ stops: stopsOf(route), overtime: minutes(route.overtime) },
    })),
    isCut,
    unserved: [
      ...unserved.flatMap(({ visit, why }) => {
        const row = of.get(visit)
        return row ? [{ ...workOf(row), why }] : []
      }),
      ...elsewhere.map((row) => ({ ...workOf(row), why: 'fixed' })),
    ],
  }
}

function workIn({ placeOf }: Today) {
  return ({ order, number, asked, window, search, ...row }: OpenRow): z.input<typeof Work> => ({
    ...{ order, number, appliance: asked.appliance, search, roughly: roughly(placeOf(asked.place)) },
    // What somebody has set out for is handed over to nobody.
    ...(isUnderWay(row) ? { visit: null, version: null } : { visit: row.visit, version: row.version }),
    county: asked.region ? regionName(asked.region.slice(0, 6)) : null,
    isUrgent: asked.urgency === 'urgent',
    window: window && { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() },
  })
}
