import assert from 'node:assert/strict'
import { photographed, sceneOf } from '@anxin/inspect/pixels/testing.ts'
import type { Browser, BrowserContext } from 'playwright-core'
import sharp, { type Sharp } from 'sharp'
import { desktop } from './browser.ts'

/** Everybody that a refund claim needs at the desk, signed in once each, and a claim whose photo has a crack painted in. */
export type Court = {
  merchant: BrowserContext
  reviewer: BrowserContext
  second: BrowserContext
  operator: BrowserContext
  claim: string
  packing: Buffer
}

type Answered = { id: string; demoCode: string; key: string; missing: string[] }

/** Asks the server as whoever is signed in there. */
export async function ask(context: BrowserContext, path: string, data: object, key?: string): Promise<Answered> {
  const headers = key ? { authorization: `Bearer ${key}` } : {}
  const answer = await context.request.post(`/api/v1${path}`, { data, headers })
  assert.ok(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`)
  return (await answer.json().catch(() => ({}))) as Answered // whichever of it the route gives
}

/** Code and second factor, as the sign-in page does it; that page has tests of its own. */
export async function entered(browser: Browser, url: string, phone: string): Promise<BrowserContext> {
  const context = await desktop(browser, url)
  const { demoCode } = await ask(context, '/session/code', { phone })
  await ask(context, '/session', { phone, code: demoCode })
  const setup = await ask(context, '/session/second-factor/setup', {})
  await ask(context, '/session/second-factor', { code: setup.demoCode })
  return context
}

/** A file sent in one piece; the id under which it is kept. */
async function sent(url: string, bytes: Buffer): Promise<string> {
  const tus = { 'tus-resumable': '1.0.0' }
  const made = await fetch(`${url}/api/v1/uploads`, {
    method: 'POST',
    headers: { ...tus, 'upload-length': String(bytes.length) },
  })
  const id = made.headers.get('location')?.split('/').at(-1) ?? ''
  const given = await fetch(`${url}/api/v1/uploads/${id}`, {
    method: 'PATCH',
    headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: new Uint8Array(bytes),
  })
  assert.equal(given.status, 204)
  return id
}

// Small: the machine of the tests has better to do than to look at large photos, and the page enlarges them.
const size = { width: 800, height: 600 }
const jpeg = (picture: Sharp, quality: number) => picture.jpeg({ quality }).toBuffer()

/** The listing picture, the same with a crack painted in, and the goods as they stood before they were packed. */
async function pictures() {
  const goods = photographed(sceneOf(71), size)
  const listing = sharp(goods.data, { raw: { ...size, channels: 3 } })
  const crack =
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 450" width="${size.width}" height="${size.height}">
    <path d="M110 230 l40 20 l10 42 l48 12 l22 46" fill="none" stroke="#15110d" stroke-width="5"/>
    <ellipse cx="420" cy="180" rx="54" ry="40" fill="#5a3c14" opacity="0.55"/></svg>`)
  const painted = await listing
    .clone()
    .composite([{ input: crack }])
    .png()
    .toBuffer()
  return {
    listing: await jpeg(listing.clone(), 92),
    damage: await jpeg(sharp(painted), 84),
    whole: await jpeg(sharp(painted).modulate({ brightness: 1.08 }).resize(720), 80),
    packing: await jpeg(listing.clone().resize(700), 88),
  }
}

/** Opens the court: a claim for ¥2,999 about a set of cups, its evidence given and submitted. It is examined and the merchant
 *  is called by the worker, as everything is. */
export async function openCourt(browser: Browser, url: string): Promise<Court> {
  const operator = await entered(browser, url, '19900000023')
  // People of its own: the demo's buyers and merchant have claims already.
  const { id: merchant } = await ask(operator, '/merchants', { name: '青瓷小铺' })
  await ask(operator, `/merchants/${merchant}/members`, { phone: '19900000092', name: '贾商家' })
  await ask(operator, '/roles', { phone: '19900000026', name: '林复核', role: 'reviewer' })
  const { key } = await ask(operator, '/api-keys', { name: '商城' })
  const { listing, damage, whole, packing } = await pictures()
  const day = 86_400_000
  const { id: purchase } = await ask(
    operator,
    '/purchases',
    {
      merchant,
      number: 'E2E-1',
      buyer: { phone: '19900000091', name: '卓玛措' },
      placedAt: new Date(Date.now() - 5 * day).toISOString(),
      deliveredAt: new Date(Date.now() - day).toISOString(),
      lines: [
        {
          ...{ sku: 'cup-8', title: '手工青瓷杯（八只装）', category: 'tableware', quantity: 1, paid: 299_900 },
          pictures: [await sent(url, listing)],
        },
      ],
    },
    key,
  )
  const wish = { line: 1, reason: 'damaged', wanted: 'refund-only', amount: 299_900, words: '收到时杯口裂了，还有污渍' }
  const { id: claim } = await ask(operator, '/claims', { ...wish, purchase }, key)
  const pieces = [
    { media: await sent(url, damage), slot: 'damage' },
    { media: await sent(url, whole), slot: 'whole' },
  ]
  const { missing } = await ask(operator, `/claims/${claim}/evidence`, { pieces }, key)
  await ask(operator, `/claims/${claim}/submit`, { without: missing }, key)
  return {
    ...{ operator, claim, packing },
    merchant: await entered(browser, url, '19900000092'),
    reviewer: await entered(browser, url, '19900000025'),
    second: await entered(browser, url, '19900000026'),
  }
}
