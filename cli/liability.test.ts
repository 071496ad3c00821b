import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('./anxin.ts', import.meta.url))
const dir = mkdtempSync(join(tmpdir(), 'anxin-liability-'))
after(() => rmSync(dir, { recursive: true, force: true }))

/** The command on facts, in a language of the environment. */
function liability(facts: unknown, { lang = 'C', args = [] as string[] } = {}) {
  writeFileSync(join(dir, 'facts.json'), typeof facts === 'string' ? facts : JSON.stringify(facts))
  const env = { PATH: process.env.PATH, LC_ALL: lang }
  return spawnSync(process.execPath, [program, 'liability', 'facts.json', ...args], { cwd: dir, encoding: 'utf8', env })
}
const act = { date: '2025-03-01', amountFen: 300_000, platform: '商城', outcome: 'obtained' }

test('anxin liability --json: tiers with ids of the law, dates, figures and sentences, civil first', () => {
  const { status, stdout, stderr } = liability({ acts: [act], place: '440300' }, { args: ['--json'] })
  assert.deepEqual([status, stderr], [0, ''])
  const { place, asOf, tiers, excluded, statutes } = JSON.parse(stdout)
  assert.deepEqual([place, asOf], [{ code: '440300', name: '广东省深圳市' }, '2026-11-24'])
  assert.deepEqual(
    [...new Set(tiers.map(({ tier }: { tier: string }) => tier))],
    ['civil', 'administrative', 'criminal'],
  )
  const network = tiers.find(({ track }: { track: string }) => track === 'network')
  assert.equal(network.statute, 'CRM-266')
  assert.deepEqual([network.from, network.until, network.confidence], ['1997-10-01', null, 'B'])
  assert.deepEqual(network.figures.threshold, { fromFen: 300_000, sureFromFen: 300_000 })
  assert.match(network.zh, /3,000 元以上.*可能适用/)
  const ordinary = excluded.find(
    ({ track, why }: Record<string, string>) => track === 'ordinary' && why === 'below-threshold',
  )
  assert.match(ordinary.en, /3,000 yuan are below the 6,000 yuan/)
  assert.ok(statutes.every(({ id, zh, en, source }: Record<string, string>) => id && zh && en && source))
})

test('anxin liability in the language of the environment: Chinese, English, or both where it says neither', () => {
  const of = (lang: string) => liability({ acts: [act] }, { lang }).stdout
  const [zh, en, both] = [of('zh_CN.UTF-8'), of('en_US.UTF-8'), of('C')]
  assert.match(
    zh,
    /^可能的法律责任（参考，不作认定）\n地点：未给出[\s\S]*民事[\s\S]*行政（治安）[\s\S]*刑事[\s\S]*说明/,
  )
  assert.doesNotMatch(zh, /Possible liability/)
  assert.match(en, /^Possible liability[\s\S]*Article 266 of the Criminal Law may apply/)
  assert.doesNotMatch(en, /可能的法律责任/)
  assert.doesNotMatch(
    both,
    /有罪|罪犯|犯罪|骗子|guilt|offender|fraudster|a criminal\b(?! tier)/i,
    'no verdict on anybody',
  )
  assert.match(both, /^可能的法律责任[\s\S]*\n\nPossible liability/)
})

test('anxin liability: what cannot be read ends with 2 and a sentence that names the file and the place in it', () => {
  const says = (facts: unknown) => {
    const { status, stdout, stderr } = liability(facts, { args: ['--json'] })
    assert.deepEqual([status, stdout], [2, ''], String(facts))
    return stderr
  }
  assert.equal(says({ acts: [] }), 'facts.json: acts: a list of 1 to 1000 acts was expected, [] found.\n')
  assert.match(
    says({ acts: [{ ...act, date: '1979-12-31' }] }),
    /^facts\.json: acts\[0\]\.date: a day from 1980-01-01 to/,
  )
  assert.match(
    says({ acts: [{ ...act, date: '2999-01-01' }] }),
    /^facts\.json: acts\[0\]\.date: .*"2999-01-01" found\.\n$/,
  )
  assert.match(
    says({ acts: [{ ...act, amountFen: 0 }] }),
    /^facts\.json: acts\[0\]\.amountFen: a whole number of fen above 0/,
  )
  assert.equal(
    says({ acts: [act], place: '999999' }),
    'facts.json: place: the code of a division of China was expected, "999999" found.\n',
  )
  assert.match(
    says('{"acts":[{"date":tomorrow}]}'),
    /^facts\.json: acts\[0\]\.date: a JSON value was expected, tomorrow/,
  )
  const none = spawnSync(process.execPath, [program, 'liability', 'none.json'], { cwd: dir, encoding: 'utf8' })
  assert.deepEqual([none.status, none.stderr], [2, 'none.json does not exist: a JSON file with facts was expected.\n'])
})

test('a place whose code has ended is still a place of its province', () => {
  const facts = { acts: [{ ...act, amountFen: 500_000 }], place: '500105' }
  const { place, tiers } = JSON.parse(liability(facts, { args: ['--json'] }).stdout)
  assert.deepEqual(place, { code: '500105', name: '江北区' })
  const ordinary = tiers.find(({ track }: { track: string }) => track === 'ordinary')
  assert.deepEqual([ordinary.applies, ordinary.local[0].place.en], ['may', 'Chongqing'])
})
