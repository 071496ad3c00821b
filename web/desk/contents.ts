import { Audit } from './Audit.tsx'
import { claimPages } from './claims/contents.ts'
import { Day } from './day/Day.tsx'
import { Errands } from './Errands.tsx'
import { Keys } from './Keys.tsx'
import { Orders } from './Orders.tsx'
import { Oversight } from './oversight/Oversight.tsx'
import { Looks, Notices, Promises, Ratings } from './pages.tsx'
import { Roles } from './Roles.tsx'
import { Rules } from './rules/Rules.tsx'
import { Technicians } from './Technicians.tsx'
import { Webhooks } from './Webhooks.tsx'

const everybody = ['agent', 'dispatcher', 'supervisor', 'operator'] as const
const placing = ['dispatcher', 'supervisor', 'operator'] as const
const leads = ['supervisor', 'operator'] as const
const operators = ['operator'] as const

/** The pages of the desk, in the order of its menu: `g` and the letter lead there, and who has it in the menu. */
const contents = {
  orders: { title: 'd.orders', letter: 'o', who: everybody, Page: Orders },
  day: { title: 'day.title', letter: 's', who: placing, Page: Day },
  promises: { title: 'd.promises', letter: 'p', who: everybody, Page: Promises },
  technicians: { title: 'd.technicians', letter: 't', who: everybody, Page: Technicians },
  ratings: { title: 'd.ratings', letter: 'f', who: everybody, Page: Ratings },
  ...claimPages,
  notices: { title: 'd.notices', letter: 'n', who: [...everybody, 'reviewer'], Page: Notices },
  oversight: { title: 'cl.oversight', letter: 'd', who: [...leads, 'merchant'], Page: Oversight },
  looks: { title: 'd.looks', letter: 'l', who: leads, Page: Looks },
  rules: { title: 'd.rules', letter: 'u', who: operators, Page: Rules },
  audit: { title: 'd.audit', letter: 'a', who: leads, Page: Audit },
  errands: { title: 'd.errands', letter: 'e', who: operators, Page: Errands },
  roles: { title: 'd.roles', letter: 'r', who: operators, Page: Roles },
  keys: { title: 'd.keys', letter: 'k', who: operators, Page: Keys },
  webhooks: { title: 'd.webhooks', letter: 'w', who: operators, Page: Webhooks },
} as const

/** The pages that somebody with these roles has. */
export const contentsFor = (roles: readonly string[]) =>
  Object.entries(contents)
    .filter(([, { who }]) => who.some((role) => roles.includes(role)))
    .map(([name, page]) => ({ name, ...page }))
