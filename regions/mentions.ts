import { towns } from './divisions.ts'
import { isName, names, type Sense, type Word } from './names.ts'
import { isSpaced, type Text } from './text.ts'
import { townAfter, wholeTownAfter } from './towns.ts'
import { root, step, wordAt } from './trie.ts'
import { goesOnAsPlace, goesOnAsStreet, mayGoOn } from './words.ts'

/** A name that stands in the text. `isFull`: with its suffix; `isLoose`: with another suffix than its own (北仑县);
 *  `goesOn`: the letters after it make it the name of something else, a street perhaps. */
export type Mention = {
  start: number
  end: number
  senses: readonly Sense[]
  isFull: boolean
  isLoose: boolean
  goesOn: boolean
}

/** Every name that stands in the text, in any of its meanings. */
export function mentionsIn(text: Text): Mention[] {
  const { plain } = text
  const { trie, words } = names()
  const mentions: Mention[] = []
  for (let start = 0; start < plain.length - 1; start++) {
    let node = root
    for (let i = start; i < plain.length; i++) {
      node = step(trie, node, plain.charCodeAt(i))
      if (node === 0) break
      const ending = wordAt(trie, node)
      const word = ending > 0 ? words[ending - 1] : undefined
      if (word) addMention(text, mentions, { start, end: i + 1, word })
    }
  }
  return mentions.some(({ goesOn }) => goesOn) ? withoutStreets(mentions) : mentions
}

/** 南京 in 南京路 is no region; 重庆 in 重庆江北 is, though 江 could go on a name: another name begins there. */
function withoutStreets(mentions: readonly Mention[]): Mention[] {
  const kept: Mention[] = []
  for (const mention of mentions.toReversed())
    if (!mention.goesOn || kept.some(({ start }) => start === mention.end)) kept.push(mention)
  return kept.reverse()
}

const isStreet = (after: string, { isCounty }: Word): boolean =>
  goesOnAsStreet.test(after) || (isCounty && goesOnAsPlace.test(after))

/** 东莞厚街 and 恭城西岭镇 are towns, though they sound like streets and villages: in a city without counties its towns
 *  come first, elsewhere those that are written out. */
const beginsTown = (text: Text, end: number, { senses }: Word): boolean =>
  senses.some(({ unit }) =>
    unit.targets.some((area) => {
      if (area.level === 'county') return wholeTownAfter(text, end, area) !== undefined
      return area.level === 'prefecture' && towns(area).length > 0 && townAfter(text, end, area) !== undefined
    }),
  )

const [market, people] = ['场'.charCodeAt(0), '民'.charCodeAt(0)]
const city = '市'.charCodeAt(0)

function addMention(text: Text, mentions: Mention[], { start, end, word }: { start: number; end: number; word: Word }) {
  const { plain } = text
  const { senses, isFull, counties } = word
  const next = end < plain.length ? plain.charCodeAt(end) : 0
  const isOwnSuffix = isFull && end - start >= 3
  if (isOwnSuffix && plain.charCodeAt(end - 1) === city && (next === market || next === people)) return
  const goesOn =
    !isOwnSuffix &&
    next !== 0 &&
    !isSpaced(text, end) &&
    mayGoOn(plain, end) &&
    isStreet(plain.slice(end, end + 6), word) &&
    !beginsTown(text, end, word)
  mentions.push({ start, end, senses, isFull, isLoose: false, goesOn })
  const isOtherSuffix =
    !isFull &&
    counties.length > 0 &&
    /[县市区]/.test(plain.charAt(end)) &&
    !/^市[场民区]|^区[域间]/.test(plain.slice(end, end + 2))
  if (isOtherSuffix && !isName(plain.slice(start, end + 1)))
    mentions.push({ start, end: end + 1, senses: counties, isFull: true, isLoose: true, goesOn: false })
}
