/** JUMBF superboxes (ISO 19566-5): a description with a label, then boxes of content or further superboxes. */
import { latin1, u8, u32, u64, untilZero } from '../read/bytes.ts'

/** A superbox. `payload` is all of it but its head: what C2PA takes hashes of. */
export type Jumbf = {
  label: string
  payload: Uint8Array
  children: Jumbf[]
  contents: { type: string; bytes: Uint8Array }[]
}

const most = { depth: 8, boxes: 2_000 }

/** The superboxes that stand one after another in these bytes, up to limits of depth and number. */
export function jumbfIn(bytes: Uint8Array): Jumbf[] {
  const budget = { boxes: most.boxes }
  return boxesIn(bytes, 0, budget)
    .filter(({ type }) => type === 'jumb')
    .flatMap(({ body }) => superbox(body, 0, budget) ?? [])
}

type Budget = { boxes: number }

function boxesIn(bytes: Uint8Array, from: number, budget: Budget): { type: string; body: Uint8Array }[] {
  const boxes: { type: string; body: Uint8Array }[] = []
  let at = from
  while (at + 8 <= bytes.length && budget.boxes-- > 0) {
    const size = u32(bytes, at)
    const head = size === 1 ? 16 : 8
    const length = size === 1 ? u64(bytes, at + 8) : size === 0 ? bytes.length - at : size
    if (length < head || at + length > bytes.length) break
    boxes.push({ type: latin1(bytes, at + 4, at + 8), body: bytes.subarray(at + head, at + length) })
    at += length
  }
  return boxes
}

function superbox(payload: Uint8Array, depth: number, budget: Budget): Jumbf | null {
  const [description, ...rest] = boxesIn(payload, 0, budget)
  if (description?.type !== 'jumd' || depth > most.depth) return null
  const { body } = description
  const hasLabel = (u8(body, 16) & 2) !== 0
  const label = hasLabel ? new TextDecoder().decode(body.subarray(17, untilZero(body, 17))) : ''
  const children = rest
    .filter(({ type }) => type === 'jumb')
    .flatMap(({ body }) => superbox(body, depth + 1, budget) ?? [])
  const contents = rest.filter(({ type }) => type !== 'jumb').map(({ type, body }) => ({ type, bytes: body }))
  return { label, payload, children, contents }
}

/** The superbox of this label among the children. */
export const childOf = (box: Jumbf | undefined, label: string): Jumbf | undefined =>
  box?.children.find((child) => child.label === label)
