import { type Flaw, flawsOf, judgedSide, lumaOf } from '@anxin/domain/evidence/quality.ts'

/** What is wrong with a photo, by the rule that the server judges by too. Nothing of what this browser cannot decode (HEIC on
 *  some): the server looks at it anyway. */
export async function flawsIn(file: Blob): Promise<Flaw[]> {
  if (!file.type.startsWith('image/')) return []
  const picture = await createImageBitmap(file).catch(() => null)
  if (!picture) return []
  const scale = judgedSide / Math.max(picture.width, picture.height)
  const width = Math.max(3, Math.round(picture.width * Math.min(1, scale)))
  const height = Math.max(3, Math.round(picture.height * Math.min(1, scale)))
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return []
  context.imageSmoothingQuality = 'high'
  context.drawImage(picture, 0, 0, width, height)
  const { data } = context.getImageData(0, 0, width, height)
  const flaws = flawsOf(picture, lumaOf({ width, height, data }))
  picture.close()
  return flaws
}
