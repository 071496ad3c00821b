import { instant, roles } from '@anxin/domain/basics.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { send } from '../act.ts'
import type { Deps } from '../deps.ts'
import { notice } from '../errand.ts'
import { lineOf, type Window } from '../http/addresses.ts'
import { DoorProblem } from '../http/problems.ts'
import type { Call, StreamRoute } from '../http/route.ts'
import { sealText } from '../private/cipher.ts'
import { givenPhone } from '../private/phone.ts'
import { headersOf } from './caller.ts'
import { newFactor, passFactor, presentCode } from './second-factor.ts'
import { factorOf, keepAccount, limited } from './store.ts'

type Http = { request: FastifyRequest; reply: FastifyReply }
type Here<B> = Omit<Call<unknown, unknown, B>, 'tx'>

const minute = 60
const hour = 60 * minute
/** Codes to one number: one a minute, five an hour, ten a day (TRUST T13). */
const perNumber = [
  { seconds: minute, most: 1 },
  { seconds: hour, most: 5 },
  { seconds: 24 * hour, most: 10 },
]
/** Codes asked for from one address; a household, an office or a mobile network shares one. */
const perAddress = [
  { seconds: minute, most: 20 },
  { seconds: hour, most: 200 },
]

const CodeBody = z.strictObject({ phone: z.string().max(30) })
const SignInBody = z.strictObject({ phone: z.string().max(30), code: z.string().regex(/^\d{6}$/) })
const FactorBody = z.strictObject({ code: z.string().regex(/^\d{6}$/) })

/** Declares a route that answers one JSON document but opens its own transactions: a wrong code must stay counted. */
function door<B extends z.ZodType>(
  method: StreamRoute['method'],
  path: string,
  route: { summary: string; body?: B; does(call: Here<z.output<B>>, http: Http): Promise<unknown> },
): StreamRoute {
  const { does, ...rest } = route
  return {
    method,
    path,
    tag: 'session',
    who: ['anyone', ...roles],
    ...rest,
    streams: async (call, http) => {
      http.reply.header('Cache-Control', 'no-store')
      return (await does(call as Here<z.output<B>>, http)) ?? http.reply.code(204).send() // the body was parsed by B
    },
  }
}

async function within(
  { deps, tenant }: { deps: Deps; tenant: string },
  what: string,
  limit: { now: number; windows: readonly Window[] },
) {
  const wait = await deps.db.transaction({ tenant }, (tx) => limited(tx, what, limit))
  if (wait !== null) throw new DoorProblem('http.too_many', { headers: { 'Retry-After': String(wait) } })
}

export const subjectOf = (deps: Deps, tenant: string, phone: string) =>
  `${tenant}:${deps.private.blind(phone).toString('hex')}`

/** Sends a code to a number, unless too many were sent. Whether the number is known makes no difference to the answer. */
async function sendCode(call: Here<{ phone: string }>) {
  const { deps, caller, now, ip } = call
  const phone = givenPhone(call.body.phone, call.language)
  const { tenant } = caller
  await within({ deps, tenant }, `code/ip/${lineOf(ip) ?? ip}`, { now, windows: perAddress })
  await within({ deps, tenant }, `code/${deps.private.blind(phone).toString('base64url')}`, { now, windows: perNumber })
  const code = await deps.auth.makeCode(subjectOf(deps, tenant, phone))
  // The number is not on file yet, perhaps never will be: number and code lie sealed in the outbox until sent.
  const key = deps.private.key('outbox')
  const sealed = sealText('aes-256-gcm', { key, place: 'signin.code', text: JSON.stringify({ phone, code }) })
  const errand = notice('signin.code', { at: instant(now) }, { sealed: sealed.toString('base64') }, {})
  await deps.db.transaction({ tenant }, async (tx) => send(tx, [errand]))
  return { sent: true, ...(deps.config.DEMO ? { demoCode: code } : {}) }
}

/** Trades a code for a session. The cookie is HttpOnly; the answer says whether a second factor is still owed. */
async function signIn(call: Here<{ phone: string; code: string }>, { request, reply }: Http) {
  const { deps, caller, now, body } = call
  const phone = givenPhone(call.body.phone, call.language)
  const { tenant } = caller
  const redeemed = await deps.auth.redeem(subjectOf(deps, tenant, phone), body.code, headersOf(request))
  if (!redeemed) throw new DoorProblem('http.code_wrong')
  const person = await deps.db.transaction({ tenant }, async (tx) => {
    const person = await deps.private.meet(tx, { phone, now })
    await keepAccount(tx, { userId: redeemed.userId, person })
    return person
  })
  deps.callers.forget()
  reply.header('Set-Cookie', redeemed.cookies)
  return { person }
}

type Signed = { person: string; session: string }
/** Who is signed in, whether or not the second factor was given. */
async function signedIn({ deps, caller }: Here<unknown>, request: FastifyRequest): Promise<Signed> {
  const session = await deps.callers.sessionOf(request)
  if (!session || !caller.person) throw new DoorProblem('http.sign_in')
  return { person: caller.person, session: session.id }
}

/** A new secret for the authenticator app; refused once one is confirmed. */
async function setUpFactor(call: Here<unknown>, { request }: Http) {
  const { deps, caller, now } = call
  const { person } = await signedIn(call, request)
  const key = deps.private.key('totp')
  return deps.db.transaction({ tenant: caller.tenant }, async (tx) => {
    const known = await factorOf(tx, person)
    const fresh = known?.confirmed ? null : await newFactor(tx, { person, key, issuer: 'Anxin' })
    const demoCode = deps.config.DEMO ? await presentCode(tx, { person, key, now }) : null
    return { uri: fresh?.uri ?? null, ...(demoCode ? { demoCode } : {}) }
  })
}

async function giveFactor(call: Here<{ code: string }>, { request }: Http) {
  const { deps, caller, now, body } = call
  const who = await signedIn(call, request)
  const isRight = await deps.db.transaction({ tenant: caller.tenant }, (tx) =>
    passFactor(tx, { ...who, code: body.code, key: deps.private.key('totp'), now }),
  )
  if (!isRight) throw new DoorProblem('http.code_wrong')
  deps.callers.forget()
  return { passed: true }
}

export const sessionRoutes: StreamRoute[] = [
  door('POST', '/session/code', { summary: 'Send a sign-in code / 发送验证码', body: CodeBody, does: sendCode }),
  door('POST', '/session', { summary: 'Sign in with the code / 登录', body: SignInBody, does: signIn }),
  door('POST', '/session/second-factor/setup', {
    summary: 'Set up the second factor / 设置第二重验证',
    does: setUpFactor,
  }),
  door('POST', '/session/second-factor', {
    summary: 'Give the second factor / 第二重验证',
    body: FactorBody,
    does: giveFactor,
  }),
  door('DELETE', '/session', {
    summary: 'Sign out / 退出登录',
    async does({ deps }, { request, reply }) {
      reply.header('Set-Cookie', await deps.auth.signOut(headersOf(request)))
      deps.callers.forget()
      return undefined
    },
  }),
]
