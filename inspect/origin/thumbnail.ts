/** Does the small picture in EXIF show the same as the large one? Cameras write it once; careless editing leaves it as it was.
 *  Method: trim bars; find where the large picture lies in the small one (turned by quarters, whole or cropped: normalised
 *  cross-correlation over a ladder of scales, then climbing on scale and place); fit brightness; look for a compact
 *  area that differs strongly while all the rest agrees. Own; correlation after Lewis, Fast Normalized Cross-Correlation,
 *  1995. Where nothing aligns it is silent: cameras crop, stretch and letterbox their thumbnails, and an honest crop
 *  shows another frame.
 *  Cost: about 10 ms where the whole agrees, 30 ms where a crop has to be searched, whatever the size of the picture. */
import type { Pixels } from '../photo.ts'
import { blurred, type Grey, type Part, resized, shrink, trimmed, turned } from './shrink.ts'

/** `agrees`, `differs` with the area in fractions of the picture, or `unknown` when the two cannot be laid over. */
export type Comparison =
  | { is: 'agrees' | 'unknown'; correlation: number }
  | { is: 'differs'; correlation: number; area: Part; share: number }

/** Where the picture lies in the thumbnail, in pixels of the thumbnail; it may reach over its edges. */
type Place = { left: number; top: number; width: number; height: number }
/** The thumbnail turned by some quarters, small and smaller, a little blurred. */
type Turn = { fine: Grey; coarse: Grey }
type Guess = { turn: Turn; place: Place; correlation: number }
type Fit = { small: Grey; place: Place; picture: Grey; correlation: number }

const side = { picture: 320, fine: 160, coarse: 44 }

/** Compares a thumbnail with the picture that it belongs to. `quarters`: how often the picture was turned clockwise to be
 *  upright, as EXIF tells; the thumbnail is not turned yet, and in edited files neither need be true. */
export function compareThumbnail(thumbnail: Pixels, large: Pixels, quarters = 0): Comparison {
  const picture = resized(large, side.picture)
  const upright = trimmed(resized(thumbnail, side.fine))
  const turns = [0, 1, 2, 3].map((more) => {
    const fine = turned(upright, (quarters + more) % 4)
    return { fine: blurred(fine), coarse: resized(fine, side.coarse) }
  })
  const whole = bestOf(turns.map((turn) => coarseWhole(turn, picture)))
  const first = whole ? judged(refined(whole, picture)) : null
  if (first && first.is !== 'unknown') return first
  // A crop is sought as EXIF says it lies; sideways only when that leads to nothing.
  for (const tried of [turns.slice(0, 1), [turns[1], turns[3]]]) {
    const crop = bestOf(tried.flatMap((turn) => (turn && coarseCrop(turn, picture)) ?? []))
    const second = crop ? judged(refined(crop, picture)) : null
    if (second && second.is !== 'unknown') return second
  }
  return first ?? { is: 'unknown', correlation: 0 }
}

const bestOf = (guesses: readonly Guess[]): Guess | null =>
  guesses.reduce<Guess | null>((best, one) => (best && best.correlation >= one.correlation ? best : one), null)

/** The picture laid over the whole thumbnail: stretched to it, or filling it so that two edges are cut off. */
function coarseWhole(turn: Turn, picture: Grey): Guess {
  const { width, height } = turn.coarse
  const scale = Math.max(width / picture.width, height / picture.height)
  const filling = { width: picture.width * scale, height: picture.height * scale }
  const places = [
    { left: 0, top: 0, width, height },
    { ...filling, left: (width - filling.width) / 2, top: (height - filling.height) / 2 },
  ]
  const [stretched, filled] = places.map((place) => ({
    turn,
    place: zoomed(place, turn),
    correlation: correlationAt({ small: turn.coarse, place, picture: pictureFor(picture, place) }, 1),
  }))
  if (!stretched || !filled) return { turn, place: { left: 0, top: 0, width, height }, correlation: -1 }
  return filled.correlation > stretched.correlation ? filled : stretched
}

/** A place in the coarse thumbnail as one in the fine. */
function zoomed({ left, top, width, height }: Place, { fine, coarse }: Turn): Place {
  const zoom = { x: fine.width / coarse.width, y: fine.height / coarse.height }
  return { left: left * zoom.x, top: top * zoom.y, width: width * zoom.x, height: height * zoom.y }
}

