import { Webhook } from 'standardwebhooks'
import type { Config } from '../config.ts'

/** One message to one phone number or e-mail address, through whatever gateway is configured. */
export type Gateway = {
  channel: 'sms' | 'wechat' | 'mail'
  /** `id` is the same on every try, so that the gateway can tell a repetition. Throws when it was not taken; the error
   *  names neither the recipient nor the text, since it is logged. */
  send(message: { id: string; to: string; text: string }): Promise<void>
}

const patience = 10_000

/** A JSON POST signed as Standard Webhooks describes; SMS and WeChat gateways sit behind one. */
function webhook(channel: 'sms' | 'wechat', url: string, secret: string): Gateway {
  const signer = new Webhook(Buffer.from(secret).toString('base64'))
  return {
    channel,
    async send({ id, to, text }) {
      const at = new Date()
      const body = JSON.stringify({ type: `notice.${channel}`, timestamp: at.toISOString(), data: { to, text } })
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': signer.sign(id, at, body),
      }
      const response = await fetch(url, {
        method: 'POST',
        headers,
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(patience),
      }).catch((error) => {
        throw new Error(`the ${channel} gateway cannot be reached (${codeOf(error)})`)
      })
      await response.body?.cancel()
      if (!response.ok) throw new Error(`the ${channel} gateway answered ${response.status}`)
    },
  }
}

/** E-mail to the address that its owner has confirmed. */
function mail(config: Config, url: string): Gateway {
  const waits = { connectionTimeout: patience, greetingTimeout: patience, socketTimeout: patience }
  // Loaded by the first mail: most installations send none.
  const open = async () => {
    const { default: nodemailer } = await import('nodemailer')
    return nodemailer.createTransport({ url, ...waits }, { from: config.MAIL_FROM })
  }
  let opened: ReturnType<typeof open> | undefined
  return {
    channel: 'mail',
    async send({ id, to, text }) {
      // A mail server's answer often repeats the address: only its code is told.
      opened ??= open()
      const transport = await opened
      await transport.sendMail({ to, subject: '安心 Anxin', text, messageId: `<${id}@anxin>` }).catch((error) => {
        throw new Error(`the mail server did not take it (${codeOf(error)})`)
      })
    },
  }
}

/** The code of a failure (`ECONNREFUSED`, `550`), which names nobody. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (typeof cause !== 'object' || cause === null) return 'unknown'
  if ('responseCode' in cause) return String(cause.responseCode)
  return 'code' in cause ? String(cause.code) : 'unknown'
}

/** The gateways that the settings name; none in a fresh installation. */
export function gateways(config: Config): Gateway[] {
  const secret = config.NOTICE_SECRET ?? ''
  return [
    ...(config.SMS_URL ? [webhook('sms', config.SMS_URL, secret)] : []),
    ...(config.WECHAT_URL ? [webhook('wechat', config.WECHAT_URL, secret)] : []),
    ...(config.SMTP_URL ? [mail(config, config.SMTP_URL)] : []),
  ]
}
