import { createRootRoute, createRoute } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Appliances } from './Appliances.tsx'
import { claimPages } from './claim-pages.ts'
import { Home } from './Home.tsx'
import { hotlinePages } from './hotline-pages.ts'
import { LabelPage } from './LabelPage.tsx'
import { Linked } from './Linked.tsx'
import { Me } from './Me.tsx'
import { Missing } from './Missing.tsx'
import { OrderPage } from './OrderPage.tsx'
import { Orders } from './Orders.tsx'
import { Renew } from './Renew.tsx'
import { Report } from './Report.tsx'
import { Track } from './Track.tsx'

/** Which page lives where, within the shell. */
export function routesIn(shell: () => ReactNode) {
  const root = createRootRoute({ component: shell, notFoundComponent: Missing })
  const at = (path: string, component: () => ReactNode) => createRoute({ getParentRoute: () => root, path, component })
  return root.addChildren([
    at('/', Home),
    at('/report', Report),
    at('/orders', Orders),
    at('/orders/$id', OrderPage),
    at('/t/$token', Linked),
    at('/track', Track),
    at('/appliances', Appliances),
    at('/renew/$id', Renew),
    at('/a', LabelPage),
    at('/me', Me),
    ...[...claimPages, ...hotlinePages].map(([path, page]) => at(path, page)),
  ])
}