/** The picture as a piece of what the thumbnail shows: every scale of a ladder at every place. */
function coarseCrop(turn: Turn, picture: Grey): Guess | null {
  const { coarse } = turn
  const ratio = picture.height / picture.width
  const sums = integralsOf(coarse)
  let best: Guess | null = null
  for (let scale = 0.95; scale > 0.2; scale *= 0.9) {
    const width = Math.round(coarse.width * scale)
    const height = Math.round(width * ratio)
    if (height > coarse.height || width < 10 || height < 8) continue
    const found = slide(coarse, shrink(picture, { width, height }), sums)
    if (best && found.correlation <= best.correlation) continue
    best = { turn, place: zoomed({ ...found, width, height }, turn), correlation: found.correlation }
  }
  return best && best.correlation > 0.7 ? best : null
}

/** The best place of a small pattern inside a larger picture, by normalised cross-correlation. */
function slide(ground: Grey, pattern: Grey, sums: Integrals): { left: number; top: number; correlation: number } {
  const n = pattern.data.length
  const mean = pattern.data.reduce((sum, value) => sum + value, 0) / n
  const zeroed = pattern.data.map((value) => value - mean)
  const energy = Math.sqrt(zeroed.reduce((sum, value) => sum + value * value, 0))
  let best = { left: 0, top: 0, correlation: -1 }
  for (let top = 0; top + pattern.height <= ground.height; top++)
    for (let left = 0; left + pattern.width <= ground.width; left++) {
      const { sum, squares } = sums(left, top, pattern)
      const spread = Math.sqrt(Math.max(0, squares - (sum * sum) / n))
      if (spread < 1) continue
      const correlation = crossed(ground, zeroed, { left, top, width: pattern.width }) / (energy * spread + 1e-9)
      if (correlation > best.correlation) best = { left, top, correlation }
    }
  return best
}

function crossed(
  ground: Grey,
  zeroed: Float32Array,
  { left, top, width }: { left: number; top: number; width: number },
) {
  let sum = 0
  for (let i = 0, row = top * ground.width + left; i < zeroed.length; i += width, row += ground.width)
    for (let x = 0; x < width; x++) sum += (zeroed[i + x] ?? 0) * (ground.data[row + x] ?? 0)
  return sum
}

type Integrals = ReturnType<typeof integralsOf>

/** Sums and sums of squares over any rectangle in four reads each. */
function integralsOf({ width, height, data }: Grey) {
  const stride = width + 1
  const sum = new Float64Array(stride * (height + 1))
  const squares = new Float64Array(stride * (height + 1))
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const value = data[y * width + x] ?? 0
      const at = (y + 1) * stride + x + 1
      const before = at - stride
      sum[at] = value + (sum[at - 1] ?? 0) + (sum[before] ?? 0) - (sum[before - 1] ?? 0)
      squares[at] = value * value + (squares[at - 1] ?? 0) + (squares[before] ?? 0) - (squares[before - 1] ?? 0)
    }
  const over = (table: Float64Array, corner: number, { w, down }: { w: number; down: number }) =>
    (table[corner + down + w] ?? 0) - (table[corner + w] ?? 0) - (table[corner + down] ?? 0) + (table[corner] ?? 0)
  return (left: number, top: number, size: { width: number; height: number }) => {
    const corner = top * stride + left
    const span = { w: size.width, down: size.height * stride }
    return { sum: over(sum, corner, span), squares: over(squares, corner, span) }
  }
}

/** The picture at the resolution that it has in the thumbnail, a little blurred as thumbnails are. */
const pictureFor = (picture: Grey, { width, height }: Place): Grey =>
  blurred(shrink(picture, { width: Math.max(4, Math.round(width)), height: Math.max(4, Math.round(height)) }))

/** Climbs on place and scale until nothing gets better; steps from 2 pixels down to a quarter, at first on every third
 *  pixel of every third row. */
