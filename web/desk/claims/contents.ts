import { Services } from '../inquiries/Services.tsx'
import { Policies } from '../policies/Policies.tsx'
import { Evidence } from '../recordings/Evidence.tsx'
import { Recordings } from '../recordings/Recordings.tsx'
import { Answers } from './Answers.tsx'
import { Claims } from './Claims.tsx'
import { Instructions } from './Instructions.tsx'
import { Ledger } from './Ledger.tsx'
import { Merchants } from './Merchants.tsx'
import { Reviews } from './Reviews.tsx'

const reviewers = ['reviewer', 'operator'] as const
const operators = ['operator'] as const

/** The desk's pages of refund claims: the merchant's, the reviewer's, the operator's. */
export const claimPages = {
  answers: { title: 'cl.answers', letter: 'h', who: ['merchant'], Page: Answers },
  reviews: { title: 'cl.reviews', letter: 'q', who: reviewers, Page: Reviews },
  claims: { title: 'cl.claims', letter: 'c', who: reviewers, Page: Claims },
  recordings: { title: 'rec.title', letter: 'v', who: ['merchant', ...reviewers], Page: Recordings },
  evidence: { title: 'ev.title', letter: 'j', who: ['merchant'], Page: Evidence },
  policies: { title: 'po.title', letter: 'y', who: ['merchant'], Page: Policies },
  instructions: { title: 'cl.instructions', letter: 'i', who: ['merchant', 'operator'], Page: Instructions },
  merchants: { title: 'cl.merchants', letter: 'm', who: operators, Page: Merchants },
  services: { title: 'iq.services', letter: 'x', who: operators, Page: Services },
  ledger: { title: 'cl.ledger', letter: 'b', who: operators, Page: Ledger },
} as const
