import { BadgePage } from './BadgePage.tsx'
import { Check } from './Check.tsx'
import { HotlineCode } from './HotlineCode.tsx'

/** Where somebody finds out what is real, and where a brand shows that it is. */
export const hotlinePages = [
  ['/check', Check],
  ['/b/$token', BadgePage],
  ['/hotline/$token', HotlineCode],
] as const
