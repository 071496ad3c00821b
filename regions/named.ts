import { mentionsIn } from './mentions.ts'
import { readText } from './text.ts'

/** `counties`: the different ones, as the text writes them first. `without`: the text with every name of a place blank. */
export type Places = { counties: string[]; without: string }

/** As long as is read at once. */
const longest = 300

/** The same text in pieces, cut between words where that is possible. */
function pieces(text: string): string[] {
  const cut: string[] = []
  for (let from = 0; from < text.length; ) {
    const piece = text.slice(from, from + longest)
    const end =
      from + piece.length < text.length ? piece.search(/[\s，。、；,.;|/](?=[^\s，。、；,.;|/]*$)/) + 1 : piece.length
    const length = end > 0 ? end : piece.length
    cut.push(piece.slice(0, length))
    from += length
  }
  return cut
}

/** Which counties a whole page names, however it strings them together. One of several that bear a name counts once. */
export function placesIn(raw: string): Places {
  const counties = new Map<string, string>()
  const without = pieces(raw).map((piece) => {
    const text = readText(piece)
    const placeOf = (i: number) => text.at?.[i] ?? i
    const letters = [...piece.split('')]
    const mentions = mentionsIn(text)
    for (const { start, end, senses } of mentions) {
      const [from, to] = [placeOf(start), placeOf(end - 1) + 1]
      letters.fill(' ', from, to)
      const isPart = mentions.some(
        (other) => other.start <= start && other.end >= end && other.end - other.start > end - start,
      )
      const county = senses.flatMap(({ unit }) => unit.targets).find(({ level }) => level === 'county')
      if (county && !isPart && !counties.has(county.code)) counties.set(county.code, piece.slice(from, to))
    }
    return letters.join('')
  })
  return { counties: [...counties.values()], without: without.join('') }
}
