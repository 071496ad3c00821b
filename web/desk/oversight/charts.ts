import { endings } from '@anxin/domain/oversight/results.ts'
import type { TFunction } from 'i18next'
import type { Bars, Colour } from './bars.ts'
import type { Figures } from './figures.ts'

/** What each chart of the page shows, out of the figures. */

const colourOf: Record<(typeof endings)[number], Colour> = {
  granted: 'blue',
  refused: 'red',
  settled: 'green',
  withdrawn: 'grey',
  open: 'yellow',
}
/** So many merchants are drawn; the table below has them all. */
const mostDrawn = 12

/** Claims by the day or the week of their opening, and what became of them. */
export const overTime = ({ overTime: bars }: Figures, t: TFunction): Bars => ({
  names: bars.map(({ day }) => day.slice(5)),
  parts: endings.map((ending) => ({
    name: t(`cl.ov.ending.${ending}`),
    colour: colourOf[ending],
    values: bars.map((bar) => bar[ending]),
  })),
})

/** Up to here people think in hours, then in days. */
const inHours = 48
const sayHours = (hours: number, t: TFunction) =>
  hours < inHours ? t('cl.ov.h', { n: hours }) : t('cl.ov.d', { n: hours / 24 })

/** How many claims were decided in how long. */
export const toDecision = ({ toDecision: bars }: Figures, t: TFunction): Bars => ({
  names: bars.map(({ fromHours, untilHours }) =>
    untilHours === null
      ? `≥ ${sayHours(fromHours, t)}`
      : fromHours === 0
        ? `< ${sayHours(untilHours, t)}`
        : untilHours <= inHours
          ? t('cl.ov.h', { n: `${fromHours}–${untilHours}` })
          : t('cl.ov.d', { n: `${fromHours / 24}–${untilHours / 24}` }),
  ),
  parts: [{ name: t('cl.ov.claims'), colour: 'blue', values: bars.map(({ claims }) => claims) }],
})

/** Windows that were kept or missed, or still run, by whose clock it is; those that nobody had are left out. */
export function windows({ clocks }: Figures, t: TFunction): Bars {
  const some = clocks.filter(({ kept, missed, running }) => kept + missed + running > 0)
  const part = (name: 'kept' | 'missed' | 'running', colour: Colour) => ({
    name: t(`cl.ov.${name}`),
    colour,
    values: some.map((clock) => clock[name]),
  })
  return {
    names: some.map(({ clock }) => t(`cl.ov.clock.${clock}`)),
    parts: [part('kept', 'blue'), part('missed', 'red'), part('running', 'yellow')],
    isLying: true,
  }
}

/** Whether merchants answered when they were heard; those with most hearings. */
export function silence({ merchants }: Figures, t: TFunction): Bars {
  const some = merchants
    .filter(({ answered, silent }) => answered + silent > 0)
    .toSorted((a, b) => b.answered + b.silent - (a.answered + a.silent))
    .slice(0, mostDrawn)
  return {
    names: some.map(({ name }) => name),
    parts: [
      { name: t('cl.ov.answered'), colour: 'blue', values: some.map(({ answered }) => answered) },
      { name: t('cl.ov.silent'), colour: 'red', values: some.map(({ silent }) => silent) },
    ],
    isLying: true,
  }
}

const underWay = [
  ['collecting', 'yellow'],
  ['examining', 'grey'],
  ['hearing', 'red'],
  ['review', 'blue'],
] as const

/** Claims that are under way now, by the days since they were opened. */
export const backlog = ({ backlog: bars }: Figures, t: TFunction): Bars => ({
  names: bars.map(({ fromDays, untilDays }) =>
    untilDays === null ? `≥ ${t('cl.ov.d', { n: fromDays })}` : t('cl.ov.d', { n: `${fromDays}–${untilDays}` }),
  ),
  parts: underWay.map(([status, colour]) => ({
    name: t(`cl.status.${status}`),
    colour,
    values: bars.map((bar) => bar[status]),
  })),
})
