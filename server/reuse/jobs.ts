import { z } from 'zod'
import { job } from '../worker.ts'
import { forgetPicturesOf } from './store.ts'

export const reuseJobs = [
  /** What the photos of somebody who was erased looked like is not kept either. */
  job({
    name: 'reuse.forget',
    payload: z.object({ person: z.uuid() }),
    run: ({ tx, payload: { person } }) => forgetPicturesOf(tx, person),
  }),
]
