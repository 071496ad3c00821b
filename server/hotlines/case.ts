import {
  type Hotline,
  type HotlineCommand,
  type HotlineFact,
  hotlines,
  provedUntil,
} from '@anxin/domain/hotlines/hotline.ts'
import {
  type About,
  hotlineReports,
  type Report,
  type ReportCommand,
  type ReportFact,
} from '@anxin/domain/hotlines/report.ts'
import type { Case } from '../act.ts'

const dateOf = (at: number | null) => (at === null ? null : new Date(at))

/** Numbers of brands, as the server keeps them. */
export const hotlineCase: Case<Hotline, HotlineCommand, HotlineFact> = {
  machine: hotlines,
  table: 'hotlines',
  columns: (hotline) => {
    if (hotline.status === 'none') return {}
    const { number, brand, company, domain } = hotline
    return { number, brand, company, domain, proved_until: dateOf(provedUntil(hotline)) }
  },
}

/** What a report is about, as it is looked up. */
export const keyOf = (about: About): string =>
  about.kind === 'number' ? about.number : about.kind === 'mobile' ? about.person : about.host

/** Reports of fakes, as the server keeps them. */
export const reportCase: Case<Report, ReportCommand, ReportFact> = {
  machine: hotlineReports,
  table: 'hotline_reports',
  columns: (report) =>
    report.status === 'none'
      ? {}
      : { about: keyOf(report.about), reporter: report.by, opened_at: dateOf(report.openedAt) },
}
