/** The process that prints dossiers: it knows no secret, and is ended when it takes too long (`server/printer.ts`). */
import sharp from 'sharp'
import type { Reply } from '../../apart.ts'
import type { Printed } from './printed.ts'
import { printDossier } from './sections.ts'
import type { Picture } from './sheet.ts'

sharp.cache(false)
sharp.concurrency(1)

/** Enough for half a page in print; what a picture shows in detail is in the bundle. */
const side = 1_000

async function print({ dossier, pictures }: Printed): Promise<Uint8Array | null> {
  const small = new Map<string, Picture>()
  for (const { media, jpeg } of pictures) {
    const { data, info } = await sharp(jpeg)
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 80 })
      .toBuffer({ resolveWithObject: true })
    small.set(media, { jpeg: data, width: info.width, height: info.height })
  }
  return printDossier(dossier, small)
}

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.on('message', async (printed: Printed) => {
  const answer = await print(printed).catch(() => null)
  process.send?.({ answer } satisfies Reply<Uint8Array>)
})
process.send?.({ answer: null } satisfies Reply<Uint8Array>)
