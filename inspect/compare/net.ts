/** A small net with one hidden layer (leaky rectifier) and a logistic answer: what weighs up figures that no formula
 *  combines well. Its numbers come from `bench/inspect/train.ts`.
 *  Cost: inputs × hidden multiplications an answer. */

/** Inputs are first centred and scaled; `hidden` holds, for each hidden unit, its weights and then its bias; `out` the
 *  weight of each unit, then the bias. */
export type Net = {
  centre: readonly number[]
  scale: readonly number[]
  hidden: readonly (readonly number[])[]
  out: readonly number[]
}

const leak = 0.1

/** So many samples are worked on at once: they stay in the processor's nearest memory. */
const chunk = 2048

/** The answers for planes of inputs, sample by sample: 0 to 1. */
export function answers(net: Net, planes: readonly Float32Array[]): Float32Array {
  const length = planes[0]?.length ?? 0
  const sums = new Float32Array(length).fill(net.out[net.hidden.length] ?? 0)
  const unit = new Float32Array(chunk)
  const biases = net.hidden.map((weights) => biasOf(net, weights))
  for (let from = 0; from < length; from += chunk) {
    const parts = planes.map((plane) => plane.subarray(from, from + chunk))
    const into = sums.subarray(from, from + chunk)
    net.hidden.forEach((weights, h) => {
      unit.fill(biases[h] ?? 0)
      parts.forEach((part, k) => {
        addScaled(unit, part, (weights[k] ?? 0) * (net.scale[k] ?? 0))
      })
      addRectified(into, unit, net.out[h] ?? 0)
    })
  }
  for (let i = 0; i < length; i++) sums[i] = 1 / (1 + Math.exp(-(sums[i] ?? 0)))
  return sums
}

function addRectified(into: Float32Array, unit: Float32Array, weight: number): void {
  for (let i = 0; i < into.length; i++) {
    const value = unit[i] ?? 0
    into[i] = (into[i] ?? 0) + weight * (value > 0 ? value : leak * value)
  }
}

/** The answer for one row of inputs. */
export const answer = (net: Net, row: readonly number[]): number =>
  answers(
    net,
    row.map((value) => Float32Array.of(value)),
  )[0] ?? 0

/** A unit's bias with the centring of the inputs taken in. */
function biasOf(net: Net, weights: readonly number[]): number {
  let bias = weights[net.centre.length] ?? 0
  net.centre.forEach((centre, k) => {
    bias -= (weights[k] ?? 0) * (net.scale[k] ?? 0) * centre
  })
  return bias
}

function addScaled(into: Float32Array, from: Float32Array, weight: number): void {
  for (let i = 0; i < from.length; i++) into[i] = (into[i] ?? 0) + weight * (from[i] ?? 0)
}
