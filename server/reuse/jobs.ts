import { z } from 'zod'
import { job } from '../worker.ts'
import { forgetPicture, forgetPicturesOf } from './store.ts'

export const reuseJobs = [
  /** What the photos of somebody who was erased looked like is not kept either, nor of what was removed after its term. */
  job({
    name: 'reuse.forget',
    payload: z.union([z.object({ person: z.uuid() }), z.object({ media: z.uuid() })]),
    run: ({ tx, payload }) =>
      'person' in payload ? forgetPicturesOf(tx, payload.person) : forgetPicture(tx, payload.media),
  }),
]
