import { applianceCodes } from '@anxin/domain/appliances/kinds.ts'
import { orders } from '@anxin/domain/orders/decide.ts'
import { plainNumber } from '@anxin/domain/orders/number.ts'
import { z } from 'zod'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { saying } from '../http/sentences.ts'
import { words } from '../http/shapes.ts'
import { parsePhone } from '../private/phone.ts'
import type { Filter } from './store.ts'

const statuses = Object.keys(orders.allowed).filter((status) => status !== 'none')

const partsOf = (text: string) => text.split(',').filter((part) => part !== '')
/** One status or several, with commas between them. */
const Statuses = z
  .string()
  .max(200)
  .refine(
    (text) => partsOf(text).every((one) => statuses.includes(one)),
    saying(
      `应为其中之一，或以逗号隔开的几个：${statuses.join(', ')}`,
      `expected one of these, or several with commas: ${statuses.join(', ')}`,
    ),
  )

/** What a list of orders can be narrowed by; the list and its export take the same. */
export const FilterQuery = z.object({
  status: Statuses.optional(),
  region: z
    .string()
    .regex(/^\d{2,9}$/)
    .optional(),
  appliance: z.enum(applianceCodes).optional(),
  urgency: z.enum(['urgent', 'planned']).optional(),
  number: words(20).optional(),
  phone: z.string().max(30).optional(),
})

/** The filter that a query asks for: a phone number becomes the person it belongs to, and somebody unknown has no orders. */
export async function filterOf(
  tx: Tx,
  deps: Deps,
  query: z.output<typeof FilterQuery>,
): Promise<Omit<Filter, 'after' | 'limit'>> {
  const { status, number, phone, region, appliance, urgency } = query
  const known = phone === undefined ? null : parsePhone(phone)
  const person = known === null ? null : await deps.private.find(tx, known)
  return {
    statuses: partsOf(status ?? ''),
    region: withoutEnd(region),
    appliance,
    urgency,
    number: number === undefined ? undefined : plainNumber(number),
    person: phone === undefined ? undefined : person,
  }
}

/** 甘肃省 is 620000 and what lies in it begins with 62; 甘南州 is 623000 and begins with 6230. */
const withoutEnd = (region: string | undefined) => (region?.length === 6 ? region.replace(/(00){1,2}$/, '') : region)