function refined({ turn, place }: Guess, large: Grey): Fit {
  const small = turn.fine
  const picture = pictureFor(large, place)
  let best = place
  for (const { step, stride } of climbing)
    for (let round = 0; round < 16; round++) {
      const next = climbed({ small, place: best, picture }, { step, stride })
      if (next === best) break
      best = next
    }
  return { small, place: best, picture, correlation: correlationAt({ small, place: best, picture }, 1) }
}

/** One round of climbing: every neighbour that is higher than where it stands is taken at once. */
function climbed(laid: Laid, { step, stride }: { step: number; stride: number }): Place {
  let best = laid.place
  let height = correlationAt(laid, stride)
  for (const next of neighboursOf(best, step)) {
    const correlation = correlationAt({ ...laid, place: next }, stride)
    if (correlation <= height + 1e-6) continue
    best = next
    height = correlation
  }
  return best
}

const climbing = [
  { step: 2, stride: 3 },
  { step: 1, stride: 3 },
  { step: 0.5, stride: 3 },
  { step: 0.25, stride: 2 },
]

function neighboursOf({ left, top, width, height }: Place, step: number): Place[] {
  return [
    { left: left - step, top, width, height },
    { left: left + step, top, width, height },
    { left, top: top - step, width, height },
    { left, top: top + step, width, height },
    { left: left - step / 2, top, width: width + step, height },
    { left: left + step / 2, top, width: width - step, height },
    { left, top: top - step / 2, width, height: height + step },
    { left, top: top + step / 2, width, height: height - step },
  ]
}

/** The part of the thumbnail that the picture covers, in whole pixels. */
function overlapOf(small: Grey, { left, top, width, height }: Place) {
  const from = { x: Math.max(0, Math.ceil(left)), y: Math.max(0, Math.ceil(top)) }
  const to = { x: Math.min(small.width, Math.floor(left + width)), y: Math.min(small.height, Math.floor(top + height)) }
  return { ...from, width: Math.max(0, to.x - from.x), height: Math.max(0, to.y - from.y) }
}

type Laid = { small: Grey; place: Place; picture: Grey }
/** Where to read between the columns (or rows) of the picture for each one of the thumbnail. */
type Steps = { at: Int32Array; rest: Float32Array }

function stepsOf(count: number, first: number, { step, limit }: { step: number; limit: number }): Steps {
  const at = new Int32Array(count)
  const rest = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    const place = Math.min(limit - 1.001, Math.max(0, first + i * step))
    at[i] = Math.floor(place)
    rest[i] = place - Math.floor(place)
  }
  return { at, rest }
}

/** Both pictures on the same grid: the covered part of the thumbnail, or every so many pixels of it; between the pixels of
 *  the picture bilinear. */
function laidOver({ small, place, picture }: Laid, stride: number): Over {
  const over = overlapOf(small, place)
  const width = Math.ceil(over.width / stride)
  const height = Math.ceil(over.height / stride)
  const a = new Float32Array(width * height)
  const b = new Float32Array(width * height)
  const zoom = { x: picture.width / place.width, y: picture.height / place.height }
  const xs = stepsOf(width, (over.x + 0.5 - place.left) * zoom.x - 0.5, { step: stride * zoom.x, limit: picture.width })
  const ys = stepsOf(height, (over.y + 0.5 - place.top) * zoom.y - 0.5, {
    step: stride * zoom.y,
    limit: picture.height,
  })
  for (let y = 0, i = 0; y < height; y++) {
    const row = (over.y + y * stride) * small.width + over.x
    const base = (ys.at[y] ?? 0) * picture.width
    const down = ys.rest[y] ?? 0
    for (let x = 0; x < width; x++, i++) {
      const at = base + (xs.at[x] ?? 0)
      const across = xs.rest[x] ?? 0
      const above = (picture.data[at] ?? 0) * (1 - across) + (picture.data[at + 1] ?? 0) * across
      const under =
        (picture.data[at + picture.width] ?? 0) * (1 - across) + (picture.data[at + picture.width + 1] ?? 0) * across
      a[i] = small.data[row + x * stride] ?? 0
      b[i] = above * (1 - down) + under * down
    }
  }
  return { a, b, width, height }
}

