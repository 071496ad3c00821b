import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { photoOf } from '@anxin/server/demo-goods.ts'
import { testWorld } from '@anxin/server/testing.ts'
import { openShop } from './shop.ts'

test('a shop opens a claim by API, hears of it by signed webhook, and pays the refund when a person has decided', async () => {
  const settings = { url: '', key: '', webhookSecret: '', payoutSecret: 'a-secret-of-shop-and-anxin' }
  const shop = openShop(settings)
  await shop.listen(0)
  after(() => shop.close())
  const here = `http://127.0.0.1:${shop.port}`
  const { payoutSecret } = settings
  const world = await testWorld({
    env: { WEBHOOK_PRIVATE: '1', PAYOUT_URL: `${here}/refunds`, PAYOUT_SECRET: payoutSecret },
  })
  // The shop's own clock is the real one, and it takes no webhook from another day.
  world.pass(Date.now() - world.now())
  settings.url = await world.anxin.app.listen({ port: 0, host: '127.0.0.1' })
  await world.staff('+8619900000023', '苏运营', ['operator'])
  await world.staff('+8619900000030', '沈审核', ['reviewer'])
  const operator = await world.signIn('19900000023')
  settings.key = (await operator.post('/api-keys', { name: '商城' })).body.key
  const types = ['claim.opened', 'claim.decided']
  settings.webhookSecret = (await operator.post('/webhooks', { url: `${here}/events`, types })).body.secret

  const merchant = await shop.merchant('青瓷小铺')
  assert.equal(await shop.merchant('青瓷小铺'), merchant, 'entered once')
  await operator.post(`/merchants/${merchant}/members`, { phone: '19900000024', name: '贾商家' })
  const purchase = await shop.sell(merchant, 'S-1001', { phone: '19900000009', name: '何小满' })
  const claim = await shop.claim(purchase, '收到时杯口裂了', await photoOf('cup', { isCracked: true }))
  await world.settle()
  const seller = await world.signIn('19900000024')
  const [hearing] = (await seller.get('/hearings')).body.items
  await seller.post(`/hearings/${hearing.id}/answer`, { statement: '认可' })
  await world.settle()
  const reviewer = await world.signIn('19900000030')
  const [decision] = (await reviewer.get('/decisions')).body.items
  await reviewer.post(`/decisions/${decision.id}/take`)
  const judgement = { outcome: 'refund-only', amount: 19_900, reasons: ['damage-shown'], words: '损坏属实' }
  assert.equal((await reviewer.post(`/decisions/${decision.id}/give`, judgement)).body.status, 'given')
  await world.settle()

  const now = await shop.claimNow(claim.id)
  assert.deepEqual([now.status, now.remedy.status, now.remedy.paid], ['decided', 'done', 19_900])
  assert.deepEqual(
    [...shop.paid.values()],
    [{ claim: claim.number, purchase: 'S-1001', line: 1, amount: 19_900, currency: 'CNY', receipt: 'shop-1' }],
  )
  assert.deepEqual(
    shop.events.map(({ type, data }) => [type, data.number, data.outcome]),
    [
      ['claim.opened', claim.number, undefined],
      ['claim.decided', claim.number, 'refund-only'],
    ],
  )
})
