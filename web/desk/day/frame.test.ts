import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { framed } from './frame.ts'

const size = { width: 720, height: 420, edge: 28 }

test('whatever lies somewhere in China is in the picture, north up, east right, in true proportion', () => {
  const place = fc.record({
    latitude: fc.double({ min: 18, max: 53, noNaN: true }),
    longitude: fc.double({ min: 73, max: 135, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 20 }), (places) => {
      const frame = framed(places, size) ?? assert.fail()
      const points = places.map((one) => ({ ...one, ...frame.at(one) }))
      for (const { x, y } of points) assert.ok(x >= 27 && x <= 693 && y >= 27 && y <= 393, `${x} ${y}`)
      for (const a of points)
        for (const b of points) {
          if (a.latitude > b.latitude) assert.ok(a.y <= b.y)
          if (a.longitude > b.longitude) assert.ok(a.x >= b.x)
        }
    }),
  )
})

test('ten kilometres are as long as the bar says, and one place alone stands in the middle', () => {
  const one = { latitude: 34.05, longitude: 103.22 }
  const frame = framed([one, { latitude: 34.05 + 30 / 111.2, longitude: 103.22 }], size) ?? assert.fail()
  const [south, north] = [frame.at(one), frame.at({ ...one, latitude: 34.05 + 30 / 111.2 })]
  assert.ok(Math.abs(south.y - north.y - 3 * frame.tenKilometres) <= 1)
  assert.deepEqual(framed([one], size)?.at(one), { x: 360, y: 210 })
  assert.equal(framed([], size), null)
})
