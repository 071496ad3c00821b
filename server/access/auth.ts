import { AsyncLocalStorage } from 'node:async_hooks'
import { betterAuth } from 'better-auth'
import { phoneNumber } from 'better-auth/plugins/phone-number'
import pg from 'pg'

/** The sign-in library, told as little as possible: its "phone number" is `<tenant>:<fingerprint>`, and the code that it
 *  makes goes back to the request that asked for it, which knows the number. */
export type Auth = {
  /** Makes a six-digit code that lives five minutes and takes five tries. */
  makeCode(subject: string): Promise<string>
  /** A session for the right code; null for a wrong, used or expired one. */
  redeem(subject: string, code: string, from: Headers): Promise<{ userId: string; cookies: string[] } | null>
  sessionOf(headers: Headers): Promise<{ id: string; userId: string; expiresAt: Date } | null>
  signOut(headers: Headers): Promise<string[]>
  close(): Promise<void>
}

const codeTaken = new AsyncLocalStorage<{ code: string }>()
export const codeLives = 300
export const codeTries = 5

export function openAuth(url: string, options: { secret: string; publicUrl: string }): Auth {
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  pool.on('error', () => {})
  const auth = betterAuth({
    database: pool,
    secret: options.secret,
    baseURL: options.publicUrl,
    basePath: '/internal/auth',
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'anxin',
      useSecureCookies: options.publicUrl.startsWith('https:'),
      // The door checks the origin of every request that comes with a cookie.
      disableCSRFCheck: true,
      disableOriginCheck: true,
    },
    user: { modelName: 'auth_user' },
    session: { modelName: 'auth_session', expiresIn: 30 * 86_400, updateAge: 86_400 },
    account: { modelName: 'auth_account' },
    verification: { modelName: 'auth_verification' },
    plugins: [
      phoneNumber({
        otpLength: 6,
        expiresIn: codeLives,
        allowedAttempts: codeTries,
        sendOTP: ({ code }) => {
          const taker = codeTaken.getStore()
          if (taker) taker.code = code
        },
        signUpOnVerification: {
          getTempEmail: (subject) => `${subject.replace(/[^0-9a-z]/g, '.')}@invalid`,
          getTempName: () => '-',
        },
      }),
    ],
  })
  return {
    async makeCode(subject) {
      const taker = { code: '' }
      await codeTaken.run(taker, () => auth.api.sendPhoneNumberOTP({ body: { phoneNumber: subject } }))
      return taker.code
    },
    async redeem(subject, code, from) {
      const response = await auth.api.verifyPhoneNumber({
        body: { phoneNumber: subject, code },
        headers: from,
        asResponse: true,
      })
      if (!response.ok) return null
      const { user } = (await response.json()) as { user: { id: string } } // what the endpoint documents
      return { userId: user.id, cookies: response.headers.getSetCookie() }
    },
    async sessionOf(headers) {
      const found = await auth.api.getSession({ headers })
      return found && { id: found.session.id, userId: found.session.userId, expiresAt: found.session.expiresAt }
    },
    async signOut(headers) {
      const response = await auth.api.signOut({ headers, asResponse: true })
      return response.headers.getSetCookie()
    },
    close: () => pool.end(),
  }
}
