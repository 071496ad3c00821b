import type { Id, Instant, Mover, PrivateRef } from '../basics.ts'
import { at, hindrance, type Machine, type Stamp } from '../machine.ts'
import { type Refusal, refuse } from '../refusals.ts'

/** That a number or a web address passes itself off as a brand's: what somebody says, and what a person found. Only what a
 *  person confirmed is shown to others as a fake. */

/** A mobile number is somebody's own: the report names the person by whose key it is sealed. */
export type About =
  | { kind: 'number'; number: string }
  | { kind: 'mobile'; person: Id }
  | { kind: 'address'; host: string }
/** What a confirmation or a dismissal rests on. */
export const confirmations = ['brand-denies', 'charged-falsely', 'many-brands', 'look-alike'] as const
export const dismissals = ['is-the-brand', 'nothing-found', 'not-a-hotline'] as const
export type Ground = (typeof confirmations)[number] | (typeof dismissals)[number]

type Said = { about: About; brand: string | null; words: PrivateRef | null }
export type ReportFact = Stamp &
  (
    | ({ type: 'hotline-report.opened' } & Said)
    | { type: 'hotline-report.confirmed'; ground: Ground }
    | { type: 'hotline-report.dismissed'; ground: Ground }
    | { type: 'hotline-report.lifted' }
  )
export type ReportCommand = Stamp &
  (
    | ({ type: 'hotline-report.open' } & Said)
    /** `isProved`: what it is about is a brand's, by a proof that stands. */
    | { type: 'hotline-report.confirm'; ground: Ground; isProved: boolean }
    | { type: 'hotline-report.dismiss'; ground: Ground }
    | { type: 'hotline-report.lift' }
  )
type Opened = Said & { openedAt: Instant; by: Id }
type Judged = Opened & { ground: Ground; judgedAt: Instant }
export type Report =
  | { status: 'none' }
  | (Opened & { status: 'open' })
  | (Judged & { status: 'confirmed' })
  | (Judged & { status: 'dismissed' })
  | (Judged & { status: 'lifted' })

export const allowed = {
  none: ['hotline-report.open'],
  open: ['hotline-report.confirm', 'hotline-report.dismiss'],
  // Whoever was taken for a fake may turn out not to be one.
  confirmed: ['hotline-report.lift'],
  dismissed: [],
  lifted: [],
} as const satisfies { [S in Report['status']]: readonly ReportCommand['type'][] }

export const movers = {
  'hotline-report.open': ['consumer', 'technician', 'agent', 'dispatcher', 'supervisor', 'operator', 'merchant'],
  'hotline-report.confirm': ['operator'],
  'hotline-report.dismiss': ['operator'],
  'hotline-report.lift': ['operator'],
} as const satisfies { [C in ReportCommand['type']]: readonly Mover[] }

const isAmong = (grounds: readonly Ground[], ground: Ground) => grounds.includes(ground)

function decide(report: Report, command: ReportCommand): ReportFact[] | Refusal {
  const no = hindrance(hotlineReports, report, command)
  if (no) return no
  const { at: now, by } = command
  switch (command.type) {
    case 'hotline-report.open':
      return [{ ...command, type: 'hotline-report.opened' }]
    case 'hotline-report.confirm':
      if (!isAmong(confirmations, command.ground)) return refuse('hotline_report.ground')
      if (command.isProved) return refuse('hotline_report.proved')
      return [{ type: 'hotline-report.confirmed', at: now, by, ground: command.ground }]
    case 'hotline-report.dismiss':
      if (!isAmong(dismissals, command.ground)) return refuse('hotline_report.ground')
      return [{ type: 'hotline-report.dismissed', at: now, by, ground: command.ground }]
    case 'hotline-report.lift':
      return [{ type: 'hotline-report.lifted', at: now, by }]
  }
}

function evolve(report: Report, fact: ReportFact): Report {
  switch (fact.type) {
    case 'hotline-report.opened': {
      at(report, 'none')
      if (fact.by.kind !== 'person') throw new Error('a person reports')
      const { about, brand, words } = fact
      return { status: 'open', about, brand, words, openedAt: fact.at, by: fact.by.id }
    }
    case 'hotline-report.confirmed':
      return { ...at(report, 'open'), status: 'confirmed', ground: fact.ground, judgedAt: fact.at }
    case 'hotline-report.dismissed':
      return { ...at(report, 'open'), status: 'dismissed', ground: fact.ground, judgedAt: fact.at }
    case 'hotline-report.lifted':
      return { ...at(report, 'confirmed'), status: 'lifted', judgedAt: fact.at }
  }
}

export const hotlineReports: Machine<Report, ReportCommand, ReportFact> = {
  kind: 'hotline-report',
  start: { status: 'none' },
  allowed,
  movers,
  final: ['dismissed', 'lifted'],
  decide,
  evolve,
}
