import type { Pixels } from '../photo.ts'
import { fitting, opponents, type Plane } from '../pixels/plane.ts'
import { resized } from '../pixels/resize.ts'
import { type Features, featuresOf } from './features.ts'
import type { Colours } from './likeness.ts'

/** A picture made ready to be compared: worked out once, used against many. */
export type View = { colours: Colours; small: Plane; features: Features }

/** Longer side of `small`, brightness for the first, rough looks. */
const smallSide = 320

/** Takes a photo's pixels of analysis size; about 0.15 s. */
export function viewOf(pixels: Pixels): View {
  const colours = opponents(pixels)
  return { colours, small: resized(colours.y, fitting(colours.y, smallSide)), features: featuresOf(colours.y) }
}
