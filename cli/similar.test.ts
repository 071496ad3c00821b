import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { photographed, sceneOf } from '@anxin/inspect/pixels/testing.ts'
import { hexOf } from '@anxin/inspect/reuse/hash.ts'
import { drawn, picture, pngOf, seeded, turnedBits } from '@anxin/inspect/reuse/testing.ts'
import { heic, heicLoop, pngOf as pngThatClaims } from '@anxin/server/media/pictures.ts'
import sharp from 'sharp'
import { hashesIn } from './hashlines.ts'

const program = fileURLToPath(new URL('./anxin.ts', import.meta.url))
const dir = mkdtempSync(join(tmpdir(), 'anxin-cli-'))
after(() => rmSync(dir, { recursive: true, force: true }))

const anxin = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { cwd: dir, encoding: 'utf8' })
const keep = (name: string, content: string | Uint8Array) => writeFileSync(join(dir, name), content)
const linesOf = (text: string) => text.split('\n').slice(0, -1)

test('anxin similar: every hash within the distance, the nearest first, lines counted from 1', () => {
  const random = seeded(1)
  const query = drawn(random)
  const other = drawn(random)
  const lines = Array.from({ length: 30_000 }, () => hexOf(drawn(random)))
  const near = (line: number, distance: number) => {
    lines[line - 1] = hexOf(turnedBits(query, distance, random))
    return { line, hash: lines[line - 1] ?? '', distance }
  }
  const matches = [near(30_000, 0), near(17_000, 5), near(1, 31), near(15_999, 31)]
  const farther = near(20_000, 32)
  // As other programs write them: upper case, with quality and name, of a line that is longer than what is read at once,
  // with the line ends of another system, without an end after the last.
  lines[3] = (lines[3] ?? '').toUpperCase()
  lines[4] += `,100,${'a,b '.repeat(600_000)}`
  lines[16_999] += ',100,photo.jpg\r'
  lines[17_001] += '\r'
  keep('hashes.txt', lines.join('\n'))
  keep('queries.txt', `${hexOf(query).toUpperCase()},100,asked.jpg\n${hexOf(other)}\n`)

  const found = anxin('similar', 'hashes.txt', '--query', 'queries.txt', '--json')
  assert.equal(found.status, 0)
  const figures =
    /^30000 hashes read in [\d.]+ s, built in [\d.]+ s; 2 queries, \d+\/s, p50 [\d.]+ ms, p99 [\d.]+ ms\n$/
  assert.match(found.stderr, figures)
  assert.deepEqual(
    linesOf(found.stdout).map((line) => JSON.parse(line)),
    [
      { query: hexOf(query), matches },
      { query: hexOf(other), matches: [] },
    ],
  )

  const readable = anxin('similar', 'hashes.txt', '--query', 'queries.txt', '--distance', '32')
  const row = ({ line, hash, distance }: typeof farther) => `${hexOf(query)}\t${line}\t${hash}\t${distance}`
  assert.deepEqual(linesOf(readable.stdout), [...matches, farther].map(row).concat(`${hexOf(other)}\tnone`))
})

test('anxin similar: at distance 256 everything is found; of no hashes nothing', () => {
  const random = seeded(2)
  const hashes = Array.from({ length: 3_000 }, () => hexOf(drawn(random)))
  keep('few.txt', `${hashes.join('\n')}\n`)
  keep('one.txt', hashes[7] ?? '')
  keep('none.txt', '')
  const all = anxin('similar', 'few.txt', '--query', 'one.txt', '--distance', '256', '--json')
  const { matches } = JSON.parse(all.stdout)
  assert.deepEqual(matches[0], { line: 8, hash: hashes[7], distance: 0 })
  assert.equal(new Set(matches.map((match: { line: number }) => match.line)).size, 3_000)
  const none = anxin('similar', 'none.txt', '--query', 'one.txt', '--json')
  assert.deepEqual([none.status, JSON.parse(none.stdout)], [0, { query: hashes[7], matches: [] }])
  const unasked = anxin('similar', 'one.txt', '--query', 'none.txt', '--json')
  assert.deepEqual([unasked.status, unasked.stdout], [0, ''])
})

test('a line that is no hash is named with its number', async () => {
  const readAll = async () => {
    for await (const _ of hashesIn(join(dir, 'bad.txt')));
  }
  const good = hexOf(drawn(seeded(3)))
  for (const [bad, line] of [
    [`${good}\n${good}\n${good.slice(1)}\n`, 3],
    [`${good}\n\n${good}\n`, 2],
    [`${good}\n${good} \n`, 2],
    [`${good}f\n`, 1],
    [`${good.replace(/.$/, 'g')}`, 1],
    [`${good},1,a\r\n,1,b\r\n`, 2],
    [`${`${good}\n`.repeat(40_000)}hash\n`, 40_001],
  ] as const) {
    keep('bad.txt', bad)
    await assert.rejects(
      readAll,
      new RegExp(`bad\\.txt, line ${line}: 64 hex digits, .* expected: ".*"$`),
      bad.slice(-80),
    )
  }
})

