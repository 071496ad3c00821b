import type { Refused } from '@anxin/server/inspection/inspector.ts'

const wanted = 'a JPEG, PNG, WebP, AVIF or HEIC picture'
const reasons: Record<Refused['refused'], string> = {
  not_a_picture: `is no picture: ${wanted} was expected`,
  unreadable: `is damaged: ${wanted} was expected`,
  too_large: 'is too large: a picture of at most 50 million pixels and 20,000 a side was expected',
  too_heavy: 'takes too much time or memory to look at: an ordinary picture was expected',
}

/** The sentence for a file that could not be looked at. */
export const whyRefused = ({ name, refused }: Refused): string => `${name} ${reasons[refused]}.`
