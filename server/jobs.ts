import { applianceJobs } from './appliances/jobs.ts'
import { claimLineJobs } from './claim-jobs.ts'
import { logJobs } from './log/jobs.ts'
import { mediaJobs } from './media/jobs.ts'
import { offerJobs } from './offers/jobs.ts'
import { orderJobs } from './orders/jobs.ts'
import { promiseJobs } from './promises/jobs.ts'
import { retentionJobs } from './retention/jobs.ts'
import { technicianJobs } from './technicians/jobs.ts'
import { visitJobs } from './visits/jobs.ts'
import type { Job } from './worker.ts'

/** Every kind of errand the worker can do, but those that need more than `Deps` (start.ts adds them). */
export const jobs: readonly Job[] = [
  ...orderJobs,
  ...offerJobs,
  ...visitJobs,
  ...promiseJobs,
  ...applianceJobs,
  ...technicianJobs,
  ...mediaJobs,
  ...retentionJobs,
  ...logJobs,
  ...claimLineJobs,
]
