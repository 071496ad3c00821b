import { claimPages } from './claims/contents.ts'
import { Coverage } from './coverage/Coverage.tsx'
import { Day } from './day/Day.tsx'
import { Orders } from './Orders.tsx'
import { operatorPages } from './operator-contents.ts'
import { Oversight } from './oversight/Oversight.tsx'
import { Looks, Notices, Promises, Ratings } from './pages.tsx'
import { Technicians } from './Technicians.tsx'

const everybody = ['agent', 'dispatcher', 'supervisor', 'operator'] as const
const placing = ['dispatcher', 'supervisor', 'operator'] as const
const leads = ['supervisor', 'operator'] as const

/** The pages of the desk, in the order of its menu: `g` and the letter lead there, and who has it in the menu. */
const contents = {
  orders: { title: 'd.orders', letter: 'o', who: everybody, Page: Orders },
  day: { title: 'day.title', letter: 's', who: placing, Page: Day },
  promises: { title: 'd.promises', letter: 'p', who: everybody, Page: Promises },
  technicians: { title: 'd.technicians', letter: 't', who: everybody, Page: Technicians },
  coverage: { title: 'cv.title', letter: 'g', who: everybody, Page: Coverage },
  ratings: { title: 'd.ratings', letter: 'f', who: everybody, Page: Ratings },
  ...claimPages,
  notices: { title: 'd.notices', letter: 'n', who: [...everybody, 'reviewer'], Page: Notices },
  oversight: { title: 'cl.oversight', letter: 'd', who: [...leads, 'merchant'], Page: Oversight },
  looks: { title: 'd.looks', letter: 'l', who: leads, Page: Looks },
  ...operatorPages,
} as const

/** The pages that somebody with these roles has. */
export const contentsFor = (roles: readonly string[]) =>
  Object.entries(contents)
    .filter(([, { who }]) => who.some((role) => roles.includes(role)))
    .map(([name, page]) => ({ name, ...page }))
