import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { court, dossierOf, opened, uploaded } from '@anxin/server/claims/testing.ts'
import { sql } from '@anxin/server/db/database.ts'
import { photoOf } from '@anxin/server/demo-goods.ts'
import sharp from 'sharp'
import { openPromise } from 'yauzl'
import { type Made, makeKeys, openAiService } from './ai-service.ts'

const producer = '001191110102MACQD9K64000001'
/** A photo with the label that a service writes into its pictures (GB 45438-2025), or with its place alone. */
async function labelled(produceId: string | null): Promise<Buffer> {
  const label = produceId ? JSON.stringify({ Label: '1', ContentProducer: producer, ProduceID: produceId }) : ''
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"><TC260:AIGC>${label.replaceAll('"', '&quot;')}</TC260:AIGC></rdf:Description></rdf:RDF></x:xmpmeta>`
  return sharp(await photoOf('cup', { isCracked: true }))
    .jpeg()
    .withXmp(xmp)
    .toBuffer()
}

test('an AI service is asked by the number in a label, by hash and by look, answers signed, and hears of removed labels', async () => {
  const all = await court()
  const { world, operator, buyer, reviewers } = all
  // The service's own clock is the real one.
  world.pass(Date.now() - world.now())
  const url = await world.anxin.app.listen({ port: 0, host: '127.0.0.1' })
  world.anxin.deps.config.publicUrl = url
  const { key, keys } = await makeKeys()
  const made: Made[] = []
  const settings = { url: '', key, askers: [url], made }
  const service = openAiService(settings)
  await service.listen(0)
  after(() => service.close())
  settings.url = `http://127.0.0.1:${service.port}/`
  const entered = await operator.post('/ai-services', {
    ...{ name: '画画（演示）', url: settings.url, producers: [producer], keys: { keys } },
  })
  assert.equal(entered.status, 201, JSON.stringify(entered.body))

  const claim = await opened(all)
  const [photo, resaved] = [
    await labelled('P-1'),
    await sharp(await photoOf('cup'))
      .jpeg({ quality: 70 })
      .toBuffer(),
  ]
  const media: string[] = []
  for (const bytes of [photo, resaved, await labelled(null)]) media.push(await uploaded(world, bytes))
  const slots = ['damage', 'whole', 'damage-angle']
  const pieces = media.map((one, i) => ({ media: one, slot: slots[i] }))
  const given = await buyer.post(`/claims/${claim}/evidence`, { pieces })
  assert.equal((await buyer.post(`/claims/${claim}/submit`, { without: given.body.missing })).status, 200)
  await world.settle()
  const [reviewer] = reviewers
  assert.ok(reviewer)
  const about = async () => (await reviewer.get(`/claims/${claim}/inquiries`)).body
  const [label] = (await about()).labels
  assert.deepEqual(
    [label.media, label.producer, label.name.zh, label.produceId, label.service],
    [media[0], producer, '豆包', 'P-1', entered.body.id],
  )
  const ask = async (one: string | undefined, question = 'ask') => {
    const wanted = { media: one, service: label.service, question }
    const asked = await reviewer.post(`/claims/${claim}/inquiries`, wanted)
    assert.equal(asked.status, 201, JSON.stringify(asked.body))
    await world.settle()
    const { said, ground, producedAt, failure } = (await about()).items.at(-1)
    return [said, ground, producedAt, failure]
  }
  assert.deepEqual(await ask(media[0]), ['not-ours', null, null, null], 'it knows of none yet')
  made.push({ produceId: 'P-1', producedAt: '2026-11-01T08:00:00.000Z' })
  assert.deepEqual(await ask(media[0]), ['ours', 'number', '2026-11-01T08:00:00.000Z', null])
  assert.deepEqual(await ask(media[1]), ['not-ours', null, null, null])
  const sha256 = createHash('sha256').update(resaved).digest('hex')
  made.push({ sha256, producedAt: '2026-11-02T08:00:00.000Z' })
  assert.deepEqual(await ask(media[1]), ['ours', 'sha256', '2026-11-02T08:00:00.000Z', null])
  made.pop()
  const { db } = world.anxin.deps
  const [look] = await db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows<{ pdq: string }>(sql`select encode(hash, 'hex') as pdq from pictures_seen where media = ${media[1]}`),
  )
  // Six bits off, as after another re-compression.
  const pdq = (BigInt(`0x${look?.pdq}`) ^ 0b111111n).toString(16).padStart(64, '0')
  made.push({ pdq, producedAt: '2026-11-03T08:00:00.000Z' })
  assert.deepEqual(await ask(media[1]), ['ours', 'pdq', '2026-11-03T08:00:00.000Z', null])

  const { photos } = await about()
  assert.deepEqual(
    photos.filter(({ isReportable }: { isReportable: boolean }) => isReportable),
    [{ media: media[2], isReportable: true }],
  )
  assert.deepEqual(await ask(media[2], 'report'), ['received', null, null, null])
  assert.deepEqual(
    service.reports.map(({ from, findings }) => [from, findings]),
    [[url, ['origin.removed.label']]],
  )
  const none = { media: media[0], service: label.service, question: 'report' }
  assert.equal((await reviewer.post(`/claims/${claim}/inquiries`, none)).body.code, 'inquiry.nothing_to_report')

  // Every exchange is an exhibit: its texts verify, and the record names their hashes.
  const { file } = await dossierOf(all, claim, { addressee: 'police', purpose: 'report' })
  const path = join(mkdtempSync(join(tmpdir(), 'anxin-ai-')), 'dossier.zip')
  writeFileSync(path, file.bytes)
  after(() => rmSync(dirname(path), { recursive: true }))
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true })
  const names: string[] = []
  for await (const { fileName } of zip.eachEntry()) names.push(fileName)
  zip.close()
  const texts = names.filter((name) => name.includes('/data/inquiries/'))
  assert.equal(texts.length, 2 * 6 + 1, 'a question and an answer of each, and the keys')
})
