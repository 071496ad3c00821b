import nodemailer from 'nodemailer'
import { Webhook } from 'standardwebhooks'
import type { Config } from '../config.ts'

/** One message to one phone number, through whatever gateway is configured. */
export type Gateway = {
  channel: 'sms' | 'wechat' | 'mail'
  /** `id` is the same on every try, so that the gateway can tell a repetition. Throws when it was not taken. */
  send(message: { id: string; phone: string; text: string }): Promise<void>
}

const patience = 10_000

/** A JSON POST signed as Standard Webhooks describes; SMS and WeChat gateways sit behind one. */
function webhook(channel: Gateway['channel'], url: string, secret: string): Gateway {
  const signer = new Webhook(Buffer.from(secret).toString('base64'))
  return {
    channel,
    async send({ id, phone, text }) {
      const at = new Date()
      const body = JSON.stringify({ type: `notice.${channel}`, timestamp: at.toISOString(), data: { to: phone, text } })
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
      })
      if (!response.ok) throw new Error(`the ${channel} gateway answered ${response.status}`)
    },
  }
}

/** E-mail through an SMS-to-mail or ticket system that takes the number as the subject's recipient. */
function mail(config: Config, url: string): Gateway {
  const transport = nodemailer.createTransport(url)
  return {
    channel: 'mail',
    async send({ id, phone, text }) {
      await transport.sendMail({
        from: config.MAIL_FROM,
        to: config.MAIL_FROM,
        subject: `Anxin ${phone}`,
        text,
        messageId: `<${id}@anxin>`,
      })
    },
  }
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
