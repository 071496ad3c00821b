import { addMonths, type Day } from '../appliances/ageing.ts'
import { type Fen, fen } from '../basics.ts'

/** What is confirmed about the acts of one person. Nothing in it is a verdict. */
export type Act = {
  /** The day of the act in China. */
  date: Day
  amount: Fen
  /** What was given back since. */
  returned: Fen
  /** `attempted`: nothing was paid. */
  outcome: 'obtained' | 'attempted'
  platform: string | null
  /** Null where it is not known whether a network was the means. */
  means: 'network' | 'in-person' | null
  /** Completed years on the day of the act. */
  age: number | null
  /** Dealt with already: it is neither summed nor punished again. */
  isPunished: boolean
  /** When the side that paid came to know. */
  knownOn: Day | null
  /** When the police came to know. */
  discoveredOn: Day | null
  /** A label of generated content was removed or altered. */
  isLabelRemoved: boolean
  /** Done by a business against another one. */
  isBusiness: boolean
}
export type Facts = {
  acts: readonly Act[]
  /** Code of the division whose court would have it: 6 digits, 9 for a town. */
  place: string | null
  /** When an authority decides or decided; null: not yet. */
  decidedOn: Day | null
}

export const addYears = (day: Day, years: number): Day => addMonths(day, 12 * years)

/** Completed years: they count from the day after the birthday (最高人民法院法释〔2006〕1号, Art. 2). */
export function ageOn(bornOn: Day, day: Day): number {
  const years = Number(day.slice(0, 4)) - Number(bornOn.slice(0, 4))
  return day > addYears(bornOn, years) ? years : years - 1
}

/** An act with its place in the list of facts. */
export type Numbered = { i: number; act: Act }
export const numbered = ({ acts }: Facts): Numbered[] => acts.map((act, i) => ({ act, i }))
export const placesOf = (acts: readonly Numbered[]): number[] => acts.map(({ i }) => i)
export const amountOf = (acts: readonly Numbered[]): Fen => fen(acts.reduce((sum, { act }) => sum + act.amount, 0))
export const lastOf = (acts: readonly Numbered[]): Day =>
  acts
    .map(({ act }) => act.date)
    .sort()
    .at(-1) ?? ''