function correlationAt(laid: Laid, stride: number): number {
  const { small, place } = laid
  const over = overlapOf(small, place)
  const isEnough = over.width * over.height >= 0.6 * Math.min(small.width * small.height, place.width * place.height)
  if (!isEnough || place.width < 8 || place.height < 8) return -1
  const { a, b } = laidOver(laid, stride)
  return correlation(a, b, null)
}

/** Pearson's correlation; with a mask only where it is 0. */
function correlation(a: Float32Array, b: Float32Array, mask: Uint8Array | null): number {
  const { n, sa, sb, saa, sbb, sab } = momentsOf(a, b, mask)
  const spread = (saa - (sa * sa) / n) * (sbb - (sb * sb) / n)
  return spread <= 1e-6 ? 0 : (sab - (sa * sb) / n) / Math.sqrt(spread)
}

function momentsOf(a: Float32Array, b: Float32Array, mask: Uint8Array | null) {
  let [n, sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    if (mask?.[i]) continue
    const x = a[i] ?? 0
    const y = b[i] ?? 0
    n++
    sa += x
    sb += y
    saa += x * x
    sbb += y * y
    sab += x * y
  }
  return { n: Math.max(1, n), sa, sb, saa, sbb, sab }
}

/** Measured on 198 thumbnails of cameras (docs/inspection-origin.md): none differs at these. Below `aligned` the two are
 *  not the same picture, or not laid over well enough to say anything. */
const limits = { aligned: 0.9, rest: 0.95, share: 0.005, pixels: 1_800, grey: 14, sigmas: 4, slope: 0.7, bins: 24 }

/** Compares what is laid over: brightness fitted, then a compact area sought that differs while the rest agrees. */
function judged({ small, place, picture, correlation: all }: Fit): Comparison {
  const over = laidOver({ small, place, picture }, 1)
  const otherwise: Comparison = { is: all >= limits.aligned ? 'agrees' : 'unknown', correlation: all }
  if (all < 0.5 || over.a.length < limits.pixels) return otherwise
  const spot = largestSpot(opened(strangeIn(over), over), over)
  if (!spot) return otherwise
  const rest = correlation(over.a, over.b, spot.mask)
  const share = spot.size / over.a.length
  if (rest < limits.rest || share < limits.share || share > 0.4) return otherwise
  const corner = overlapOf(small, place)
  const part = (value: number, from: number, length: number) => Math.min(1, Math.max(0, (value - from) / length))
  return {
    is: 'differs',
    correlation: rest,
    share,
    area: {
      left: part(corner.x + spot.left, place.left, place.width),
      right: part(corner.x + spot.right + 1, place.left, place.width),
      top: part(corner.y + spot.top, place.top, place.height),
      bottom: part(corner.y + spot.bottom + 1, place.top, place.height),
    },
  }
}

type Over = { a: Float32Array; b: Float32Array; width: number; height: number }

/** Where the thumbnail is off by more than noise, its other brightness and a shift by a fraction of a pixel explain: first
 *  by a straight line from one brightness to the other, then by the curve that the rest of the picture follows. */
function strangeIn(over: Over): Uint8Array {
  const line = lineOff(over)
  return beyond(curveOff(over, line), over)
}

function beyond(off: Float32Array, { b, width, height }: Over): Uint8Array {
  const limit = Math.max(limits.grey, limits.sigmas * spreadOf(off))
  const mask = new Uint8Array(off.length)
  for (let i = 0; i < off.length; i++) {
    const far = Math.abs(off[i] ?? 0) - limit
    if (far <= 0) continue
    const x = i % width
    const across = x > 0 && x < width - 1 ? Math.abs((b[i + 1] ?? 0) - (b[i - 1] ?? 0)) : 0
    const down = i >= width && i < width * (height - 1) ? Math.abs((b[i + width] ?? 0) - (b[i - width] ?? 0)) : 0
    if (far > limits.slope * Math.max(across, down)) mask[i] = 1
  }
  return mask
}

/** What is left when a straight line is taken off; fitted three times, each time without what was far off. */
function lineOff({ a, b }: Over): Float32Array {
  const mask = new Uint8Array(a.length)
  const off = new Float32Array(a.length)
  for (let round = 0; round < 3; round++) {
    const { n, sa, sb, sbb, sab } = momentsOf(a, b, mask)
    const gain = (sab - (sa * sb) / n) / Math.max(1e-6, sbb - (sb * sb) / n)
    const shift = (sa - gain * sb) / n
    for (let i = 0; i < a.length; i++) off[i] = (a[i] ?? 0) - gain * (b[i] ?? 0) - shift
    const limit = 2.5 * spreadOf(off)
    for (let i = 0; i < a.length; i++) mask[i] = Math.abs(off[i] ?? 0) > limit ? 1 : 0
  }
  return off
}