test('anxin similar: wrong use and unreadable input end with 2 and one sentence', () => {
  keep('good.txt', `${hexOf(drawn(seeded(3)))}\n`)
  keep('bad.txt', 'hash\n')
  const says = (sentence: RegExp, ...args: string[]) => {
    const found = anxin('similar', ...args)
    assert.deepEqual([found.status, found.stdout], [2, ''], args.join(' '))
    assert.match(found.stderr, sentence)
  }
  const asked = ['--query', 'good.txt']
  says(/^bad\.txt, line 1: .* expected: "hash"\n$/, 'bad.txt', ...asked)
  says(/^absent\.txt does not exist: a file with a hash on each line was expected\.\n$/, 'absent.txt', ...asked)
  says(/is a directory: a file with a hash on each line was expected\.\n$/, 'good.txt', '--query', dir)
  says(/^--distance 257: a whole number from 0 to 256 was expected\.\n$/, 'good.txt', ...asked, '--distance', '257')
  says(/required option '--query <file>'/, 'good.txt')
})

test("anxin hash: a line for each photo as Meta's program prints it; bad ones are named and end with 2", async () => {
  // The hashes are those of Meta's program for these pictures: inspect/reuse/pdq.test.ts.
  keep('a.png', await pngOf(picture({ width: 700, height: 1_000, channels: 3 }, 2)))
  keep('照片 b.png', await pngOf(picture({ width: 200, height: 150, channels: 1 }, 5)))
  const expected = [
    '6733ef33b9dc046d198e99de00cc6601ff33db36c333ff213cc900cd00cc99ce,33,a.png',
    '40bf98b099391839c47cef46e347c0cefd90131942cfc6ceefc6c22e18a9bf38,92,照片 b.png',
  ]
  const good = anxin('hash', 'a.png', '照片 b.png')
  assert.deepEqual([good.status, good.stderr, linesOf(good.stdout)], [0, '', expected])
  const json = anxin('hash', '--json', 'a.png', '照片 b.png')
  const objects = expected
    .map((line) => line.split(','))
    .map(([hash, quality, file]) => ({ file, hash, quality: Number(quality) }))
  assert.deepEqual(
    linesOf(json.stdout).map((line) => JSON.parse(line)),
    objects,
  )

  keep('text.jpg', 'no picture')
  keep('empty.jpg', '')
  keep('claims.png', pngThatClaims({ width: 60_000, height: 60_000, depth: 16, interlaced: true }))
  keep('deep.png', pngThatClaims({ width: 7_000, height: 7_000, depth: 16, colour: 6, interlaced: true }))
  keep('tall.png', pngThatClaims({ width: 1, height: 16_000_000 }))
  keep('phone.heic', await heic())
  keep('loop.heic', heicLoop())
  const bad = [
    'text.jpg',
    'empty.jpg',
    'claims.png',
    'deep.png',
    'tall.png',
    'phone.heic',
    'loop.heic',
    'absent.jpg',
    '.',
  ]
  const mixed = anxin('hash', ...bad, 'a.png')
  assert.deepEqual([mixed.status, linesOf(mixed.stdout)], [2, expected.slice(0, 1)])
  const sentences = linesOf(mixed.stderr)
  assert.equal(sentences.length, bad.length)
  for (const [i, name] of bad.entries())
    assert.match(sentences[i] ?? '', new RegExp(`^${name.replace('.', '\\.')} .*picture.* was expected\\.$`))
  assert.equal(anxin('hash').status, 2)
})

test('anxin similar with a directory: copies and crops of a photo are found in it, others are not', async () => {
  const scene = (seed: number) => photographed(sceneOf(seed), { width: 400, height: 300 })
  mkdirSync(join(dir, 'sent'))
  for (const seed of [1, 8, 15]) keep(`sent/${seed}.png`, await pngOf(scene(seed)))
  const asked = await pngOf(scene(8))
  keep('copy.jpg', await sharp(asked).resize(300).jpeg().toBuffer())
  keep('crop.jpg', await sharp(asked).extract({ left: 90, top: 40, width: 250, height: 210 }).jpeg().toBuffer())
  keep('unknown.png', await pngOf(scene(20)))
  const matches = (name: string) => {
    const { status, stdout, stderr } = anxin('similar', 'sent', '--query', name, '--json')
    assert.deepEqual([status, stderr], [0, ''])
    return JSON.parse(stdout).matches
  }
  const [copy, ...more] = matches('copy.jpg')
  assert.deepEqual([copy.file, copy.part, more], ['sent/8.png', null, []])
  assert.ok(copy.distance <= 31)
  const [part] = matches('crop.jpg')
  assert.deepEqual([part.file, part.distance], ['sent/8.png', null])
  assert.deepEqual(matches('unknown.png'), [])
  keep('words.jpg', 'no picture')
  const refused = anxin('similar', 'sent', '--query', 'words.jpg')
  assert.equal(refused.status, 2)
  assert.equal(refused.stderr, 'words.jpg is no picture: a JPEG, PNG, WebP, AVIF or HEIC picture was expected.\n')
})
