/** A small shop that uses Anxin for its after-sales, by nothing but the HTTP interface: it tells what was bought, opens a claim
 *  for a buyer with a photo, hears by signed webhook what becomes of it, and pays the refund when it is asked to.
 *
 *      ANXIN_URL=http://localhost:8686 ANXIN_KEY=anx_… PAYOUT_SECRET=… node examples/shop.ts cup.jpg
 *
 *  The key comes from the operator's desk (接口密钥). Start Anxin with PAYOUT_URL=http://localhost:9696/refunds, the same
 *  PAYOUT_SECRET and, since this shop stands beside it, WEBHOOK_PRIVATE=1; enter http://localhost:9696/events as a webhook
 *  at the desk and give its secret as WEBHOOK_SECRET. */
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { fileURLToPath } from 'node:url'
import { Webhook } from 'standardwebhooks'

type Settings = { url: string; key: string; payoutSecret: string; webhookSecret?: string }
export type Event = { type: string; data: { claim?: string; number: string; outcome?: string; amount?: number } }
export type Refund = { claim: string; purchase: string; line: number; amount: number; currency: string }

/** The shop's side of the interface; `settings` may still change after it is open. `paid`: refunds by their id; one that is asked for again gets the same receipt. */
export function openShop(settings: Settings) {
  const paid = new Map<string, Refund & { receipt: string }>()
  const events: Event[] = []
  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${settings.url}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${settings.key}`, 'Content-Type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(`${method} ${path}: ${answer.title} ${answer.detail ?? ''}`)
    return answer
  }
  const server = createServer((request, response) => {
    received(request)
      .then((body) => {
        if (request.url === '/refunds') return pay(body)
        const { webhookSecret } = settings
        if (request.url !== '/events' || !webhookSecret) throw new Error('nothing here')
        events.push(new Webhook(webhookSecret).verify(body.text, body.headers) as Event) // signed by Anxin
        return {}
      })
      .then((answer) => response.setHeader('content-type', 'application/json').end(JSON.stringify(answer)))
      .catch((error) => response.writeHead(400).end(String(error)))
  })

  /** Pays once for each id, however often it is asked. */
  function pay({ text, headers }: Received): { receipt: string } {
    const signer = new Webhook(Buffer.from(settings.payoutSecret).toString('base64'))
    const { data } = signer.verify(text, headers) as { data: Refund } // signed by Anxin
    const id = headers['webhook-id'] ?? ''
    const known = paid.get(id)
    if (known) return { receipt: known.receipt }
    const receipt = `shop-${paid.size + 1}`
    paid.set(id, { ...data, receipt })
    return { receipt }
  }

  return {
    paid,
    events,
    listen: (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve)),
    get port() {
      const address = server.address()
      return typeof address === 'object' && address ? address.port : 0
    },
    close: () => new Promise((resolve) => server.close(resolve)),
    merchant: async (name: string): Promise<string> => {
      const { items } = await ask('GET', '/merchants')
      const known = items.find((one: { name: string }) => one.name === name)
      return known?.id ?? (await ask('POST', '/merchants', { name })).id
    },
    sell: async (merchant: string, number: string, buyer: { phone: string; name: string }): Promise<string> => {
      const lines = [{ sku: 'cup-1', title: '手工青瓷杯', category: 'tableware', quantity: 1, paid: 19_900 }]
      const [placedAt, deliveredAt] = [3, 1].map((days) => new Date(Date.now() - days * 86_400_000).toISOString())
      return (await ask('POST', '/purchases', { merchant, number, buyer, placedAt, deliveredAt, lines })).id
    },
    claim: async (purchase: string, words: string, photo: Uint8Array): Promise<{ id: string; number: string }> => {
      const asked = { purchase, line: 1, reason: 'damaged', wanted: 'refund-only', amount: 19_900, words }
      const claim = await ask('POST', '/claims', asked)
      const media = await upload({ ...settings, photo })
      const given = await ask('POST', `/claims/${claim.id}/evidence`, { pieces: [{ media, slot: 'damage' }] })
      return ask('POST', `/claims/${claim.id}/submit`, { without: given.missing })
    },
    claimNow: (id: string) => ask('GET', `/claims/${id}`),
  }
}

type Received = { text: string; headers: Record<string, string> }

async function received(request: IncomingMessage): Promise<Received> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
  return { text: Buffer.concat(parts).toString('utf8'), headers: Object.fromEntries(headers) }
}

/** One file by tus 1.0: created, then sent in one piece. A client library resumes what is cut off. */
async function upload({ url, key, photo }: { url: string; key: string; photo: Uint8Array }): Promise<string> {
  const common = { Authorization: `Bearer ${key}`, 'Tus-Resumable': '1.0.0' }
  const created = await fetch(`${url}/api/v1/uploads`, {
    method: 'POST',
    headers: { ...common, 'Upload-Length': String(photo.length) },
  })
  const place = created.headers.get('location')
  if (!created.ok || !place) throw new Error(`no upload: ${created.status} ${await created.text()}`)
  const sent = await fetch(new URL(place, url), {
    method: 'PATCH',
    headers: { ...common, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' },
    body: new Uint8Array(photo),
  })
  if (!sent.ok) throw new Error(`the upload failed: ${sent.status} ${await sent.text()}`)
  return place.split('/').at(-1) ?? ''
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { ANXIN_URL = 'http://localhost:8686', ANXIN_KEY = '', PAYOUT_SECRET = '', WEBHOOK_SECRET } = process.env
  const [, , file] = process.argv
  if (!file || !ANXIN_KEY) throw new Error('ANXIN_KEY=anx_… node examples/shop.ts PHOTO')
  const secrets = { payoutSecret: PAYOUT_SECRET, ...(WEBHOOK_SECRET ? { webhookSecret: WEBHOOK_SECRET } : {}) }
  const shop = openShop({ url: ANXIN_URL, key: ANXIN_KEY, ...secrets })
  await shop.listen(9696)
  const merchant = await shop.merchant('青瓷小铺')
  const purchase = await shop.sell(merchant, `S${Date.now()}`, { phone: '19900000009', name: '何小满' })
  const claim = await shop.claim(purchase, '收到时杯口裂了', await readFile(file))
  process.stdout.write(`claim ${claim.number} is in; listening on ${shop.port} for what becomes of it\n`)
}
