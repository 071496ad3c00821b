import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { type Place, secondsBetween } from '@anxin/dispatch/place.ts'
import { openWays } from './ways.ts'

/** A routing service on this machine that speaks OSRM's table service: seconds are 1,000 × where one goes from + where to,
 *  told by the thousandths of the longitude, so that rows and columns cannot be mistaken for each other. */
async function service(
  spoil: (durations: (number | null)[][]) => unknown = (durations) => ({ code: 'Ok', durations }),
) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost')
    asked.push(request.url ?? '')
    const places = (url.pathname.split('/').at(-1) ?? '').split(';').map((text) => text.split(',').map(Number))
    const listed = (name: string) => url.searchParams.get(name)?.split(';').map(Number) ?? places.map((_, i) => i)
    const name = (i: number) => Math.round(((places[i]?.[0] ?? 0) - 100) * 1_000)
    const durations = listed('sources').map((i) => listed('destinations').map((j) => 1_000 * name(i) + name(j) + 0.4))
    const answer = spoil(durations)
    response.writeHead(answer ? 200 : 500, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  after(() => server.close())
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/osrm` } // it listens on a port
}

const line = (n: number): Place[] => Array.from({ length: n }, (_, i) => ({ latitude: 34, longitude: 100 + i / 1_000 }))

test('travel times come from an OSRM-compatible service, block by block, and are remembered', async () => {
  const { url, asked } = await service()
  const ways = openWays(url)
  const { seconds, isWhole, why } = await ways(line(120))
  assert.deepEqual([isWhole, why], [true, null])
  for (const [from, to] of [
    [0, 1],
    [3, 77],
    [77, 3],
    [119, 50],
    [50, 119],
    [60, 60],
  ] as const)
    assert.equal(seconds[from * 120 + to], from === to ? 0 : 1_000 * from + to, `${from} to ${to}`)
  assert.equal(asked.length, 9)
  assert.match(
    asked[0] ?? '',
    /^\/osrm\/table\/v1\/driving\/100\.0000,34\.0000;100\.0010,34\.0000;.*\?annotations=duration$/,
  )
  assert.match(asked.join('\n'), /sources=0;1;.*&destinations=50;51;/)
  // Nothing is asked for twice, and of places that are new only what concerns them.
  await ways(line(120).reverse())
  assert.equal(asked.length, 9)
  await ways([...line(2), { latitude: 35, longitude: 100.5 }])
  assert.equal(asked.length, 10)
})

const reckoned = (places: readonly Place[]) => places.flatMap((from) => places.map((to) => secondsBetween(from, to)))

for (const [what, spoil] of [
  ['does not answer with a table', () => null],
  ['answers a table of another size', (durations: unknown[][]) => ({ code: 'Ok', durations: durations.slice(1) })],
  [
    'answers negative times',
    (durations: unknown[][]) => ({ code: 'Ok', durations: durations.map((row) => row.map(() => -1)) }),
  ],
  ['refuses the places', () => ({ code: 'InvalidQuery', message: 'no' })],
] as const)
  test(`a service that ${what} is not believed: ways are reckoned, and it is said why`, async () => {
    const { url } = await service(spoil)
    const places = line(3)
    const { seconds, isWhole, why } = await openWays(url)(places)
    assert.deepEqual([...seconds], reckoned(places))
    assert.ok(!isWhole && why)
  })

test('where no road leads the way is reckoned and said to be so; the rest is by road, and it is not asked again', async () => {
  const { url, asked } = await service((durations) => ({
    code: 'Ok',
    durations: durations.map((row, i) => row.map((seconds, j) => (i === 0 && j === 2 ? null : seconds))),
  }))
  const ways = openWays(url)
  const places = line(3)
  const first = await ways(places)
  assert.deepEqual(
    [first.isWhole, first.why, first.seconds[1], first.seconds[2]],
    [false, null, 1, reckoned(places)[2]],
  )
  await ways(places)
  assert.equal(asked.length, 1)
})

test('a service that cannot be reached holds nothing up', async () => {
  const { seconds, isWhole } = await openWays('http://127.0.0.1:9/')(line(3))
  assert.deepEqual([[...seconds], isWhole], [reckoned(line(3)), false])
})

test('after a failure it is left alone for a minute, and what it said is good for a day', async () => {
  let time = 0
  let isBroken = true
  const { url, asked } = await service((durations) => (isBroken ? null : { code: 'Ok', durations }))
  const ways = openWays(url, () => time)
  assert.ok((await ways(line(3))).why)
  const tries = asked.length
  time = 59_000
  assert.deepEqual([(await ways(line(3))).why, asked.length], [null, tries])
  ;[time, isBroken] = [61_000, false]
  assert.equal((await ways(line(3))).isWhole, true)
  assert.equal(asked.length, tries + 1)
  time += 86_300_000
  await ways(line(3))
  assert.equal(asked.length, tries + 1)
  time += 200_000
  await ways(line(3))
  assert.equal(asked.length, tries + 2)
})

test('a day of the largest size is remembered whole', async () => {
  const { url, asked } = await service()
  const ways = openWays(url)
  await ways(line(600))
  assert.deepEqual([asked.length, (await ways(line(600))).isWhole, asked.length], [144, true, 144])
})
