import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openAuthority } from '@anxin/server/bundles/testing.ts'

const program = fileURLToPath(new URL('./anxin.ts', import.meta.url))
const dir = mkdtempSync(join(tmpdir(), 'anxin-seal-'))
after(() => rmSync(dir, { recursive: true, force: true }))
const authority = await openAuthority({ name: '测试时间戳机构' })

/** Not waited for in this thread's own turn: the authority is here too. */
async function anxin(args: string[], env: NodeJS.ProcessEnv = { TSA_URL: authority.url }) {
  const child = spawn(process.execPath, [program, ...args], { cwd: dir, env: { ...process.env, ...env } })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said.err += text
  })
  const [status] = await once(child, 'close')
  return { status, ...said }
}
const put = (name: string, text: string) => writeFileSync(join(dir, name), text)

test('anxin seal: a time-stamped seal beside each file, which anxin verify checks without anything else', async () => {
  put('杯子.txt', '有缺口')
  put('b.bin', 'xyz')
  const sealed = await anxin(['seal', '杯子.txt', 'b.bin', '--sm3', '--json'])
  assert.deepEqual([sealed.status, sealed.err], [0, ''])
  const [first, second] = sealed.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.equal(first.sha256.length + second.sm3.length, 128)
  assert.deepEqual(JSON.parse(readFileSync(join(dir, '杯子.txt.seal.json'), 'utf8')), first)

  const checked = await anxin(['verify', '杯子.txt.seal.json', '--tsa-root', authority.root, '--json'], {})
  assert.equal(checked.status, 0, checked.err)
  const { seal, bad } = JSON.parse(checked.out)
  assert.deepEqual([bad, seal.stamp.by, seal.stamp.isTrusted], [null, '测试时间戳机构', true])
  assert.match((await anxin(['verify', 'b.bin.seal.json'])).out, /全部相符 \/ 1 files, all in order.*测试时间戳机构/)

  // The file is another, or the seal claims more than was stamped.
  put('b.bin', 'xyZ')
  const spoilt = await anxin(['verify', 'b.bin.seal.json'])
  assert.equal(spoilt.status, 1)
  assert.match(spoilt.out, /文件内容与封条不符 \/ the file is not the one that was sealed/)
  for (const [change, wrong] of [
    [{ sm3: '0'.repeat(64) }, 'seal.sm3'],
    [{ leaf: 1 }, 'seal.proof'],
    [{ checkpoint: 'anxin/seals\n1\nAAAA\n' }, 'seal.checkpoint'],
    [{ timestamp: second.timestamp.replace(/^..../, 'AAAA') }, 'stamp.unreadable'],
  ] as const) {
    put('other.seal.json', JSON.stringify({ ...first, ...change }))
    const found = await anxin(['verify', 'other.seal.json', '--file', '杯子.txt', '--json'])
    assert.deepEqual([found.status, JSON.parse(found.out).bad.wrong], [1, wrong])
  }
})

test('anxin seal --bundle: one file for all; verify says how many files there are and when they were sealed', async () => {
  put('1.txt', 'one')
  put('2.txt', 'two')
  const made = await anxin(['seal', '1.txt', '2.txt', '--bundle', 'case.zip'])
  assert.deepEqual([made.status, made.err, made.out], [0, '', 'case.zip: 2\n'])
  const sound = await anxin(['verify', 'case.zip', '--tsa-root', authority.root], {})
  assert.equal(sound.status, 0, sound.out)
  assert.match(sound.out, /^case\.zip: 5 个文件（\d+ 字节）全部相符 \/ 5 files, all in order；20\d\d-/)
  const again = await anxin(['seal', '1.txt', '--bundle', 'case.zip'])
  assert.deepEqual([again.status, again.err], [2, 'case.zip is there already: please name a new file.\n'])
  const bytes = readFileSync(join(dir, 'case.zip'))
  bytes[bytes.indexOf('two')] = 0x54
  put('changed.zip', '')
  writeFileSync(join(dir, 'changed.zip'), bytes)
  const changed = await anxin(['verify', 'changed.zip', '--json'])
  const { bad } = JSON.parse(changed.out)
  assert.deepEqual([changed.status, bad.wrong, bad.file], [1, 'bag.changed', 'data/2.txt'])
})

