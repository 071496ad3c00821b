import { Webhook } from 'standardwebhooks'
import type { Config } from '../config.ts'

/** A refund to be paid. `id` is the same on every try, so that whoever pays can tell a repetition. */
export type Refund = { id: string; claim: string; purchase: string; line: number; amount: number }

/** Whoever moves the money. Throws when it is not known to have been paid; it is then asked again, with the same id. */
export type Payout = { pay(refund: Refund): Promise<{ receipt: string }> }

const patience = 15_000

/** The shop pays: a JSON POST signed as Standard Webhooks describes, answered by `{"receipt": "…"}`. */
function byShop(url: string, secret: string): Payout {
  const signer = new Webhook(Buffer.from(secret).toString('base64'))
  return {
    async pay({ id, ...refund }) {
      const at = new Date()
      const data = { ...refund, currency: 'CNY' }
      const body = JSON.stringify({ type: 'refund.pay', timestamp: at.toISOString(), data })
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': id,
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': signer.sign(id, at, body),
      }
      const signal = AbortSignal.timeout(patience)
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal }).catch(() => {
        throw new Error('the shop that pays refunds cannot be reached')
      })
      if (!response.ok) throw new Error(`the shop that pays refunds answered ${response.status}`)
      const answer: unknown = await response.json().catch(() => null)
      const receipt = typeof answer === 'object' && answer !== null && 'receipt' in answer ? String(answer.receipt) : ''
      if (receipt === '' || receipt.length > 200) throw new Error('the shop that pays refunds gave no receipt')
      return { receipt }
    },
  }
}

/** Without a shop to ask, the ledger is where the money stands: its row is the receipt. */
const byLedger: Payout = { pay: async ({ id }) => ({ receipt: `ledger/${id}` }) }

export const openPayout = ({ PAYOUT_URL, PAYOUT_SECRET }: Config): Payout =>
  PAYOUT_URL ? byShop(PAYOUT_URL, PAYOUT_SECRET ?? '') : byLedger
