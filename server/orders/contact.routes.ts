import { z } from 'zod'
import { get } from '../http/route.ts'
import { lastContactOf } from './store.ts'

const Contact = z.object({
  name: z.string().nullable(),
  phone: z.string().nullable(),
  address: z.string().nullable(),
  /** From an earlier order, or only what the account knows. */
  isKnown: z.boolean(),
})

/** Told whole, and to nobody but the person themselves: a session of theirs, no link, no colleague at the desk. */
export const contactRoutes = [
  get('/me/contact', {
    summary: 'My name, phone and address as I gave them last / 我上次填写的联系方式',
    tag: 'orders',
    who: ['consumer'],
    answer: Contact,
    async does({ tx, deps, by }) {
      const me = by.kind === 'person' ? by.id : ''
      const last = await lastContactOf(tx, me)
      if (!last) {
        const known = (await deps.private.people(tx, [me])).get(me)
        return { name: known?.name ?? null, phone: known?.phone ?? null, address: null, isKnown: false }
      }
      const { name, phone, address } = last.asked
      const opened = await deps.private.open(tx, [name, phone, address])
      const text = (ref: typeof name) => opened.get(ref) ?? null
      return { name: text(name), phone: text(phone), address: text(address), isKnown: true }
    },
  }),
]
