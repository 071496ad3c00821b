import type { ReactNode } from 'react'
import { ClaimPage } from './ClaimPage.tsx'
import { Claims } from './Claims.tsx'
import { NewClaim } from './NewClaim.tsx'
import { Purchases } from './Purchases.tsx'

/** Which page of a refund claim lives where. */
export const claimPages: readonly (readonly [path: string, page: () => ReactNode])[] = [
  ['/buys', Purchases],
  ['/claim', NewClaim],
  ['/claims', Claims],
  ['/claims/$id', ClaimPage],
]
