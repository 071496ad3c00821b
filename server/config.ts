import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { witnessOf } from '@anxin/record/cosignature.ts'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { requireCipher } from './private/cipher.ts'

const flag = z.enum(['0', '1', 'true', 'false']).transform((text) => text === '1' || text === 'true')
const link = (protocols: readonly string[]) =>
  z.string().refine((text) => protocols.some((protocol) => text.startsWith(`${protocol}:`)), {
    error: `must start with ${protocols.map((protocol) => `${protocol}:`).join(' or ')}`,
  })

const isThere = <T>(value: T | null): value is T => value !== null

/** An address, alone or with its port. */
const isNameServer = (text: string) => {
  const [, bracketed, plain] = /^(?:\[(.+)\](?::\d{1,5})?|([^:]+)(?::\d{1,5})?)$/.exec(text) ?? []
  return ipaddr.isValid(bracketed ?? plain ?? text)
}

/** Every setting there is; `.env.example` says what each does. */
const Settings = z.object({
  DATABASE_URL: link(['postgres', 'postgresql']).optional(),
  DATA_DIR: z.string().default('./data'),
  STORAGE_URL: link(['file', 's3']).default('file:./data/media'),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
  KEY_URL: link(['file', 'vault+https', 'vault+http']).default('file:./data/keys'),
  VAULT_TOKEN: z.string().optional(),
  VAULT_TOKEN_FILE: z.string().optional(),
  CUSTODIAN_KEY: z.string().optional(),
  CIPHER: z.enum(['aes-256-gcm', 'sm4-gcm']).default('aes-256-gcm'),
  TSA_URL: link(['http', 'https']).optional(),
  WITNESS_URL: link(['http', 'https']).optional(),
  WITNESS_KEY: z
    .string()
    .transform(witnessOf)
    .refine(isThere, { error: 'must be the key of a witness: name+id+base64' })
    .optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8686),
  HOST: z.string().default('0.0.0.0'),
  TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((all) => all.every((one) => ipaddr.isValid(one) || ipaddr.isValidCIDR(one)), {
      error: 'must be addresses or networks (10.0.0.0/8), with commas between them',
    })
    .default([]),
  PUBLIC_URL: link(['http', 'https']).optional(),
  DEMO: flag.default(false),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  SMTP_URL: link(['smtp', 'smtps']).optional(),
  MAIL_FROM: z.string().default('anxin@localhost'),
  SMS_URL: link(['http', 'https']).optional(),
  WECHAT_URL: link(['http', 'https']).optional(),
  DNS_SERVERS: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((all) => all.every(isNameServer), {
      error: 'must be addresses of name servers, 9.9.9.9 or [2620:fe::fe]:53, with commas between them',
    })
    .default([]),
  ROUTING_URL: link(['http', 'https']).optional(),
  PAYOUT_URL: link(['http', 'https']).optional(),
  PAYOUT_SECRET: z.string().min(24).optional(),
  WEBHOOK_PRIVATE: flag.default(false),
  NOTICE_SECRET: z.string().min(24).optional(),
})

export type Config = z.output<typeof Settings> & { publicUrl: string }
export const settingNames = Object.keys(Settings.shape)

const letters = (name: string) => name.toUpperCase().replace(/[^A-Z0-9]/g, '')
/** The setting that a name differs from in case, `_` or `-` only, or that it has our prefix before. */
const meant = (name: string): string | undefined =>
  settingNames.find((ours) => letters(ours) === letters(name) || `ANXIN${letters(ours)}` === letters(name))

/** The environment holds the variables of every other program, so that an unknown name is no error; but one that can
 *  only be meant for us is: `STORAGEURL`, `database-url`, `ANXIN_KEY_URL`. Names
 *  of one word belong to anybody (Kubernetes sets ANXIN_PORT beside a service called anxin). */
const isNearMiss = (name: string): boolean => {
  const ours = meant(name)
  return ours !== undefined && ours !== name && ours.includes('_')
}

/** Reads the settings from the environment and from `.env` beside it (the environment wins).
 *  Throws one sentence that names the setting which is unknown or wrong, and what was expected. */
export function readConfig(environment: NodeJS.ProcessEnv, file = '.env'): Config {
  const written = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}
  const unknown = Object.keys(written).find((name) => !settingNames.includes(name))
  if (unknown) throw new Error(`${file}: there is no setting ${unknown}. Known settings: ${settingNames.join(', ')}.`)
  const mistyped = Object.keys(environment).find(isNearMiss)
  if (mistyped)
    throw new Error(`The environment sets ${mistyped}; did you mean ${meant(mistyped)}? Unset it if it is not ours.`)
  const given = Object.fromEntries(settingNames.map((name) => [name, environment[name] || written[name] || undefined]))
  const parsed = Settings.safeParse(given)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Error(`The setting ${String(issue?.path[0])} is not usable: ${issue?.message}.`)
  }
  const config = parsed.data
  if (!config.WITNESS_URL !== !config.WITNESS_KEY)
    throw new Error('WITNESS_URL and WITNESS_KEY are of use only together: please set both, or neither.')
  requireCipher(config.CIPHER)
  return { ...config, publicUrl: config.PUBLIC_URL ?? `http://localhost:${config.PORT}` }
}
