import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { divisions } from './divisions.ts'
import { type Guessed, guesses, guessesOf, isMeant, spellings, type Trust } from './typos.ts'

const shortest = { full: 3, short: 2 } as const

/** Obviously right: compares what was typed with every name there is. */
function compareAll(typed: string, kind: 'full' | 'short', trust: Trust): string[] {
  return divisions.flatMap((division) => {
    const lengths = spellings(division)
      [kind].filter((name) => name.length >= shortest[kind] && isMeant(name, typed.slice(0, name.length), trust))
      .map(({ length }) => length)
    return lengths.length > 0 ? [`${division.code} ${Math.max(...lengths)}`] : []
  })
}

const says = ({ division, length }: Guessed) => `${division.code} ${length}`

test('looking a mistyped name up finds what comparing it with every name finds', () => {
  const letters = [...new Set(divisions.slice(0, 400).flatMap(({ own }) => [...own]))]
  const mistyped = fc
    .record({
      division: fc.constantFrom(...divisions),
      at: fc.nat(12),
      letter: fc.constantFrom(...letters),
      after: fc.constantFrom('', '中山路1号', '镇'),
    })
    .map(({ division: { own }, at, letter, after }) => {
      const place = at % own.length
      return `${own.slice(0, place)}${letter}${own.slice(place + 1)}${after}`
    })
  let found = 0
  fc.assert(
    fc.property(
      mistyped,
      fc.constantFrom('full', 'short'),
      fc.constantFrom<Trust>('sound', 'shape', 'part'),
      (typed, kind, trust) => {
        const spot = { plain: typed, at: 0, isBefore: false }
        const wanted = compareAll(typed, kind, trust).sort()
        found += wanted.length
        assert.deepEqual(
          guesses(() => true, spot, { kind, trust })
            .map(says)
            .sort(),
          wanted,
        )
        assert.deepEqual(guessesOf(divisions, spot, { kind, trust }).map(says).sort(), wanted)
        const end = { plain: typed, at: typed.length, isBefore: true }
        assert.deepEqual(
          guesses(() => true, end, { kind, trust })
            .map(says)
            .sort(),
          guessesOf(divisions, end, { kind, trust }).map(says).sort(),
        )
      },
    ),
    { numRuns: 400, seed: 7 },
  )
  assert.ok(found > 40, 'or little was compared')
})
