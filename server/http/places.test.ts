import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPlaces } from './places.ts'

const room = { together: 4, each: 2, waiting: 1, crowd: 9, rest: 0 }
/** Asks for a place; what it holds of it, once it has one. */
function asking(places: ReturnType<typeof openPlaces>, who: string, isTenant = true) {
  const one: { place: (() => void) | null; isRefused: boolean } = { place: null, isRefused: false }
  one.isRefused = !places.take({ who, isTenant }, (place) => {
    one.place = place
  })
  return one
}

test('one tenant alone has all places, shares them with who comes, and has them again when nobody else does', () => {
  let now = 0
  const places = openPlaces(() => now, room)
  const alone = [1, 2, 3, 4].map(() => asking(places, 'a'))
  assert.ok(alone.every(({ place }) => place))
  const neighbour = asking(places, 'b')
  const waits = asking(places, 'a')
  assert.equal(asking(places, 'a').isRefused, true, 'the line of one is full')
  assert.deepEqual([neighbour.place, waits.place], [null, null], 'all places are taken')
  alone[0]?.place?.()
  alone[0]?.place?.() // given back once, however often
  assert.ok(neighbour.place && !waits.place, 'three are more than a share')
  for (const one of [alone[1], alone[2]]) one?.place?.()
  assert.ok(waits.place)
  for (const one of [alone[3], waits, neighbour]) one?.place?.()
  now = 10_001
  const again = [1, 2, 3, 4].map(() => asking(places, 'a'))
  assert.ok(again.every(({ place }) => place))
})

test('places go round among the lines, and an address that is nobody’s makes no tenant smaller', () => {
  const places = openPlaces(() => 0, { ...room, waiting: 9 })
  const stranger = asking(places, 'address', false)
  const first = [1, 2, 3].map(() => asking(places, 'a'))
  assert.ok(stranger.place && first.every(({ place }) => place), 'a tenant alone')
  const later = ['a', 'a', 'b', 'b', 'c'].map((who) => asking(places, who))
  const whoWorks = () => later.map(({ place }) => (place ? 1 : 0)).join('')
  stranger.place?.()
  assert.equal(whoWorks(), '00100', 'a has more than a share')
  for (const { place } of first) place?.()
  assert.equal(whoWorks(), '10111', 'b and c before a has its second')
})

test('beside others a crowd’s place rests as long as it was held times so many; a few who wait, or one tenant alone, do not', () => {
  let now = 0
  const resting: { go: () => void; ms: number }[] = []
  const later = (go: () => void, ms: number) => void resting.push({ go, ms })
  const places = openPlaces(() => now, { together: 4, each: 2, waiting: 9, crowd: 1, rest: 3 }, later)
  const alone = Array.from({ length: 7 }, () => asking(places, 'a'))
  now = 5
  alone[0]?.place?.()
  assert.ok(alone[4]?.place && resting.length === 0, 'nobody else is here')
  const neighbour = asking(places, 'b')
  alone[1]?.place?.()
  assert.deepEqual([neighbour.place, resting[0]?.ms], [null, 15], 'there are two tenants now, and more than one waits')
  now = 20
  resting[0]?.go()
  assert.ok(neighbour.place)
  neighbour.place?.()
  assert.equal(resting.length, 1, 'whoever has no crowd does not rest')
})
