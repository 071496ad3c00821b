import type { Config } from './config.ts'
import { hotlineJobs } from './hotlines/jobs.ts'
import { openProving, type Proving } from './hotlines/proving.ts'
import type { Job } from './job.ts'
import { webhookJobs } from './webhooks/jobs.ts'

export type { Proving }

/** The errands of whoever runs the installation; `start.ts` adds them. `proving`: who looks for the records of hotlines. */
export function operatorJobs(
  { DNS_SERVERS: servers, WEBHOOK_PRIVATE: allowsPrivate }: Config,
  proving?: Proving,
): Job[] {
  return [...webhookJobs({ allowsPrivate }), ...hotlineJobs(proving ?? openProving({ servers, allowsPrivate }))]
}
