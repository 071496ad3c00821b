import { answerFor } from '@anxin/regions/answer.ts'
import { childrenOf, division } from '@anxin/regions/divisions.ts'
import { z } from 'zod'
import { get } from '../http/route.ts'

/** Anybody may ask, and the worst text takes some milliseconds: who asks without end takes no more than a share of a core. */
const perAddress = [{ seconds: 60, most: 600 }]

const Brief = z.object({ code: z.string(), name: z.string() })

export const regionRoutes = [
  get('/regions', {
    summary: 'A text → its division: `text`; or what lies below a division: `under` / 行政区划解析',
    tag: 'regions',
    who: ['anyone'],
    perAddress,
    query: z.object({
      text: z.string().max(300).optional(),
      under: z
        .string()
        .regex(/^(\d{6})?$/)
        .optional(),
    }),
    answer: z.object({
      input: z.string().optional(),
      status: z.enum(['resolved', 'ambiguous', 'none']).optional(),
      code: z.string().nullable().optional(),
      name: z.string().nullable().optional(),
      level: z.string().nullable().optional(),
      candidates: z.array(Brief).optional(),
      rest: z.string().optional(),
      children: z.array(Brief.extend({ own: z.string(), level: z.string() })).optional(),
    }),
    does: async ({ query }) => {
      const { text, under } = query
      const below = under === undefined ? undefined : childrenOf(under === '' ? null : under)
      return {
        ...(text === undefined ? {} : answerFor(text)),
        ...(below ? { children: below.map(({ code, name, own, level }) => ({ code, name, own, level })) } : {}),
      }
    },
  }),
  get('/regions/:code', {
    summary: 'One division by its code / 行政区划',
    tag: 'regions',
    who: ['anyone'],
    params: z.object({ code: z.string().regex(/^\d{6}(\d{3})?$/) }),
    answer: Brief.extend({ level: z.string() }),
    async does({ params }) {
      const found = division(params.code)
      return found ? { code: found.code, name: found.name, level: found.level } : { refusal: 'case.absent' as const }
    },
  }),
]
