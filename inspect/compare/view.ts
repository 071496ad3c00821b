import type { Pixels } from '../photo.ts'
import { opponents } from '../pixels/plane.ts'
import { type Features, featuresOf } from './features.ts'
import type { Colours } from './likeness.ts'

/** A picture made ready to be compared: worked out once, used against many. */
export type View = { colours: Colours; features: Features }

/** Takes a photo's pixels of analysis size; about 0.15 s. */
export function viewOf(pixels: Pixels): View {
  const colours = opponents(pixels)
  return { colours, features: featuresOf(colours.y) }
}
