import { emptyPlane } from '../pixels/plane.ts'
import { halved } from '../pixels/resize.ts'
import type { Colours } from './likeness.ts'

/** What a picture of eight bits can hold of these colours: a channel that would be brighter than white or darker than black
 *  stays there, and takes brightness and hue with it. Where a filter made the picture brighter or more colourful, its
 *  brightest and strongest colours are explained by this alone. Colours may be half the size of brightness. */
export function withinGamut({ y, cb, cr }: Colours): Colours {
  const bright = emptyPlane(y.width, y.height)
  const by = cb.width < y.width ? 1 : 0
  for (let row = 0, i = 0; row < y.height; row++) {
    const line = Math.min(cb.height - 1, row >> by) * cb.width
    for (let column = 0; column < y.width; column++, i++) {
      const j = line + Math.min(cb.width - 1, column >> by)
      bright.data[i] = held(y.data[i] ?? 0, cb.data[j] ?? 0, cr.data[j] ?? 0)[0]
    }
  }
  const coarse = by ? halved(y) : y
  const [blue, red] = [emptyPlane(cb.width, cb.height), emptyPlane(cr.width, cr.height)]
  for (let j = 0; j < blue.data.length; j++) {
    const [, b, r] = held(coarse.data[j] ?? 0, cb.data[j] ?? 0, cr.data[j] ?? 0)
    blue.data[j] = b
    red.data[j] = r
  }
  return { y: bright, cb: blue, cr: red }
}

const inByte = (value: number) => Math.max(0, Math.min(255, value))

/** Brightness and colour differences (ITU-R BT.601, as `opponents` has them) to red, green and blue, held, and back. */
function held(y: number, cb: number, cr: number): readonly [number, number, number] {
  const [red, blue] = [y + cr / 0.713, y + cb / 0.564]
  const green = (y - 0.299 * red - 0.114 * blue) / 0.587
  const isHeld = Math.min(red, green, blue) < 0 || Math.max(red, green, blue) > 255
  if (!isHeld) return [y, cb, cr]
  const bright = 0.299 * inByte(red) + 0.587 * inByte(green) + 0.114 * inByte(blue)
  return [bright, 0.564 * (inByte(blue) - bright), 0.713 * (inByte(red) - bright)]
}
