/** Two real orders, made over HTTP by the people who make them: one that is over, one that is still open. */
import { report } from '../../server/testing.ts'

type Json = Record<string, unknown> & { items?: Json[] }
type Asked = { status: number; body: Json; cookie: string }
export type Person = (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<Asked>

/** Somebody at a keyboard of the server at `port`. */
export function person(port: string, headers: Record<string, string> = {}): Person {
  return async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method,
      headers: { ...headers, ...(method === 'POST' ? { 'content-type': 'application/json' } : {}) },
      ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}),
    })
    const text = await answer.text()
    if (answer.status >= 400 && !path.startsWith('/me')) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    const cookie = answer.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    return { status: answer.status, body: JSON.parse(text) as Json, cookie } // an answer of our own routes
  }
}

/** The cookie of a session, by the demo's code and, where the role needs one, the second factor. */
export async function signIn(port: string, phone: string): Promise<string> {
  const nobody = person(port)
  const { demoCode } = (await nobody('POST', '/session/code', { phone })).body
  const { cookie } = await nobody('POST', '/session', { phone, code: demoCode })
  const me = person(port, { cookie })
  if ((await me('GET', '/me')).body.code !== 'http.second_factor') return cookie
  const setup = await me('POST', '/session/second-factor/setup')
  await me('POST', '/session/second-factor', { code: setup.body.demoCode })
  return cookie
}

/** Asks until it is there: errands are worked off by the server in its own time. */
async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 600; tries++) {
    const found = await ask()
    if (found !== undefined) return found
    await new Promise((go) => setTimeout(go, 100))
  }
  throw new Error('an errand was not worked off in a minute')
}

export type Model = { closed: string; open: string; number: string; phone: string }

/** Reports a fault twice; the first is called off after the visit could not mend it (a repair done needs a photo). */
export async function makeModel(port: string, desk: string): Promise<Model> {
  const dispatcher = person(port, { cookie: desk })
  const technician = person(port, { cookie: await signIn(port, '19900000011') })
  const nobody = person(port)
  const phones = ['19900009001', '19900009002'] as const
  const first = (await nobody('POST', '/orders', { ...report, phone: phones[0] })).body
  const consumer = person(port, { authorization: `Tracking ${(first.tracking as Json).token}` })
  const offer = await until(async () => (await technician('GET', '/offers')).body.items?.[0])
  await technician('POST', `/offers/${offer.id}/accept`)
  const { id: visit } = await until(async () => (await technician('GET', '/visits')).body.items?.[0])
  await technician('POST', `/orders/${first.id}/call`)
  await technician('POST', `/visits/${visit}/depart`, { minutesAway: 25 })
  await technician('POST', `/visits/${visit}/arrive`, {})
  await technician('POST', `/visits/${visit}/diagnose`, { finding: '点火针积碳', cause: 'ignition' })
  await technician('POST', `/visits/${visit}/unable`, { reason: '缺少专用工具' })
  await until(async () => ((await consumer('GET', `/orders/${first.id}`)).body.status === 'waiting' ? true : undefined))
  await consumer('POST', `/orders/${first.id}/cancel`, { reason: '不修了' })
  const second = (await nobody('POST', '/orders', { ...report, phone: phones[1] })).body
  await until(async () => {
    const { steps } = (await dispatcher('GET', `/orders/${second.id}/timeline`)).body as { steps?: Json[] }
    return steps?.find(({ type }) => type === 'search.offered')
  })
  return { closed: String(first.id), open: String(second.id), number: String(first.number), phone: phones[0] }
}
