import { Orders } from './Orders.tsx'
import { Looks, Notices, Promises, Ratings } from './pages.tsx'
import { Technicians } from './Technicians.tsx'

/** The pages of the desk, in the order of its menu. */
export const contents = {
  orders: { title: 'd.orders', Page: Orders },
  promises: { title: 'd.promises', Page: Promises },
  technicians: { title: 'd.technicians', Page: Technicians },
  ratings: { title: 'd.ratings', Page: Ratings },
  notices: { title: 'd.notices', Page: Notices },
  looks: { title: 'd.looks', Page: Looks },
} as const
type PageName = keyof typeof contents
const isPage = (name: string): name is PageName => name in contents

/** The page of that name; orders where there is none. */
export const pageNamed = (name: string | undefined): PageName => (name !== undefined && isPage(name) ? name : 'orders')