/** What is left when for each brightness of the picture the usual one of the thumbnail is taken off. A brightness that only
 *  the strange area has is judged by the line when it is darker than all others, and not at all when it is brighter:
 *  cameras burn out the lights of a thumbnail. */
function curveOff(over: Over, line: Float32Array): Float32Array {
  const { a, b } = over
  const strange = beyond(line, over)
  const binOf = (value: number) => Math.min(limits.bins - 1, Math.max(0, Math.floor((value * limits.bins) / 256)))
  const bins = Array.from({ length: limits.bins }, (): number[] => [])
  for (let i = 0; i < a.length; i++) if (!strange[i]) bins[binOf(b[i] ?? 0)]?.push((a[i] ?? 0) - (b[i] ?? 0))
  const enough = Math.max(20, a.length * 0.003)
  const usual = bins.map((bin) => (bin.length < enough ? null : (bin.sort((x, y) => x - y)[bin.length >> 1] ?? 0)))
  const darkest = usual.findIndex((value) => value !== null)
  return a.map((value, i) => {
    const bin = binOf(b[i] ?? 0)
    const typical = usual[bin] ?? null
    if (typical !== null) return value - (b[i] ?? 0) - typical
    return bin < darkest ? (line[i] ?? 0) : 0
  })
}

/** Without lines and crumbs: what does not contain a square of 3 × 3 is an edge that was not laid over exactly. */
function opened(mask: Uint8Array, { width, height }: Over): Uint8Array {
  const out = new Uint8Array(mask.length)
  const square = [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((across) => down * width + across))
  for (let at = width; at < width * (height - 1); at++) {
    const isInside = at % width > 0 && at % width < width - 1
    if (isInside && mask[at] && square.every((step) => mask[at + step])) for (const step of square) out[at + step] = 1
  }
  return out
}

/** A standard deviation that a tenth of wild values does not move: from the median of the absolute values. */
function spreadOf(values: Float32Array): number {
  // Counted in eighths: sorting would cost more than all the rest.
  const counts = new Uint32Array(2_048)
  for (const value of values) {
    const at = Math.min(2_047, Math.floor(Math.abs(value) * 8))
    counts[at] = (counts[at] ?? 0) + 1
  }
  let middle = 0
  for (let seen = counts[0] ?? 0; seen * 2 < values.length && middle < 2_047; ) seen += counts[++middle] ?? 0
  return Math.max(2, (1.4826 * (middle + 0.5)) / 8)
}

type Spot = { size: number; left: number; right: number; top: number; bottom: number; mask: Uint8Array }

/** The largest connected area of a mask. */
function largestSpot(mask: Uint8Array, { width }: Over): Spot | null {
  const seen = new Uint8Array(mask.length)
  let best: number[] = []
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i] || seen[i]) continue
    const area = floodFrom(i, { mask, seen, width })
    if (area.length > best.length) best = area
  }
  if (best.length === 0) return null
  const xs = best.map((at) => at % width)
  const ys = best.map((at) => Math.floor(at / width))
  const own = new Uint8Array(mask.length)
  for (const at of best) own[at] = 1
  return {
    size: best.length,
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
    mask: own,
  }
}

function floodFrom(
  start: number,
  { mask, seen, width }: { mask: Uint8Array; seen: Uint8Array; width: number },
): number[] {
  const area = [start]
  seen[start] = 1
  for (let i = 0; i < area.length; i++) {
    const at = area[i] ?? 0
    const x = at % width
    const beside = [at - width, at + width, ...(x > 0 ? [at - 1] : []), ...(x < width - 1 ? [at + 1] : [])]
    for (const next of beside) {
      if (next < 0 || next >= mask.length || !mask[next] || seen[next]) continue
      seen[next] = 1
      area.push(next)
    }
  }
  return area
}
