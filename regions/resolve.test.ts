import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { answerFor } from './answer.ts'
import { divisions, isWithin } from './divisions.ts'
import { resolve } from './resolve.ts'

type Wanted = { kind: string; text: string; wanted: string }
const lines = (name: string): string[][] =>
  readFileSync(new URL(name, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split('\t'))
/** Kind, text, status, code, name: the set that the resolver was made with. */
const golden: Wanted[] = lines('./golden.tsv').map(([kind = '', text = '', status = '', code = '']) => ({
  kind,
  text,
  wanted: status === 'resolved' ? code : status,
}))
/** Kind, text, code or status: written by somebody else, before the resolver was tried on it. */
const holdout: Wanted[] = lines('./holdout.tsv').map(([kind = '', text = '', wanted = '']) => ({ kind, text, wanted }))

/** A county, ambiguity or nothing; texts with street words may go on to a town of the wanted county. */
const got = (text: string): string => {
  const found = resolve(text)
  return found.status === 'resolved' ? found.division.code : found.status
}
const isRight = ({ text, wanted, kind }: { text: string; wanted: string; kind: string }) =>
  got(text) === wanted || (['street', 'town'].includes(kind) && got(text).startsWith(wanted))

test('every text of the seed file resolves to its code', () => {
  const seeds = holdout.filter(({ kind }) => kind === 'seed')
  assert.equal(seeds.length, 116)
  for (const seed of seeds) assert.equal(got(seed.text), seed.wanted, seed.text)
})

/** Likewise, later and by other hands. */
const later = (name: string): Wanted[] =>
  lines(name).map(([kind = '', text = '', wanted = '']) => ({ kind, text, wanted }))
const sets = {
  golden,
  'held-out': holdout.filter(({ kind }) => kind !== 'seed'),
  'second held-out': later('./heldout-2.tsv'),
  'third held-out': later('./heldout-3.tsv'),
}

for (const [name, all] of Object.entries(sets)) {
  test(`of the ${name} texts at least 97 in 100 are right, and at most 5 in 1,000 name a wrong division`, (t) => {
    const missed = all.filter((one) => !isRight(one))
    const wrong = missed.filter(({ text }) => /^\d/.test(got(text)))
    const says = missed.slice(0, 20).map(({ kind, text, wanted }) => `${kind} ${text}: ${wanted}, got ${got(text)}`)
    t.diagnostic(
      `right ${(100 * (1 - missed.length / all.length)).toFixed(1)} % of ${all.length}, wrong ${wrong.length}; ${says.join('; ')}`,
    )
    assert.ok(missed.length <= 0.03 * all.length, says.join('\n'))
    assert.ok(wrong.length <= 0.005 * all.length, says.join('\n'))
  })
}

/** Each was answered wrongly or not at all, for a cause that other texts share. */
const mended = {
  '碑林区 and 北林区 are no 林区': { 西安碑林: '610103', 太原万柏林: '140109', 绥化北林: '231202' },
  'a town of its own goes before streets and things': { 东莞虎门: '441900121', 恭城西岭镇: '450332104' },
  'the town decides among namesakes without suffix': { 中山坦洲: '442000107' },
  'a name does not begin inside another': { 中山南头镇: '442000111' },
  'a list of towns may name the county again': { 济源承留镇: '419001103' },
  'two letters are enough below a parent': { 商丘市雎县: '411422', 日照市苣县: '371122' },
  'a rare part in common is a likeness': { 宁坡市: '330200', 檐州市光村镇: '460400106', 青捕区: '310118' },
  'a mistyped county may end like a place': { 温州市路城区: '330302', 临沂市剡城县: '371322', 盘锦市大瓦区: '211104' },
  'a long name may be mistyped as well': { 毕节市微宁彝族回族苗族自治县: '520526' },
  'the better likeness decides': { 大庆市肇洲县: '230621' },
  'what goes on as another division is not this one': { 佛山区来凤街道: 'none', 元宝衫区平庄西城街道: '150403004' },
  'a loose suffix and a town from elsewhere': { 广灵区东关街道: 'none' },
  'another suffix is no slip': { 黄龙乡: 'none' },
  'a letter of the next word is no slip': { 大理石: 'none', 北京师范大学: 'none' },
  'a right name with another suffix is no slip': { 兰州区北路: 'none', 西藏市麒麟区人民路12号: 'none' },
  'a thing may end as one': { 云南过桥米线: 'none' },
  'a zone is a city’s': { 西安高新区锦业路1号: '610100' },
}

test('what was wrong for a common cause stays right', () => {
  for (const [cause, texts] of Object.entries(mended))
    for (const [text, wanted] of Object.entries(texts)) assert.equal(got(text), wanted, `${cause}: ${text}`)
})

test('every division is known by its full name', () => {
  for (const one of divisions) {
    const found = resolve(one.name)
    assert.equal(found.status === 'resolved' && found.division.code, one.code, one.name)
  }
})

test('a county’s own name finds the county, or several of that name with it among them, and never another', () => {
  for (const one of divisions.filter(({ level, own }) => level === 'county' && own.length > 2)) {
    const found = resolve(one.own)
    if (found.status === 'resolved')
      assert.ok(isWithin(one, found.division) || found.division === one, `${one.own}: ${found.division.name}`)
    if (found.status === 'ambiguous') assert.ok(found.candidates.includes(one), one.own)
  }
})

test('text of any kind and length gets an answer, and soon', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      assert.ok(['resolved', 'ambiguous', 'none'].includes(answerFor(text).status))
    }),
    { numRuns: 400 },
  )
  for (const piece of ['广西', '市', '南京路', '甘南迭部县', ' ']) assert.ok(answerFor(piece.repeat(20_000)))
})

test('a text that repeats a name over and over is no address, and takes no more time than others', () => {
  const repeated = (piece: string) => piece.repeat(150).slice(0, 300)
  for (const piece of ['朝阳', '市中区', '和平', '鼓楼区']) assert.equal(got(repeated(piece)), 'none', piece)
  const before = process.cpuUsage()
  for (const piece of ['迭部', '海淀', '张掖', '北京', '朝阳', '市中区', '和平', '鼓楼区', '永定', '铁西'])
    for (let times = 0; times < 4; times++) answerFor(repeated(piece))
  const { user, system } = process.cpuUsage(before)
  assert.ok(user + system < 1_500_000, `${(user + system) / 40_000} ms each`)
})

test('what follows the region comes back as it was written', () => {
  assert.equal(answerFor('浙江省杭州市余杭区文一西路969号').rest, '文一西路969号')
  assert.equal(answerFor('甘南迭部县').rest, '')
})