test('whatever a bundle is called, it verifies; a name that no bundle can hold is refused before anything is written', async () => {
  put('3.txt', 'three')
  for (const name of ['data.zip', 'a：b.zip', '案 件.zip']) {
    assert.equal((await anxin(['seal', '3.txt', '--bundle', name])).status, 0)
    assert.equal((await anxin(['verify', name])).status, 0, name)
  }
  put('12:30.txt', 'half past twelve')
  const refused = await anxin(['seal', '12:30.txt', '--bundle', 'never.zip'])
  assert.equal(refused.status, 2)
  assert.match(refused.err, /^12:30\.txt is no name for a file of a bundle/)
  assert.equal(existsSync(join(dir, 'never.zip')), false)
})

test('no file name steers the terminal', async () => {
  const name = 'a\u001b]0;pwned\u0007b.txt'
  put(name, 'x')
  put(
    'odd.seal.json',
    JSON.stringify({ ...JSON.parse(readFileSync(join(dir, '杯子.txt.seal.json'), 'utf8')), file: 'no\u001b[2J' }),
  )
  for (const args of [
    ['seal', name],
    ['verify', `${name}.seal.json`],
    ['verify', 'odd.seal.json'],
    ['seal', `${name}?`],
  ]) {
    const { out, err } = await anxin(args)
    assert.doesNotMatch(out + err, /[^\P{Cc}\n\t]/u, args.join())
  }
})

test('without an authority, or with one that does not answer, files are sealed without a time stamp, and that is said', async () => {
  put('c.txt', 'c')
  const none = await anxin(['seal', 'c.txt'], { TSA_URL: '' })
  assert.deepEqual([none.status, none.err], [0, 'TSA_URL is not set: sealed without a time stamp.\n'])
  assert.match((await anxin(['verify', 'c.txt.seal.json'])).out, /没有时间戳 \/ no time stamp/)
  put('d.txt', 'd')
  authority.behave('error')
  const down = await anxin(['seal', 'd.txt'])
  authority.behave('honest')
  assert.equal(down.status, 1)
  assert.match(down.err, /The time-stamping authority did not answer \(status 503\)\. Sealed without a time stamp\./)
  assert.equal((await anxin(['verify', 'd.txt.seal.json'])).status, 0)
})

test('wrong use is told in one sentence that names the file, and nothing is written', async () => {
  put('e.txt', 'e')
  put('e.txt.seal.json', '{}')
  put('f.txt', 'f')
  const wrongs: [args: string[], said: RegExp][] = [
    [['seal', 'nowhere.txt'], /^nowhere\.txt does not exist: a file was expected\.\n$/],
    [['seal', '.'], /^\. is no file: a file was expected\.\n$/],
    [['seal', 'f.txt', 'e.txt'], /^e\.txt\.seal\.json is there already: please name a new file\.\n$/],
    [['seal', 'f.txt', './f.txt'], /^Two of the files have the same name/],
    [['verify', 'nowhere.zip'], /^nowhere\.zip does not exist: a bundle or a FILE\.seal\.json was expected\.\n$/],
    [['verify', 'e.txt.seal.json'], /^e\.txt\.seal\.json is no seal: /],
    [['verify', 'e.txt'], /^e\.txt is no bundle: a bundle or a FILE\.seal\.json was expected\.\n$/],
    [['verify', 'c.txt.seal.json', '--tsa-root', 'e.txt'], /^e\.txt holds no certificate/],
    [['verify', 'c.txt.seal.json', '--key', 'x'], /^x is no key/],
  ]
  for (const [args, said] of wrongs) {
    const found = await anxin(args)
    assert.deepEqual([found.status, found.out], [2, ''], args.join(' '))
    assert.match(found.err, said)
  }
  assert.equal(existsSync(join(dir, 'f.txt.seal.json')), false)
})
