import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { get } from 'node:http'
import { after, test } from 'node:test'
import Fastify from 'fastify'
import { push } from './push.ts'

/** A server of one stream, to which somebody is let in when `admitted` says so; it tells when a stream has begun. */
async function streaming(admitted: (connection: EventEmitter) => Promise<unknown>) {
  const app = Fastify({ forceCloseConnections: true })
  after(() => app.close())
  const told = new EventEmitter()
  let watched = 0
  app.get('/', async (request, reply) => {
    await admitted(reply.raw)
    push({ request, reply }, () => {
      watched++
      return () => {
        watched--
        told.emit('stopped')
      }
    })
    told.emit('begun')
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { url, told, watched: () => watched }
}

test('what a page shows is watched until it leaves', { timeout: 20_000 }, async () => {
  const { url, told, watched } = await streaming(async () => {})
  const [response] = await once(get(url), 'response')
  assert.equal(watched(), 1)
  const stopped = once(told, 'stopped')
  response.destroy()
  await stopped
  assert.equal(watched(), 0)
})

test('for one that left while it was found out who it is, nothing is watched', { timeout: 20_000 }, async () => {
  const here = new EventEmitter()
  const { url, told, watched } = await streaming(async (connection) => {
    here.emit('one')
    await once(connection, 'close')
  })
  const [arrived, begun] = [once(here, 'one'), once(told, 'begun')]
  const request = get(url).on('error', () => {})
  await arrived
  request.destroy()
  await begun
  assert.equal(watched(), 0)
})
