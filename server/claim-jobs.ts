import { claimJobs } from './claims/jobs.ts'
import { custodyJobs } from './custody/jobs.ts'
import { decisionJobs } from './decisions/jobs.ts'
import { hearingJobs } from './hearings/jobs.ts'
import { inquiryJobs } from './inquiries/jobs.ts'
import type { Job } from './job.ts'
import { recordingJobs } from './recordings/jobs.ts'
import { remedyJobs } from './remedies/jobs.ts'
import { reuseJobs } from './reuse/jobs.ts'
import { ruleJobs } from './rules/jobs.ts'

/** The errands of refund claims; `jobs.ts` holds them all. */
export const claimLineJobs: readonly Job[] = [
  ...claimJobs,
  ...custodyJobs,
  ...hearingJobs,
  ...inquiryJobs,
  ...decisionJobs,
  ...recordingJobs,
  ...remedyJobs,
  ...reuseJobs,
  ...ruleJobs,
]
