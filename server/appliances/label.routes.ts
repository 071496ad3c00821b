import { applianceCodes } from '@anxin/domain/appliances/kinds.ts'
import { labelAddress } from '@anxin/domain/appliances/label.ts'
import QRCode from 'qrcode'
import { z } from 'zod'
import { post } from '../http/route.ts'
import { words } from '../http/shapes.ts'

const Input = z.strictObject({
  kind: z.enum(applianceCodes),
  brand: words(40),
  model: words(60),
  serial: words(60).nullable().default(null),
  soldOn: z.iso.date().nullable().default(null),
  warrantyUntil: z.iso.date().nullable().default(null),
})

/** Labels are made from what is sent and kept nowhere. */
export const labelRoutes = [
  post('/labels', {
    summary: 'The label of an appliance as QR code, to print / 生成机身码',
    tag: 'appliances',
    who: ['operator', 'supervisor', 'dispatcher', 'agent', 'merchant', 'technician', 'consumer'],
    body: Input,
    answer: z.object({ url: z.string(), svg: z.string(), png: z.string() }),
    async does({ deps, body }) {
      const url = labelAddress(deps.config.publicUrl, body)
      // M: a label on a machine gets scratched; up to 15 % of it may be lost.
      const how = { errorCorrectionLevel: 'M', margin: 4 } as const
      const svg = await QRCode.toString(url, { ...how, type: 'svg' })
      return { url, svg, png: await QRCode.toDataURL(url, { ...how, width: 600 }) }
    },
  }),
]
