import {
  type Disclosure,
  type DisclosureCommand,
  type DisclosureFact,
  disclosures,
} from '@anxin/domain/disclosures/disclosure.ts'
import type { Case } from '../act.ts'

/** What was told and shown of claims, as the server keeps it. */
export const disclosureCase: Case<Disclosure, DisclosureCommand, DisclosureFact> = {
  machine: disclosures,
  table: 'disclosures',
  isQuiet: true,
  columns: () => ({}),
}
