/** What a chart shows and its table says: bars, each put together of parts. */
export type Bars = {
  /** What each bar stands for. */
  names: readonly string[]
  parts: readonly { name: string; colour: Colour; values: readonly number[] }[]
  /** Bars lie, for names that need room. */
  isLying?: boolean
}
export type Colour = 'blue' | 'red' | 'green' | 'grey' | 'yellow'

/** Told apart by people who do not tell red from green (after Okabe and Ito), each at 3:1 against the page. */
export const colours: Record<'light' | 'dark', Record<Colour, string>> = {
  light: { blue: '#1f6fb4', red: '#c4512d', green: '#0b8a63', grey: '#7d858c', yellow: '#a97b06' },
  dark: { blue: '#6bb3f0', red: '#f0835c', green: '#3fb68b', grey: '#9aa3aa', yellow: '#e6b93c' },
}

/** How much all parts of all bars come to. */
export const sumOf = ({ parts }: Bars): number => parts.flatMap(({ values }) => values).reduce((a, b) => a + b, 0)
