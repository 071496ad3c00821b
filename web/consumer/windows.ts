import dayjs from 'dayjs'

type Choice = {
  value: string
  day: 'today' | 'tomorrow'
  name: 'am' | 'pm' | 'evening'
  from: dayjs.Dayjs
  to: dayjs.Dayjs
}
const parts = [
  { name: 'am', from: 9, to: 12 },
  { name: 'pm', from: 13, to: 18 },
  { name: 'evening', from: 18, to: 21 },
] as const

/** The next half days in which somebody can be at home. */
export function windowChoices(): Choice[] {
  const now = dayjs()
  const all = (['today', 'tomorrow'] as const).flatMap((day, i) =>
    parts.map(({ name, from, to }) => {
      const at = (hour: number) => now.add(i, 'day').hour(hour).startOf('hour')
      return { value: `${day}.${name}`, day, name, from: at(from), to: at(to) }
    }),
  )
  return all.filter(({ to }) => to.isAfter(now.add(1, 'hour'))).slice(0, 4)
}

/** The window that was chosen; null for as soon as may be, and for a choice of a day gone by. */
export function chosenWindow(choices: readonly Choice[], value: string): { from: string; to: string } | null {
  const chosen = choices.find((choice) => choice.value === value)
  return chosen ? { from: chosen.from.toISOString(), to: chosen.to.toISOString() } : null
}
